import Glibc

/// The beginning of a file, read to see what it is.
package final class FileSample {
  /// The first bytes, decompressed, behind the hole.
  package let bytes: [UInt8]
  /// NUL bytes that the file begins with: it was truncated under a writer that does not append (logrotate's copytruncate).
  package let hole: UInt64
  /// What follows the sample, kept where it cannot be read again: of standard input and of pipes.
  let rest: ByteStream?
  /// Whether the sample is all there is of the file's beginning.
  package var isOnlyCopy: Bool { rest != nil }

  /// The longest hole that is passed over; what begins with more NUL bytes is no log.
  private static let longestHole: UInt64 = 64 << 20

  /// Reads at most `count` bytes; fewer where the file is shorter or damaged.
  package init(_ path: String, count: Int) throws(TailingError) {
    let stream = try ByteStream(path: path)
    var failure: TailingError?
    var hole: UInt64 = 0
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(Compression.magicLength, count)) { target, filled in
      filled = 0
      let raw = UnsafeMutableRawBufferPointer(target)
      while filled + Compression.magicLength <= count {
        do throws(TailingError) {
          let got = unsafe try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[filled...]))
          if got == 0 { return }
          filled += got
          if filled == got, hole < Self.longestHole {
            // Nothing but NUL bytes so far.
            let zeros = unsafe raw.prefix(filled).prefix { $0 == 0 }.count
            hole += UInt64(zeros)
            filled -= zeros
            if filled > 0, zeros > 0 {
              unsafe raw.copyBytes(from: Array(raw[zeros..<zeros + filled]))
            }
          }
        } catch {
          failure = error
          return
        }
      }
    }
    self.hole = hole
    rest = stream.isRepeatable ? nil : stream
    if let failure, bytes.isEmpty { throw failure }
  }

  /// The last lines of a plain file: at most `count` bytes, from a line's beginning on. Nil where it is compressed, no
  /// regular file or cannot be read.
  package static func end(of path: String, count: Int) -> [UInt8]? {
    guard let size = plainSize(of: path) else { return nil }
    return lines(of: path, from: size - UInt64(min(count, Int(clamping: size))), count: count)
  }

  /// The last `count` bytes of a file whose content has to be decompressed for it; nil where it cannot be read.
  package static func endOfContent(of path: String, count: Int) -> [UInt8]? {
    guard let stream = try? ByteStream(path: path) else { return nil }
    var end: [UInt8] = []
    while true {
      let more = unsafe [UInt8](unsafeUninitializedCapacity: max(count, 262_144)) { target, filled in
        // A damaged file ends where it is damaged.
        filled = unsafe (try? stream.read(into: UnsafeMutableRawBufferPointer(target))) ?? 0
      }
      if more.isEmpty { return end }
      end = Array((end + more).suffix(count))
    }
  }

  /// Size of a plain file; nil where it is compressed or in UTF-16, no regular file or cannot be read.
  package static func plainSize(of path: String) -> UInt64? {
    guard let descriptor = open(path) else { return nil }
    defer { close(descriptor) }
    var info = stat()
    let head = read(descriptor, 0, Compression.magicLength)
    guard unsafe fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, Compression(head: head) == nil,
      !WideText.begins(head)
    else { return nil }
    return UInt64(info.st_size)
  }

  /// At most `count` bytes of a plain file, from the first line on that begins at `offset` or behind it; nil where
  /// none does.
  package static func lines(of path: String, from offset: UInt64, count: Int) -> [UInt8]? {
    guard let descriptor = open(path) else { return nil }
    defer { close(descriptor) }
    guard offset > 0 else { return read(descriptor, 0, count) }
    let bytes = read(descriptor, offset - 1, count + 1)
    return bytes.firstIndex(of: UInt8(ascii: "\n")).map { Array(bytes[($0 + 1)...]) }
  }

  /// A pipe that nobody writes to any more must not block.
  private static func open(_ path: String) -> Int32? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    return descriptor >= 0 ? descriptor : nil
  }

  private static func read(_ descriptor: Int32, _ offset: UInt64, _ count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      filled = unsafe max(0, pread(descriptor, target.baseAddress, count, Int(clamping: offset)))
    }
  }
}
