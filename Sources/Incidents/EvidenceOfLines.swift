import Crypto
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

/// SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal.
package func sha256Hex(_ text: String) -> String {
  var hash = SHA256()
  unsafe Array(text.utf8).withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  var hex = ""
  for byte in hash.finalize() {
    hex += byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
  }
  return hex
}

extension ObservedEvent {
  /// The record as evidence, not redacted yet.
  var evidence: Evidence { Evidence(of: self, redact: { $0 }) }
}

extension LineSample {
  /// The line as evidence, not redacted yet.
  var evidence: Evidence { Evidence(of: self, redact: { $0 }) }
}
