import Foundation
import Records

/// The one JSON form of everything that is printed: sorted keys, plain slashes, two-space indentation or one line.
///
/// Control and bidirectional characters are `\u` escapes, C1 and DEL included, so that no terminal obeys a log's text.
package enum ReadableJSON {
  package enum Layout: Sendable { case indented, oneLine }

  package static func encode(_ value: some Encodable, _ layout: Layout = .indented) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if layout == .indented { encoder.outputFormatting.insert(.prettyPrinted) }
    return escapingHidden(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Outside of strings JSON is ASCII, so what is hidden and not ASCII (or DEL) stands within one.
  private static func escapingHidden(_ json: String) -> String {
    func mustEscape(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x7F && scalar.isControlOrHidden }
    guard json.unicodeScalars.contains(where: mustEscape) else { return json }
    var text = ""
    for scalar in json.unicodeScalars {
      guard mustEscape(scalar) else {
        text.unicodeScalars.append(scalar)
        continue
      }
      text += scalar.jsonEscape
    }
    return text
  }
}
