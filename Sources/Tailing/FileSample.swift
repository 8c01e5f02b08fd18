import Glibc

/// The beginning of a file, read to see what it is.
package final class FileSample {
  /// The first bytes, decompressed.
  package let bytes: [UInt8]
  /// What follows the sample, kept where it cannot be read again: of standard input and of pipes.
  let rest: ByteStream?
  /// Whether the sample is all there is of the file's beginning.
  package var isOnlyCopy: Bool { rest != nil }

  /// Reads at most `count` bytes; fewer where the file is shorter or damaged.
  package init(_ path: String, count: Int) throws(TailingError) {
    let stream = try ByteStream(path: path)
    var failure: TailingError?
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(2, count)) { target, filled in
      filled = 0
      let raw = UnsafeMutableRawBufferPointer(target)
      while filled + 2 <= count {
        do throws(TailingError) {
          let got = unsafe try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[filled...]))
          if got == 0 { return }
          filled += got
        } catch {
          failure = error
          return
        }
      }
    }
    rest = stream.isRepeatable ? nil : stream
    if let failure, bytes.isEmpty { throw failure }
  }

  /// The last lines of a plain file: at most `count` bytes, from a line's beginning on. Nil where it is compressed, no
  /// regular file or cannot be read.
  package static func end(of path: String, count: Int) -> [UInt8]? {
    // A pipe that nobody writes to any more must not block.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    let start = max(0, Int(info.st_size) - count)
    var magic: [UInt8] = [0, 0]
    guard unsafe pread(descriptor, &magic, 2, 0) == 2, magic != [0x1F, 0x8B] else { return nil }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      filled = unsafe max(0, pread(descriptor, target.baseAddress, count, start))
    }
    guard start > 0 else { return bytes }
    return bytes.firstIndex(of: UInt8(ascii: "\n")).map { Array(bytes[($0 + 1)...]) }
  }
}
