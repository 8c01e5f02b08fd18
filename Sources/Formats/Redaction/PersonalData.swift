/// What in a text may say who somebody is: addresses of clients, e-mail addresses, names of users.
package struct PersonalData: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case client, email, user
  }

  package var kind: Kind
  /// Bytes of the text's UTF-8.
  package var place: Range<Int>
  /// The same for each way of writing it: what a pseudonym is made of.
  package var value: String

  /// All of it in a text, in its order.
  /// - Parameter isFile: whether the text is the path of a file: where it begins as `/home/anna` does, it is no page.
  package static func find(in text: String, isFile: Bool = false) -> [PersonalData] {
    let plain = PlainText(Array(text.utf8))
    var found: [PersonalData] = []
    var at = 0
    while at < plain.count {
      guard let data = data(plain, at, isFile: isFile) else {
        at += 1
        continue
      }
      found.append(
        PersonalData(kind: data.kind, place: plain.place(data.place), value: data.value))
      at = data.place.upperBound
    }
    return found
  }

  /// The text with another in the place of each of them that `substitute` has one for.
  package static func replace(
    in text: String, isFile: Bool = false, _ substitute: (PersonalData) -> String?
  ) -> String {
    let found = find(in: text, isFile: isFile)
    guard !found.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var replaced: [UInt8] = []
    var copied = 0
    for data in found {
      guard let other = substitute(data) else { continue }
      replaced.append(contentsOf: bytes[copied..<data.place.lowerBound])
      replaced.append(contentsOf: other.utf8)
      copied = data.place.upperBound
    }
    replaced.append(contentsOf: bytes[copied...])
    return String(decoding: replaced, as: UTF8.self)
  }

  /// What begins at `at`.
  private static func data(_ text: PlainText, _ at: Int, isFile: Bool) -> PersonalData? {
    let byte = text.bytes[at]
    let isForeign = byte >= 0x80
    guard isForeign ? text.isLetter(at) : Ascii.isAlphanumeric(byte) || byte == Ascii.colon || byte == Ascii.underscore
    else { return nil }
    // The middle of a word or of a version.
    guard at == 0 || !SecretText.isNameByte(text.bytes[at - 1]) else { return nil }
    // Some write no blanks between words: an address may follow any letter, a name begins at its own.
    let isWithin = at > 0 && text.isLetter(at - 1)
    if isForeign, isWithin { return nil }
    return EmailInText.read(text, at) ?? AddressInText.read(text, at)
      ?? (isWithin ? nil : UserInText.read(text, at, isFile: isFile))
  }
}
