import CCmarkGFM
import Foundation

/// The words of a line of Markdown, as cmark-gfm reads it: the other way round than `MarkdownText`, and for what people
/// write.
enum MarkdownPlainText {
  /// Escapes, emphasis, links, pictures and references to footnotes are undone; code and tags stay as they are, and so
  /// does a name of Python's such as `__init__`, which renderers take for strong emphasis.
  static func plain(_ text: some StringProtocol) -> String {
    let text = String(text)
    guard text.utf8.contains(where: { marks.contains($0) }) else { return text }
    // Behind a word nothing is a heading, a list or any other block.
    let lead = "x "
    let markdown = lead + text + footnotes(in: text)
    guard let parser = unsafe cmark_parser_new(CMARK_OPT_FOOTNOTES) else { return text }
    defer { unsafe cmark_parser_free(parser) }
    let bytes = markdown.utf8.map { CChar(bitPattern: $0) }
    unsafe bytes.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { unsafe cmark_parser_feed(parser, start, bytes.count) }
    }
    guard let root = unsafe cmark_parser_finish(parser) else { return text }
    defer { unsafe cmark_node_free(root) }
    guard let paragraph = unsafe cmark_node_first_child(root) else { return text }
    return String(unsafe words(of: paragraph, Array(markdown.utf8)).dropFirst(lead.count))
  }

  /// Bytes without one of which a line is nothing but words.
  private static let marks = Set("\\`*_[]<>!&".utf8)

  /// Definitions of the footnotes that a text refers to: what is not defined is no footnote.
  private static func footnotes(in text: String) -> String {
    var labels: Set<Substring> = []
    for piece in text.split(separator: "[^").dropFirst(text.hasPrefix("[^") ? 0 : 1) {
      guard let end = piece.firstIndex(of: "]") else { continue }
      labels.insert(piece[..<end])
    }
    return labels.sorted().map { "\n\n[^\($0)]: x" }.joined()
  }

  /// The text of a block of inline nodes.
  private static func words(of block: OpaquePointer, _ source: [UInt8]) -> String {
    guard let walk = unsafe cmark_iter_new(block) else { return "" }
    defer { unsafe cmark_iter_free(walk) }
    var words = ""
    var pictures = 0
    while true {
      let event = unsafe cmark_iter_next(walk)
      guard event != CMARK_EVENT_DONE, let node = unsafe cmark_iter_get_node(walk) else { return words }
      let isEntered = event == CMARK_EVENT_ENTER
      let type = unsafe cmark_node_get_type(node)
      if type == CMARK_NODE_IMAGE { pictures += isEntered ? 1 : -1 }
      if type == CMARK_NODE_STRONG, pictures == 0, unsafe isName(node, source) { words += "__" }
      guard isEntered, pictures == 0 else { continue }
      let literal = unsafe cmark_node_get_literal(node).map { unsafe String(cString: $0) } ?? ""
      switch type {
      case CMARK_NODE_CODE: words += "`\(literal)`"
      case CMARK_NODE_HTML_INLINE: words += literal.lowercased().hasPrefix("<br") ? " " : literal
      case CMARK_NODE_FOOTNOTE_REFERENCE: break
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: words += " "
      default: words += literal
      }
    }
  }

  /// Whether strong emphasis is by underscores, and of a single word in small letters.
  private static func isName(_ strong: OpaquePointer, _ source: [UInt8]) -> Bool {
    let start = Int(unsafe cmark_node_get_start_column(strong)) - 1
    guard unsafe cmark_node_get_start_line(strong) == 1, source.indices.contains(start),
      source[start] == UInt8(ascii: "_"),
      let child = unsafe cmark_node_first_child(strong), unsafe cmark_node_next(child) == nil,
      unsafe cmark_node_get_type(child) == CMARK_NODE_TEXT,
      let word = unsafe cmark_node_get_literal(child).map({ unsafe String(cString: $0) })
    else { return false }
    return word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
  }
}
