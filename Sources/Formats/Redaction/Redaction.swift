/// Takes secrets out of a text before it is kept: bearer tokens, JSON web tokens, keys and tokens of the usual clouds, PEM
/// blocks, cookies, passwords in URLs and on command lines, the values of keys that name a secret in query strings, JSON,
/// logfmt and headers, what calls in a stack of PHP were given, and what is inserted beside a secret; and card numbers. Escaped ones are found as well.
///
/// Git hashes, request ids and versions stay: nothing is masked for being long or random alone.
package enum Redaction {
  static let mask = Array("[redacted]".utf8)

  package static func redact(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let secrets = secrets(of: bytes)
    guard !secrets.isEmpty else { return text }
    var kept: [UInt8] = []
    var copied = 0
    for secret in secrets {
      kept.append(contentsOf: bytes[copied..<secret.lowerBound])
      kept.append(contentsOf: mask)
      copied = secret.upperBound
    }
    kept.append(contentsOf: bytes[copied...])
    return String(decoding: kept, as: UTF8.self)
  }

  /// The same bytes with `*` in the place of each byte of a secret: all that is not secret stands where it stood.
  package static func blank(_ bytes: [UInt8]) -> [UInt8] {
    var blanked = bytes
    for secret in secrets(of: bytes) { for index in secret { blanked[index] = UInt8(ascii: "*") } }
    return blanked
  }

  /// Where secrets stand, in their order; they do not overlap.
  private static func secrets(of bytes: [UInt8]) -> [Range<Int>] {
    let text = PlainText(bytes)
    var secrets: [Range<Int>] = []
    // Those that the call being read was given, or the statement inserts, the last first.
    var arguments: [Range<Int>] = []
    var programs = SecretOptions.Programs()
    var header = 0
    var at = 0
    while at < text.count {
      if arguments.isEmpty, SecretArguments.mayBegin(text.bytes[at]) { arguments = SecretArguments.texts(text, at) }
      if arguments.isEmpty, SecretInserts.mayBegin(text.bytes[at]) { arguments = SecretInserts.texts(text, at) }
      if let argument = arguments.last, argument.lowerBound <= at {
        arguments.removeLast()
        guard argument.upperBound > at else { continue }
        secrets.append(text.place(at..<argument.upperBound))
        at = argument.upperBound
      } else if let secret = secret(text, at, &programs, &header), !secret.isEmpty {
        secrets.append(text.place(secret))
        at = secret.upperBound
      } else {
        at += 1
      }
    }
    return secrets
  }

  /// The secret that what begins at `at` tells of.
  private static func secret(
    _ text: PlainText, _ at: Int, _ programs: inout SecretOptions.Programs, _ header: inout Int
  ) -> Range<Int>? {
    let byte = text.bytes[at]
    switch byte {
    case Ascii.minus: return SecretText.pem(text, at) ?? SecretOptions.value(text, at, &programs)
    case Ascii.colon: return SecretAddresses.secret(text, at)
    default: break
    }
    guard Ascii.isAlphanumeric(byte) || byte == Ascii.underscore else { return nil }
    let isOption = SecretOptions.isName(text, at)
    guard isOption || at == 0 || !SecretText.isNameByte(text.bytes[at - 1]) else {
      return SecretText.webToken(text, at, &header)
    }
    if Ascii.isDigit(byte) { return CardNumber.number(text, at) ?? SecretText.keyLine(text, at) }
    return SecretText.webToken(text, at, &header) ?? SecretTokens.token(text, at) ?? SecretText.credentials(text, at)
      ?? SecretKeys.value(text, at, isOption: isOption) ?? SecretStatements.value(text, at)
      ?? SecretPaths.value(text, at) ?? SecretText.keyLine(text, at)
  }
}
