/// Numbers of payment cards (ISO/IEC 7812): by their issuers' first digits, their length and their check digit (Luhn).
enum CardNumber {
  /// The number that begins at `at`: its digits together, or in groups with the same blank or dash between them.
  static func number(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard at + 14 <= text.count, text.bytes[at] >= UInt8(ascii: "3"),
      text.bytes[at] <= UInt8(ascii: "6") || is2(text, at)
    else { return nil }
    var digits: [UInt8] = []
    var groups: [Int] = [0]
    var separator: UInt8?
    var end = at
    while end < text.count, digits.count <= 19 {
      let b = text.bytes[end]
      if Ascii.isDigit(b) {
        digits.append(b - 48)
        groups[groups.count - 1] += 1
      } else if groups.count < 5, b == Ascii.space || b == Ascii.minus, separator ?? b == b, end + 1 < text.count,
        Ascii.isDigit(text.bytes[end + 1]), groups[groups.count - 1] >= 4
      {
        separator = b
        groups.append(0)
      } else {
        break
      }
      end += 1
    }
    // A part of a longer word or of a decimal number is none.
    if end < text.count, SecretText.isNameByte(text.bytes[end]), !isFullStop(text, end) { return nil }
    guard groups == [digits.count] || groups == [4, 4, 4, 4] || groups == [4, 6, 5] || groups == [4, 6, 4],
      isIssued(digits), passesLuhn(digits)
    else { return nil }
    return at..<end
  }

  private static func is2(_ text: PlainText, _ at: Int) -> Bool { text.bytes[at] == UInt8(ascii: "2") }

  private static func isFullStop(_ text: PlainText, _ at: Int) -> Bool {
    text.bytes[at] == Ascii.dot && (at + 1 == text.count || text.bytes[at + 1] <= Ascii.space)
  }

  /// Whether an issuer gives out numbers that begin so and are so long.
  private static func isIssued(_ digits: [UInt8]) -> Bool {
    let first = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
    switch digits.count {
    case 14: return (3000...3059).contains(first) || first / 100 == 36 || first / 100 == 38
    case 15: return first / 100 == 34 || first / 100 == 37
    case 16:
      return first / 1000 == 4 || (5100...5599).contains(first) || (2221...2720).contains(first) || first == 6011
        || first / 100 == 65 || (3528...3589).contains(first)
    default: return false
    }
  }

  private static func passesLuhn(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (index, digit) in digits.reversed().enumerated() {
      let value = index % 2 == 1 ? Int(digit) * 2 : Int(digit)
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0 && Set(digits).count > 1
  }
}
