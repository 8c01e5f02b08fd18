import Records

extension Evidence {
  /// The line, redacted; the hash is of its original text.
  public init(of sample: LineSample, redact: (String) -> String) {
    self.init(
      source: sample.source, position: sample.position.text, sha256: sample.originalHash ?? sha256Hex(sample.text),
      text: redact(sample.text))
  }

  /// The record that a context event was read from.
  init(of observed: ObservedEvent, redact: (String) -> String) {
    self.init(
      source: observed.source, position: observed.event.position.text,
      sha256: observed.originalHash ?? sha256Hex(observed.event.text), text: redact(observed.event.text))
  }
}

extension ObservedEvent {
  /// The record as evidence, not redacted yet.
  var evidence: Evidence { Evidence(of: self, redact: { $0 }) }
}

extension LineSample {
  /// The line as evidence, not redacted yet.
  var evidence: Evidence { Evidence(of: self, redact: { $0 }) }
}
