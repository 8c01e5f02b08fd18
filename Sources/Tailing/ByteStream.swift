import Glibc

/// The bytes of a file or of standard input, decompressed where they are compressed (`Compression`), and UTF-8 where they
/// are UTF-16 (`WideText`).
final class ByteStream {
  let path: String
  private var descriptor: Int32
  private var decompressor: (any Decompressor)?
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

  /// Reads over bytes at the beginning.
  func pass(_ count: UInt64) throws(TailingError) {
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
    defer { unsafe target.deallocate() }
    var left = count
    while left > 0 {
      let most = max(Compression.magicLength, Int(min(left, 65_536)))
      let got = unsafe try read(into: UnsafeMutableRawBufferPointer(rebasing: target[..<most]))
      if got == 0 { return }
      left -= min(left, UInt64(got))
    }
  }

  /// Reads as many bytes as there are at once, at most `target.count`, which the first time must be
  /// `Compression.magicLength` at least.
  /// - Returns: how many; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(TailingError) -> Int {
    var got = 0
    if atStart {
      atStart = false
      while got < Compression.magicLength {
        let more = try unsafe readRaw(into: UnsafeMutableRawBufferPointer(rebasing: target[got...]))
        if more == 0 { break }
        got += more
      }
      let head = unsafe Array(target[..<got])
      let compression = Compression(head: head.prefix(Compression.magicLength))
      decompressor = compression?.decompressor(input: head) ?? WideText(input: head)
      if decompressor == nil {
        delivered += UInt64(got)
        return got
      }
    }
    guard let decompressor else {
      got = try unsafe readRaw(into: target)
      delivered += UInt64(got)
      return got
    }
    while true {
      switch unsafe decompressor.decompress(into: target, count: &got) {
      case .produced:
        delivered += UInt64(got)
        return got
      case .needsInput:
        let input = try readCompressed()
        if input.isEmpty {
          if decompressor.isAtStreamEnd { return 0 }
          throw TailingError(.truncatedCompression, path: path, offset: delivered)
        }
        decompressor.feed(input)
      case .corrupt:
        throw TailingError(.corruptCompression, path: path, offset: delivered)
      case .tooLarge:
        throw TailingError(.largeCompression, path: path, offset: delivered)
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
