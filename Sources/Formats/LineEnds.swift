import Glibc

extension RawSpan {
  /// Index of the first line end at or after `from`; nil if there is none. The C library's search, which the machine's
  /// widest registers serve: worth its call where what is searched for is far.
  @inline(__always)
  func lineEnd(from: Int) -> Int? { far(UInt8(ascii: "\n"), from: from) }

  @inline(__always)
  func far(_ wanted: UInt8, from: Int) -> Int? {
    guard from < byteCount else { return nil }
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let hit = unsafe memchr(base + from, Int32(wanted), bytes.count &- from)
      else { return nil }
      return unsafe UnsafeRawPointer(hit) - base
    }
  }
}
