import Records

extension CodingUserInfoKey {
  /// What an encoder takes secrets out of lines with: a `Redactor`.
  package static let redactor = CodingUserInfoKey(rawValue: "redactor")
}

/// Takes the secrets out of a text.
package struct Redactor: Sendable {
  package var redact: @Sendable (String) -> String

  package init(_ redact: @escaping @Sendable (String) -> String) { self.redact = redact }
}

extension Encoder {
  fileprivate func redacted(_ text: String) -> String {
    guard let key = CodingUserInfoKey.redactor, let redactor = userInfo[key] as? Redactor else { return text }
    return redactor.redact(text)
  }
}

extension LineSample {
  private enum Key: CodingKey { case at, source, position, text, originalHash }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    let redacted = encoder.redacted(text)
    try values.encode(at, forKey: .at)
    try values.encode(source, forKey: .source)
    try values.encode(position, forKey: .position)
    try values.encode(redacted, forKey: .text)
    try values.encodeIfPresent(originalHash ?? (redacted == text ? nil : sha256Hex(text)), forKey: .originalHash)
  }
}

extension ObservedEvent {
  private enum Key: CodingKey { case event, source, originalHash }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    var redacted = event
    redacted.text = encoder.redacted(event.text)
    redacted.detail = encoder.redacted(event.detail)
    try values.encode(redacted, forKey: .event)
    try values.encode(source, forKey: .source)
    let hash = originalHash ?? (redacted.text == event.text ? nil : sha256Hex(event.text))
    try values.encodeIfPresent(hash, forKey: .originalHash)
  }
}
