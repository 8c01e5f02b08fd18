/// What a text says once its escapes are undone: `%3D` (also twice: `%253D`), `\u003d`, `\x3d`, `\"` and the `""` of a field
/// of CSV are one byte each that remembers how much of the text it stands for. Secrets are looked for in this, and taken out of the text itself.
struct PlainText {
  let bytes: [UInt8]
  /// Where each byte begins in the text, and where the text ends; nil where nothing is escaped.
  private let starts: [Int]?

  init(_ text: [UInt8]) {
    var (bytes, starts) = Self.unescaped(text)
    let seconds = DoubledQuotes.seconds(in: bytes) { first, second in
      starts.map { $0[first + 1] - $0[first] == $0[second + 1] - $0[second] } ?? true
    }
    if !seconds.isEmpty {
      var places = starts ?? Array(0...bytes.count)
      Self.remove(seconds, from: &bytes)
      Self.remove(seconds, from: &places)
      starts = places
    }
    self.bytes = bytes
    self.starts = starts
  }

  /// The bytes that escapes stand for, and where each begins in the text; nil where nothing is escaped.
  private static func unescaped(_ text: [UInt8]) -> ([UInt8], [Int]?) {
    guard text.contains(where: { $0 == Ascii.percent || $0 == Ascii.backslash }) else { return (text, nil) }
    var plain: [UInt8] = []
    var starts: [Int] = []
    plain.reserveCapacity(text.count)
    starts.reserveCapacity(text.count + 1)
    var at = 0
    while at < text.count {
      if let letter = letter(text, at) {
        plain.append(contentsOf: letter)
        starts.append(at)
        at += unicode
        starts.append(contentsOf: repeatElement(at, count: letter.count - 1))
        continue
      }
      let (byte, width) = escaped(text, at) ?? (text[at], 1)
      plain.append(byte)
      starts.append(at)
      at += width
    }
    starts.append(text.count)
    return (plain, starts)
  }

  /// Leaves out the elements at these indexes, which are in order.
  private static func remove<Element>(_ indexes: [Int], from elements: inout [Element]) {
    var kept: [Element] = []
    kept.reserveCapacity(elements.count)
    var copied = 0
    for index in indexes {
      kept.append(contentsOf: elements[copied..<index])
      copied = index + 1
    }
    kept.append(contentsOf: elements[copied...])
    elements = kept
  }

  var count: Int { bytes.count }

  /// Where the name ends whose value begins there, behind what may stand between the two.
  func endOfName(before value: Int, _ between: [UInt8]) -> Int {
    var end = value
    while end > 0, between.contains(bytes[end - 1]) { end -= 1 }
    return end
  }

  /// How many bytes of the text a byte stands for: what is escaped more often is wider.
  func width(_ index: Int) -> Int { starts.map { $0[index + 1] - $0[index] } ?? 1 }

  /// Whether a byte is percent-encoded more often than one of this width is: it belongs to a value, and ends none.
  func isEncoded(_ index: Int, in width: Int) -> Bool {
    let own = self.width(index)
    return own > width && (own == Self.encoded || own == Self.encodedTwice)
  }

  /// Where these bytes stand in the text.
  func place(_ range: Range<Int>) -> Range<Int> { starts.map { $0[range.lowerBound]..<$0[range.upperBound] } ?? range }

  /// Behind the name that begins at `at`: letters of any script, digits, `_`, `-`, `.` and what is allowed besides; `limit`
  /// bytes behind its beginning at the latest.
  func endOfName(_ at: Int, within limit: Int, with other: UInt8?) -> Int {
    var end = at
    let last = min(bytes.count, at + limit)
    while end < last, SecretText.isNameByte(bytes[end]) || bytes[end] == other || bytes[end] >= 0x80 && isLetter(end) {
      end += 1
    }
    return end
  }

  /// Whether the byte is of a letter: `é`, but no `–` and no `“`.
  func isLetter(_ index: Int) -> Bool {
    guard bytes[index] >= 0x80 else { return Ascii.isLetter(bytes[index]) }
    var start = index
    while start > 0, index - start < 3, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    let character = String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
    guard let scalar = character?.properties else { return false }
    return scalar.isAlphabetic || scalar.generalCategory == .nonspacingMark
  }

