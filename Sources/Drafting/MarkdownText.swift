import Foundation
import Mustache
import Records

/// Text from logs and people as Markdown that a CommonMark or GitHub renderer shows as that very text.
enum MarkdownText {
  /// Escapes what could begin a construct (CommonMark 0.31, 2.4 "Backslash escapes"; GFM, 6.9 "Autolinks"), and makes
  /// control characters visible, so that the result is always one line. What stands between two backticks becomes code,
  /// where nothing in it could end the code, a table's cell or a template's text.
  static func escape(_ text: String) -> String {
    var scalars = Array(text.controlsVisible.unicodeScalars)
    // At the end of a line two blanks would break it.
    while scalars.last == " " { scalars.removeLast() }
    var escaped = ""
    let start = scalars.firstIndex { $0 != " " } ?? scalars.endIndex
    var index = start
    while index < scalars.endIndex {
      if scalars[index] == "`", let end = codeEnd(scalars, index) {
        escaped.unicodeScalars.append(contentsOf: scalars[index...end])
        index = end + 1
        continue
      }
      if mustEscape(scalars, index, start) { escaped.unicodeScalars.append("\\") }
      escaped.unicodeScalars.append(scalars[index])
      index += 1
    }
    return escaped
  }

  /// Index of the backtick that ends the code that begins at `index`; nil where it cannot be code. A lone backtick on
  /// both sides, and something other than a backtick or a blank at both ends, make it so in every renderer.
  private static func codeEnd(_ scalars: [Unicode.Scalar], _ index: Int) -> Int? {
    guard let end = scalars[(index + 1)...].firstIndex(of: "`"), end > index + 1,
      index == 0 || scalars[index - 1] != "`", end + 1 == scalars.endIndex || scalars[end + 1] != "`"
    else { return nil }
    let code = scalars[index + 1..<end]
    guard code.first != " ", code.last != " ", !code.contains("|"), !code.contains("\\") else { return nil }
    for (a, b) in zip(code, code.dropFirst()) where a == "{" && (b == "{" || b == "%" || b == "#") { return nil }
    return end
  }

  private static func mustEscape(_ scalars: [Unicode.Scalar], _ index: Int, _ start: Int) -> Bool {
    switch scalars[index] {
    case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "&", "~", "$", "@", "^": return true
    // An image; `{{`, `{%` and `{#` of templates; a heading or an issue's number.
    case "!": return index + 1 < scalars.endIndex && scalars[index + 1] == "["
    case "{": return ["{", "%", "#"].contains(neighbour(scalars, index + 1)) || neighbour(scalars, index - 1) == "{"
    case "}": return neighbour(scalars, index + 1) == "}" || neighbour(scalars, index - 1) == "}"
    case "#": return true
    // A scheme, known to renderers or not.
    case ":":
      let isLast = index + 1 == scalars.endIndex
      return index > start && scalars[index - 1].properties.isAlphabetic && !isLast && scalars[index + 1] != " "
    // `www.` and, at the start, `1. `.
    case ".", ")":
      let before = scalars[start..<index]
      if before.last == "w" { return true }
      let endsWord = index + 1 == scalars.endIndex || scalars[index + 1] == " "
      return endsWord && !before.isEmpty && before.allSatisfy { ("0"..."9").contains($0) }
    case "-", "+", "=": return index == start
    default: return false
    }
  }

  private static func neighbour(_ scalars: [Unicode.Scalar], _ index: Int) -> Unicode.Scalar? {
    scalars.indices.contains(index) ? scalars[index] : nil
  }
}

/// The content type of draft styles: `{{value}}` is escaped as Markdown, whoever wrote the style.
struct MarkdownContentType: MustacheContentType {
  static let name = "MARKDOWN"

  func escapeText(_ text: String) -> String { MarkdownText.escape(text) }
}
