/// A place in a text, moved on by what is found there.
struct TextCursor {
  private let text: [Character]
  private(set) var at = 0

  init(_ text: some StringProtocol) { self.text = Array(text) }

  var isAtEnd: Bool { at >= text.count }
  var next: Character? { peek(0) }
  var rest: String { String(text[at...]) }

  /// What was read since the cursor stood at `start`.
  func text(from start: Int) -> String { String(text[start..<at]) }

  func peek(_ distance: Int) -> Character? {
    let index = at + distance
    return text.indices.contains(index) ? text[index] : nil
  }

  mutating func advance() { at += 1 }

  mutating func skipSpaces() {
    while next?.isWhitespace == true { at += 1 }
  }

  mutating func skip(anyOf characters: String) {
    while let next, characters.contains(next) || next.isWhitespace { at += 1 }
  }

  mutating func take(_ character: Character) -> Bool {
    guard next == character else { return false }
    at += 1
    return true
  }

  /// Takes any one of these characters.
  mutating func take(anyOf characters: String) -> Character? {
    guard let next, characters.contains(next) else { return nil }
    at += 1
    return next
  }

  /// The letters from here on; empty where there is none.
  mutating func letters() -> String {
    var letters = ""
    while let next, next.isLetter {
      letters.append(next)
      at += 1
    }
    return letters
  }

  /// A number of so many digits, no more.
  mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    var end = at
    while end < text.count, text[end].isASCII, text[end].isNumber { end += 1 }
    guard digits.contains(end - at), let number = Int(String(text[at..<end])) else { return nil }
    at = end
    return number
  }

  /// What the body reads; where it reads nothing the place stays.
  mutating func attempt<Value>(_ body: (inout TextCursor) -> Value?) -> Value? {
    let before = at
    if let value = body(&self) { return value }
    at = before
    return nil
  }
}