  /// Whether `text` (in lower case) is at `at`, in any case.
  func matches(_ text: StaticString, _ at: Int) -> Bool {
    guard at >= 0, at + text.utf8CodeUnitCount <= bytes.count else { return false }
    for i in 0..<text.utf8CodeUnitCount where unsafe Ascii.lower(bytes[at + i]) != text.utf8Start[i] { return false }
    return true
  }

  /// Whether `text` is at `at` as it is written.
  func begins(_ text: StaticString, _ at: Int) -> Bool {
    guard at >= 0, at + text.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<text.utf8CodeUnitCount).allSatisfy { unsafe bytes[at + $0] == text.utf8Start[$0] }
  }

  /// Index of the first byte at or behind `at` for which this does not hold.
  func end(_ at: Int, while isPart: (UInt8) -> Bool) -> Int {
    var end = at
    while end < bytes.count, isPart(bytes[end]) { end += 1 }
    return end
  }

  /// The same, but `limit` bytes behind `at` at the latest: what is looked for ends before, or is none.
  func end(_ at: Int, within limit: Int, while isPart: (UInt8) -> Bool) -> Int {
    var end = at
    let last = min(bytes.count, at + limit)
    while end < last, isPart(bytes[end]) { end += 1 }
    return end
  }

  /// Index of the first byte at or behind `at` that `isEnd` holds for and that is not encoded in what is written so wide,
  /// `limit` bytes behind `at` at the latest.
  func end(_ at: Int, in width: Int, within limit: Int? = nil, before isEnd: (UInt8) -> Bool) -> Int {
    var end = at
    let last = min(bytes.count, at + (limit ?? bytes.count))
    while end < last, !isEnd(bytes[end]) || isEncoded(end, in: width) { end += 1 }
    return end
  }

  /// Widths of `%2F` and `%252F`.
  private static let encoded = 3
  private static let encodedTwice = 5

  /// Length of `\u00e9`.
  private static let unicode = 6

  /// The letter, not of ASCII, that `\u00e9` stands for; the first of its bytes is as wide as all of it.
  private static func letter(_ text: [UInt8], _ at: Int) -> String.UTF8View? {
    guard text[at] == Ascii.backslash, at + 1 < text.count, text[at + 1] == UInt8(ascii: "u"),
      let high = hex(text, at + 2, 2), let low = hex(text, at + 4, 2),
      let scalar = Unicode.Scalar(UInt16(high) << 8 | UInt16(low)), !scalar.isASCII
    else { return nil }
    return String(scalar).utf8
  }

  /// The byte that an escape at `at` stands for, and the escape's length. No control characters: they would end a text.
  private static func escaped(_ text: [UInt8], _ at: Int) -> (UInt8, Int)? {
    if text[at] == Ascii.percent {
      guard let byte = hex(text, at + 1, 2) else { return nil }
      if byte == Ascii.percent, let twice = hex(text, at + 3, 2) { return shown(twice, encodedTwice) }
      return shown(byte, encoded)
    }
    guard text[at] == Ascii.backslash, at + 1 < text.count else { return nil }
    switch text[at + 1] {
    // Shells escape blanks.
    case Ascii.quote, Ascii.apostrophe, Ascii.slash, Ascii.backslash, Ascii.space: return (text[at + 1], 2)
    case UInt8(ascii: "n"): return (Ascii.newline, 2)
    case UInt8(ascii: "r"): return (13, 2)
    case UInt8(ascii: "t"): return (9, 2)
    case UInt8(ascii: "x"): return hex(text, at + 2, 2).flatMap { shown($0, 4) }
    case UInt8(ascii: "u"):
      guard hex(text, at + 2, 2) == 0 else { return nil }
      return hex(text, at + 4, 2).flatMap { shown($0, unicode) }
    default: return nil
    }
  }

  private static func shown(_ byte: UInt8, _ width: Int) -> (UInt8, Int)? {
    byte == Ascii.newline || byte == 13 || byte >= 0x20 && byte != 0x7F ? (byte, width) : nil
  }

  private static func hex(_ text: [UInt8], _ at: Int, _ digits: Int) -> UInt8? {
    guard at + digits <= text.count else { return nil }
    var value: UInt8 = 0
    for b in text[at..<at + digits] {
      guard Ascii.isHex(b) else { return nil }
      value = value << 4 | (Ascii.isDigit(b) ? b - 48 : (b | 0x20) - 87)
    }
    return value
  }
}
