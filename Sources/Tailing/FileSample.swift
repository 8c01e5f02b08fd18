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
}
