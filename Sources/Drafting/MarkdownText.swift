import Foundation
import Mustache
import Records

/// Text from logs and people as Markdown that a CommonMark or GitHub renderer shows as that very text.
enum MarkdownText {
  /// Escapes what could begin a construct (CommonMark 0.31, 2.4 "Backslash escapes"; GFM, 6.9 "Autolinks"), and makes
  /// control characters visible, so that the result is always one line.
  static func escape(_ text: String) -> String {
    let scalars = Array(text.controlsVisible.unicodeScalars)
    var escaped = ""
    let start = scalars.firstIndex { $0 != " " } ?? scalars.endIndex
    for index in start..<scalars.endIndex {
      if mustEscape(scalars, index, start) { escaped.unicodeScalars.append("\\") }
      escaped.unicodeScalars.append(scalars[index])
    }
    return escaped
  }

  private static func mustEscape(_ scalars: [Unicode.Scalar], _ index: Int, _ start: Int) -> Bool {
    switch scalars[index] {
    case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "&", "~", "#", "{", "}", "$", "@", "!", "^": return true
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
}

/// The content type of draft styles: `{{value}}` is escaped as Markdown, whoever wrote the style.
struct MarkdownContentType: MustacheContentType {
  static let name = "MARKDOWN"

  func escapeText(_ text: String) -> String { MarkdownText.escape(text) }
}
