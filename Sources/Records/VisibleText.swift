extension Unicode.Scalar {
  /// Whether a terminal or a renderer would obey this scalar or hide it instead of showing it: C0 (line feed and tab
  /// included), DEL, C1, the bidirectional controls (UAX #9), line and paragraph separators, the byte order mark, tags.
  package var isControlOrHidden: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF,
      0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// As a JSON string writes it where it must not be seen: `\u001b`, two such escapes beyond the basic plane.
  package var jsonEscape: String {
    String(self).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}

extension StringProtocol {
  /// The text with every control character shown as `\n`, `\r`, `\t`, `\x1b` or `\u{202e}`: always one line, safe to print.
  package var controlsVisible: String {
    guard unicodeScalars.contains(where: \.isControlOrHidden) else { return String(self) }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x0A: text += "\\n"
      case 0x0D: text += "\\r"
      case 0x09: text += "\\t"
      case _ where !scalar.isControlOrHidden: text.unicodeScalars.append(scalar)
      case let value where value < 0x100:
        text += value < 0x10 ? "\\x0" : "\\x"
        text += String(value, radix: 16)
      case let value: text += "\\u{\(String(value, radix: 16))}"
      }
    }
    return text
  }
}
