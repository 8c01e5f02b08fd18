import CZlib
import Glibc

/// The bytes of a file or of standard input, decompressed where they are gzip (RFC 1952, also several members in a row).
final class ByteStream {
  let path: String
  private var descriptor: Int32
  private var inflater: Inflater?
  private var delivered: UInt64 = 0
  private var atStart = true

  /// - Parameter path: a file's path, or `-` for standard input.
  init(path: String) throws(TailingError) {
    self.path = path
    if path == "-" {
      descriptor = dup(0)
    } else {
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    }
    guard descriptor >= 0 else { throw TailingError(.open, path: path, code: errno) }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  /// Takes over a descriptor that stands at the file's beginning.
  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Whether its bytes can be read a second time: those of a pipe or of standard input cannot.
  var isRepeatable: Bool {
    var info = stat()
    let isKnown = unsafe fstat(descriptor, &info) == 0
    return path != "-" && isKnown && info.st_mode & S_IFMT == S_IFREG
  }

  /// Reads as many bytes as there are at once, at most `target.count`, which must be two at least.
  /// - Returns: how many; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(TailingError) -> Int {
    var got = 0
    if atStart {
      atStart = false
      while got < 2 {
        let more = try unsafe readRaw(into: UnsafeMutableRawBufferPointer(rebasing: target[got...]))
        if more == 0 { break }
        got += more
      }
      guard got >= 2, unsafe target[0] == 0x1F, unsafe target[1] == 0x8B else {
        delivered += UInt64(got)
        return got
      }
      inflater = unsafe Inflater(input: Array(target[..<got]))
    }
    guard let inflater else {
      got = try unsafe readRaw(into: target)
      delivered += UInt64(got)
      return got
    }
    while true {
      switch unsafe inflater.inflate(into: target, count: &got) {
      case .produced:
        delivered += UInt64(got)
        return got
      case .needsInput:
        let input = try readCompressed()
        if input.isEmpty {
          if inflater.isAtMemberEnd { return 0 }
          throw TailingError(.truncatedCompression, path: path, offset: delivered)
        }
        inflater.feed(input)
      case .corrupt:
        throw TailingError(.corruptCompression, path: path, offset: delivered)
      }
    }
  }

  /// At most `count` bytes, which must be two at least; none at the end.
  func read(upTo count: Int) throws(TailingError) -> [UInt8] {
    unsafe try array(count) { target throws(TailingError) in unsafe try read(into: target) }
  }

  private func readCompressed() throws(TailingError) -> [UInt8] {
    unsafe try array(65_536) { target throws(TailingError) in unsafe try readRaw(into: target) }
  }

  private func array(
    _ capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(TailingError) -> Int
  ) throws(TailingError) -> [UInt8] {
    var failure: TailingError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      do throws(TailingError) {
        count = try unsafe fill(UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  private func readRaw(into target: UnsafeMutableRawBufferPointer) throws(TailingError) -> Int {
    while true {
      let got = unsafe Glibc.read(descriptor, target.baseAddress, target.count)
      if got >= 0 { return got }
      if errno != EINTR { throw TailingError(.read, path: path, code: errno, offset: delivered) }
    }
  }
}

/// zlib's inflate over input that arrives in pieces.
@safe private final class Inflater {
  enum Outcome { case produced, needsInput, corrupt }

  private var stream = unsafe z_stream()
  private var input: [UInt8]
  private var used = 0
  private(set) var isAtMemberEnd = false
  /// Whether zlib may have output that did not fit into the last target.
  private var holdsOutput = false

  init(input: [UInt8]) {
    self.input = input
    unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit { unsafe inflateEnd(&stream) }

  func feed(_ more: [UInt8]) {
    input = more
    used = 0
  }

  func inflate(into target: UnsafeMutableRawBufferPointer, count: inout Int) -> Outcome {
    count = 0
    while used < input.count || holdsOutput {
      if isAtMemberEnd {
        // Another member follows, or zeros, which gzip ignores as well.
        while used < input.count, input[used] == 0 { used += 1 }
        guard used < input.count else { return .needsInput }
        unsafe inflateReset(&stream)
        isAtMemberEnd = false
      }
      var status: Int32 = Z_OK
      unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe stream.next_in = source.baseAddress! + used
        unsafe stream.avail_in = UInt32(source.count - used)
        unsafe stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.avail_out = UInt32(target.count)
        unsafe status = CZlib.inflate(&stream, Z_NO_FLUSH)
        unsafe used = source.count - Int(stream.avail_in)
      }
      unsafe count = target.count - Int(stream.avail_out)
      holdsOutput = status == Z_OK && count == target.count
      isAtMemberEnd = status == Z_STREAM_END
      // What was read before a damage comes out before the damage is reported.
      if count > 0 { return .produced }
      switch status {
      case Z_OK, Z_STREAM_END: break
      case Z_BUF_ERROR: return .needsInput
      default: return .corrupt
      }
    }
    return .needsInput
  }
}
