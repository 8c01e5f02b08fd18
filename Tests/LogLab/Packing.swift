import CLzma
import CZlib
import CZstd

/// A way to compress a file.
package enum Packing: String, Sendable, CaseIterable {
  case gzip, xz, zstd

  package var suffix: String {
    switch self {
    case .gzip: "gz"
    case .xz: "xz"
    case .zstd: "zst"
    }
  }

  /// Compresses as the tool of that name does: one member, stream or frame.
  package func pack(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 1024)
    let length = unsafe output.withUnsafeMutableBufferPointer { target in
      switch self {
      case .gzip: unsafe deflated(bytes, target)
      case .xz: unsafe xzEncoded(bytes, target)
      case .zstd: unsafe ZSTD_compress(target.baseAddress, target.count, bytes, bytes.count, 3)
      }
    }
    return Array(output[..<length])
  }

  private func deflated(_ bytes: [UInt8], _ target: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var stream = unsafe z_stream()
    unsafe deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { unsafe deflateEnd(&stream) }
    var input = bytes
    return unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe stream.next_in = source.baseAddress
      unsafe stream.avail_in = UInt32(source.count)
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(target.count)
      unsafe deflate(&stream, Z_FINISH)
      return unsafe target.count - Int(stream.avail_out)
    }
  }

  private func xzEncoded(_ bytes: [UInt8], _ target: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var length = 0
    let status = unsafe lzma_easy_buffer_encode(
      1, LZMA_CHECK_CRC64, nil, bytes, bytes.count, target.baseAddress, &length, target.count)
    precondition(status == LZMA_OK)
    return length
  }
}

/// Compresses as `gzip` does, one member.
package func gzip(_ bytes: [UInt8]) -> [UInt8] { Packing.gzip.pack(bytes) }
