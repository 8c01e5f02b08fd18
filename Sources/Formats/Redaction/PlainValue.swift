/// Values that are no secrets, though their keys name one.
enum PlainValue {
  /// No longer value is harmless: it is a secret, or nothing that anyone misses, and it is not looked at again for each
  /// key in it.
  static let longest = 1024

  /// - Parameters:
  ///   - key: the key's name; empty where it does not matter.
  ///   - isNumber: whether a value of digits is a number there, and no text.
  static func isHarmless(_ value: ArraySlice<UInt8>, of key: ArraySlice<UInt8>, isNumber: Bool) -> Bool {
    guard value.count <= longest else { return false }
    let inner = inBrackets(value)
    if inner.count <= 10, words.contains(inner.map(Ascii.lower)) || isFilled(inner) { return true }
    if value.starts(with: "[]".utf8) || isObject(value, of: key) { return true }
    guard let last = key.last.map(Ascii.lower) else { return false }
    switch last {
    // `sid`, `session_id`: a handle that a server counts, or an address in its memory.
    case UInt8(ascii: "d") where hasEnd(key, "sid") || hasEnd(key, "sessionid") || hasEnd(key, "session_id"):
      return value.allSatisfy(Ascii.isDigit) && value.count <= 10 || isHexNumber(value) || isProcessSession(value)
        || isWindowsAccount(value)
    // `PWD` is the working directory.
    case UInt8(ascii: "d") where hasEnd(key, "pwd"):
      return value.first == Ascii.slash || value.elementsEqual("~".utf8)
    case UInt8(ascii: "s") where hasEnd(key, "pass"):
      return (isNumber || value.count <= 3) && value.allSatisfy(Ascii.isDigit)
    case UInt8(ascii: "g") where hasEnd(key, "sig"): return value.allSatisfy(Ascii.isDigit)
    // A signature of a scanner is a sentence, or the beginning of one.
    case UInt8(ascii: "e") where hasEnd(key, "signature"): return value.count < 16 || value.contains(Ascii.space)
    default: return false
    }
  }

  /// Whether it is no word and no number: letters and digits in one.
  static func isMixed(_ value: ArraySlice<UInt8>) -> Bool {
    value.count >= 6 && value.contains(where: Ascii.isDigit) && value.contains(where: Ascii.isLetter)
  }

  /// What stands where a secret would be.
  private static let words: Set<[UInt8]> = Set(
    [
      "yes", "no", "true", "false", "null", "nil", "none", "-", "filtered", "redacted", "undefined",
    ]
    .map { Array($0.utf8) })

  /// What is within brackets and quotes: `[FILTERED]`, `["redacted"]`.
  private static func inBrackets(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isInner(_ b: UInt8) -> Bool { !"[]{}\"'\\ ".utf8.contains(b) }
    guard let first = value.firstIndex(where: isInner), let last = value.lastIndex(where: isInner) else { return [] }
    return value[first...last]
  }

  /// `****`
  private static func isFilled(_ value: ArraySlice<UInt8>) -> Bool { value.allSatisfy { $0 == UInt8(ascii: "*") } }

  /// `S-1-5-18`
  private static func isWindowsAccount(_ value: ArraySlice<UInt8>) -> Bool {
    value.starts(with: "S-1-".utf8) && value.dropFirst(4).allSatisfy { Ascii.isDigit($0) || $0 == Ascii.minus }
  }

  /// `0x14ede63a5a70002`
  private static func isHexNumber(_ value: ArraySlice<UInt8>) -> Bool {
    value.count > 2 && value.count <= 18 && value.starts(with: "0x".utf8) && value.dropFirst(2).allSatisfy(Ascii.isHex)
  }

  /// `Token{a64f992`, `app.SessionToken@2bd79ce`: which object it is in the memory of a Java program. People make
  /// passwords such as `Admin@12345`, so the key is none of a password's, and the class has its package before it or is
  /// named after the key.
  private static func isObject(_ value: ArraySlice<UInt8>, of key: ArraySlice<UInt8>) -> Bool {
    guard isOfObjects(key) else { return false }
    let number = value.reversed().prefix(while: Ascii.isHex).count
    guard (5...8).contains(number), value.count > number + 1 else { return false }
    let mark = value[value.endIndex - number - 1]
    let name = value.dropLast(number + 1)
    guard mark == UInt8(ascii: "{") || mark == Ascii.at,
      name.allSatisfy({ SecretText.isNameByte($0) && !Ascii.isDigit($0) })
    else { return false }
    return name.dropFirst().dropLast().contains(Ascii.dot)
      || hasEnd(key, "token") && hasEnd(name, "token") && value.suffix(number).contains(where: Ascii.isLetter)
  }

  /// Whether programs have objects of such a name.
  private static func isOfObjects(_ key: ArraySlice<UInt8>) -> Bool {
    hasEnd(key, "token") || hasEnd(key, "session") || hasEnd(key, "credential") || hasEnd(key, "credentials")
      || hasEnd(key, "secret")
  }

  /// `5ff25ba2.1b`: when a process of PostgreSQL began, and its number.
  private static func isProcessSession(_ value: ArraySlice<UInt8>) -> Bool {
    let parts = value.split(separator: Ascii.dot, omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].count == 8 && (1...6).contains(parts[1].count)
      && parts.allSatisfy { $0.allSatisfy(Ascii.isHex) }
  }

  static func hasEnd(_ key: ArraySlice<UInt8>, _ end: StaticString) -> Bool {
    let count = end.utf8CodeUnitCount
    guard key.count >= count else { return false }
    let start = key.endIndex - count
    return (0..<count).allSatisfy { unsafe Ascii.lower(key[start + $0]) == end.utf8Start[$0] }
  }
}
