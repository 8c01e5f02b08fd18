import Foundation

/// `embed-config OUTPUT FILE...`: writes Swift that holds the files' text by file name.
@main
enum EmbedConfig {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let output = arguments.first else { throw CocoaError(.fileNoSuchFile) }
    var source =
      "/// What ships in `Config`, by file name.\nenum EmbeddedConfig {\n  static let files: [String: String] = ["
    for path in arguments.dropFirst() {
      let file = URL(fileURLWithPath: path)
      source += "\n    \(literal(file.lastPathComponent)): \(literal(try String(contentsOf: file, encoding: .utf8))),"
    }
    source += arguments.count > 1 ? "\n  ]\n}\n" : ":]\n}\n"
    // What depends on it is built anew only where it is new: both configurations write the same file.
    if (try? String(contentsOfFile: output, encoding: .utf8)) == source { return }
    try source.write(toFile: output, atomically: true, encoding: .utf8)
  }

  /// A string literal of one line; every scalar that has a meaning in one, and all beyond ASCII, are escaped.
  private static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": literal += "\\n"
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case " "..."~": literal.unicodeScalars.append(scalar)
      default: literal += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return literal + "\""
  }
}
