/// What the calls in a stack of PHP were given: nothing says which of the texts is a password, so all are masked.
///
///     #0 /srv/a.php(12): PDO->__construct('mysql:host=db', 'shop', 'x')
///     #1 [internal function]: login(Array, 3, 'x')
///     PHP   2. login($name = 'anna', $word = 'x') /srv/a.php:7
enum SecretArguments {
  /// Whether a frame may begin with a byte.
  static func mayBegin(_ byte: UInt8) -> Bool { byte == mark || byte | 0x20 == UInt8(ascii: "p") }

  /// The texts that the call of the frame beginning at `at` was given, the last first; none where no frame begins there.
  static func texts(_ text: PlainText, _ at: Int) -> [Range<Int>] {
    guard var index = call(text, at) else { return [] }
    var texts: [Range<Int>] = []
    while index < text.count, text.bytes[index] >= Ascii.space, !begins(text, index) {
      guard text.bytes[index] == Ascii.apostrophe, opens(text, index) else {
        index += 1
        continue
      }
      let end = end(text, index)
      if end > index + 1 { texts.append(index + 1..<end) }
      index = end + 1
    }
    return texts.reversed()
  }

  /// Where the call stands of a frame that begins at `at`, `#0 file(12): `, `#0 [internal function]: `, `PHP   2. `.
  private static func call(_ text: PlainText, _ at: Int) -> Int? {
    guard begins(text, at) else { return nil }
    if text.bytes[at] != mark {
      let number = text.end(at + 3) { $0 == Ascii.space }
      let end = text.end(number, within: 6, while: Ascii.isDigit)
      return end > number && text.matches(". ", end) ? end + 2 : nil
    }
    // Up to the next frame at the most: nothing is looked through twice.
    var index = at + 1
    while index < text.count, text.bytes[index] >= Ascii.space, text.bytes[index] != mark {
      if text.matches("): ", index), Ascii.isDigit(text.bytes[index - 1]) { return index + 3 }
      if text.matches("[internal function]: ", index) { return index + 21 }
      index += 1
    }
    return nil
  }

  private static let mark = UInt8(ascii: "#")

  /// Whether a frame begins at `at`: `#12 ` or `PHP  `.
  private static func begins(_ text: PlainText, _ at: Int) -> Bool {
    guard text.bytes[at] == mark else { return text.matches("php  ", at) }
    let end = text.end(at + 1, within: 6, while: Ascii.isDigit)
    return end > at + 1 && end < text.count && text.bytes[end] == Ascii.space
  }

  /// Whether the quote at `at` stands where an argument does: behind `(`, `, `, the `: ` of a name or the `= ` of a
  /// variable.
  private static func opens(_ text: PlainText, _ at: Int) -> Bool {
    let before = text.bytes[at - 1]
    guard before == Ascii.space else { return before == Ascii.open }
    let mark = text.bytes[at - 2]
    return mark == Ascii.comma || mark == Ascii.colon || mark == Ascii.equal
  }

  /// The quote that ends the text behind the one at `opening`, else the end of all. PHP does not escape quotes: one that
  /// ends a text has the next argument or the end of the call behind it.
  private static func end(_ text: PlainText, _ opening: Int) -> Int {
    var index = opening + 1
    while index < text.count {
      if text.bytes[index] == Ascii.apostrophe, text.width(index) <= text.width(opening) {
        if text.matches(", ", index + 1) { return index }
        let close = index + 1
        if close < text.count, text.bytes[close] == Ascii.close,
          close + 1 == text.count || !Ascii.isAlphanumeric(text.bytes[close + 1])
        {
          return index
        }
      }
      index += 1
    }
    return text.count
  }
}
