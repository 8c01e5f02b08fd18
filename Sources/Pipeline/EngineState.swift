import CZlib
import Formats
package import Foundation
import Incidents
import Records

/// An engine as bytes, to go on from where it stood: a property list, compressed.
///
/// What one version of the program kept only the same version reads: arrays are kept as they are in memory.
package struct EngineState: Sendable {
  /// Changes whenever a kept type does.
  package static let version = 11

  package var bytes: Data

  package init(bytes: Data) { self.bytes = bytes }

  /// The state of an engine as it stands.
  package init(of engine: Engine) throws {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    if let key = Timestamp.inMicroseconds { encoder.userInfo[key] = true }
    // It is stored as the incidents are.
    if let key = CodingUserInfoKey.redactor { encoder.userInfo[key] = Redactor(Redaction.redact) }
    bytes = try Deflate.compressed(encoder.encode(engine))
  }

  /// An engine that stands where the one stood that this state is of.
  package func engine(settings: EngineSettings) throws -> Engine {
    let decoder = PropertyListDecoder()
    if let key = Timestamp.inMicroseconds { decoder.userInfo[key] = true }
    let engine = try decoder.decode(Engine.self, from: Deflate.decompressed(bytes))
    engine.set(settings)
    return engine
  }
}

/// zlib over data that is in memory as a whole: its length in eight bytes, then a zlib stream.
enum Deflate {
  struct Damage: Error {}

  static func compressed(_ data: Data) -> Data {
    var size = compressBound(UInt(data.count))
    var result = Data(count: 8 + Int(size))
    unsafe result.withUnsafeMutableBytes { target in
      unsafe target.storeBytes(of: UInt64(data.count).littleEndian, as: UInt64.self)
      unsafe data.withUnsafeBytes { source in
        _ = unsafe compress2(
          target.baseAddress?.advanced(by: 8).assumingMemoryBound(to: UInt8.self), &size,
          source.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt(data.count), 1)
      }
    }
    return result.prefix(8 + Int(size))
  }

  static func decompressed(_ data: Data) throws -> Data {
    guard data.count >= 8 else { throw Damage() }
    let length = unsafe data.withUnsafeBytes { unsafe UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    // zlib shrinks to a thousandth at most.
    guard length <= UInt64(data.count) * 1100 else { throw Damage() }
    var result = Data(count: Int(length))
    var size = UInt(length)
    let status = unsafe result.withUnsafeMutableBytes { target in
      unsafe data.withUnsafeBytes { source in
        unsafe uncompress(
          target.baseAddress?.assumingMemoryBound(to: UInt8.self), &size,
          source.baseAddress?.advanced(by: 8).assumingMemoryBound(to: UInt8.self), UInt(data.count - 8))
      }
    }
    guard status == Z_OK, size == UInt(length) else { throw Damage() }
    return result
  }
}
