/// A pattern in which `*` stands for any bytes and everything else for itself, compared with a whole text.
///
/// Linear time: the parts between the stars are found one behind the other, each at its first occurrence, by
/// Knuth-Morris-Pratt. If any way to match exists, the first occurrences are one.
struct WildcardPattern: Sendable {
  private struct Part: Sendable {
    var bytes: [UInt8]
    /// Length of the longest proper prefix of `bytes[0...i]` that is also its suffix.
    var borders: [Int]
  }

  /// The text before the first star and behind the last one; both the whole pattern where it has no star.
  private let head: [UInt8]
  private let tail: [UInt8]
  private let middle: [Part]
  private let hasStar: Bool

  init(_ pattern: String) {
    let parts = Array(pattern.utf8).split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(
      Array.init)
    hasStar = parts.count > 1
    head = parts[0]
    tail = parts[parts.count - 1]
    middle = parts.dropFirst().dropLast().filter { !$0.isEmpty }.map(WildcardPattern.part)
  }

  func matches(_ text: RawSpan) -> Bool {
    let count = text.byteCount
    guard starts(text, with: head, at: 0) else { return false }
    guard hasStar else { return count == head.count }
    guard count >= head.count + tail.count, starts(text, with: tail, at: count - tail.count) else { return false }
    var at = head.count
    for part in middle {
      guard let end = WildcardPattern.end(of: part, in: text, from: at, to: count - tail.count) else { return false }
      at = end
    }
    return true
  }

  private func starts(_ text: RawSpan, with bytes: [UInt8], at start: Int) -> Bool {
    guard start + bytes.count <= text.byteCount else { return false }
    for i in bytes.indices where text.byte(start + i) != bytes[i] { return false }
    return true
  }

  private static func part(_ bytes: [UInt8]) -> Part {
    var borders = [Int](repeating: 0, count: bytes.count)
    var length = 0
    for i in bytes.indices.dropFirst() {
      while length > 0, bytes[i] != bytes[length] { length = borders[length - 1] }
      if bytes[i] == bytes[length] { length += 1 }
      borders[i] = length
    }
    return Part(bytes: bytes, borders: borders)
  }

  /// The index behind the first occurrence of `part` in `from..<to`.
  private static func end(of part: Part, in text: RawSpan, from: Int, to: Int) -> Int? {
    var length = 0
    var at = from
    while at < to {
      let byte = text.byte(at)
      at += 1
      while length > 0, byte != part.bytes[length] { length = part.borders[length - 1] }
      if byte == part.bytes[length] { length += 1 }
      if length == part.bytes.count { return at }
    }
    return nil
  }
}
