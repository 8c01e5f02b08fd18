import Formats

/// Masks passwords, tokens, cookies and keys in what people write, as it is done with what logs say.
package enum SecretMasking {
  package static func masked(_ text: String) -> String { Redaction.redact(text) }
}
