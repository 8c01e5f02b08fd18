/// Takes secrets out of a text before it is kept: bearer tokens, JSON web tokens, AWS key ids, PEM blocks, cookies,
/// passwords in URLs, and the values of keys that name a secret in query strings, JSON, logfmt and headers.
///
/// Git hashes and request ids stay: nothing is masked for being long or random alone.
package enum Redaction {
  static let mask = Array("[redacted]".utf8)

  package static func redact(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var copied = 0
    var at = 0
    while at < bytes.count {
      guard let secret = secret(bytes, at) else {
        at += 1
        continue
      }
      kept.append(contentsOf: bytes[copied..<secret.lowerBound])
      kept.append(contentsOf: mask)
      copied = secret.upperBound
      at = max(secret.upperBound, at + 1)
    }
    guard copied > 0 else { return text }
    kept.append(contentsOf: bytes[copied...])
    return String(decoding: kept, as: UTF8.self)
  }

  /// The secret that what begins at `at` tells of.
  private static func secret(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    let isOption = isOption(bytes, at)
    let isWordStart = isOption || at == 0 || !SecretText.isNameByte(bytes[at - 1])
    switch bytes[at] {
    case Ascii.minus: return SecretText.pem(bytes, at)
    case UInt8(ascii: "e"):
      return SecretText.webToken(bytes, at) ?? (isWordStart ? SecretKeys.value(bytes, at, isOption: isOption) : nil)
    case Ascii.colon: return SecretText.urlPassword(bytes, at)
    case Ascii.percent: return SecretKeys.value(bytes, at) ?? SecretKeys.value(bytes, at + 3)
    default:
      guard isWordStart, Ascii.isLetter(bytes[at]) || bytes[at] == Ascii.underscore else { return nil }
      return SecretText.amazonKey(bytes, at) ?? SecretText.credentials(bytes, at)
        ?? SecretKeys.value(bytes, at, isOption: isOption)
    }
  }
  /// Whether what begins at `at` is the name of an option: `--password`, `-token`.
  private static func isOption(_ bytes: [UInt8], _ at: Int) -> Bool {
    var dashes = at
    while dashes > 0, at - dashes < 2, bytes[dashes - 1] == Ascii.minus { dashes -= 1 }
    return dashes < at && (dashes == 0 || !SecretText.isNameByte(bytes[dashes - 1]))
  }
}
