/// Texts of templates and statements by their hashes, kept so that what is said again and again is not written anew each
/// second. What waits to be judged has its text itself, so all of them may go at any time.
struct MessageTexts {
  /// Bytes of one text, at most: where one is longer, an ellipsis stands for the rest.
  static let textCap = 4096
  /// What an entry takes beside its text.
  private static let entryBytes = 64

  private let cap: Int
  private var texts: [UInt64: String] = [:]
  /// Bytes of all that are kept.
  private(set) var bytes = 0

  /// - Parameter cap: bytes of all texts, at most.
  init(cap: Int = 4 << 20) { self.cap = cap }

  subscript(hash: UInt64) -> String? { texts[hash] }

  /// Keeps a text whose secrets are masked: the text as it is kept.
  mutating func keep(_ text: String, of hash: UInt64) -> String {
    let text = Self.cut(text)
    let size = text.utf8.count + Self.entryBytes
    if bytes + size > cap {
      texts.removeAll(keepingCapacity: true)
      bytes = 0
    }
    texts[hash] = text
    bytes += size
    return text
  }

  /// The text as far as it may go, cut between characters.
  static func cut(_ text: String) -> String {
    guard text.utf8.count > textCap else { return text }
    let ellipsis = "…"
    var end = text.utf8.index(text.startIndex, offsetBy: textCap - ellipsis.utf8.count)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    return text[..<end] + ellipsis
  }
}
