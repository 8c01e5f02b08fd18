import Records

extension FormatDeclaration {
  /// The declaration as a file of YAML.
  /// - Parameters:
  ///   - remark: what stands above it.
  ///   - directive: the directive of a server that stands for its patterns; nil: they stand themselves.
  package func yaml(remark: [String] = [], directive: ServerDirective? = nil) -> String {
    var text = remark.map { "# \($0)\n" }.joined()
    text += "name: \(name)\nservice: \(service)\n"
    if let directive {
      text += "\(directive.server.rawValue): |\n  \(directive.text)\n"
    } else {
      text += "lines:\n" + lines.map { "  - \(Self.quoted($0))\n" }.joined()
    }
    if joins == true { text += "joins: true\n" }
    guard !samples.isEmpty else { return text }
    text += "samples:\n"
    for sample in samples {
      text += "  - line: \(Self.quoted(sample.line))\n" + (sample.fields.isEmpty ? "" : "    fields:\n")
      for name in RecordField.names {
        if let value = sample.fields[name] { text += "      \(name): \(Self.quoted(value))\n" }
      }
    }
    return text
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    if isPlain { return "'" + text.replacing("'", with: "''") + "'" }
    return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
    guard scalar.value < 32 || scalar.value == 127 else { return String(scalar) }
    return "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
  }
}
