import CCmarkGFM
import Foundation

/// A Markdown text as GitHub's renderer, cmark-gfm, reads it: with tables, footnotes, task lists and struck out text.
enum MarkdownTree {
  private static let options = CMARK_OPT_FOOTNOTES

  /// Registering is not safe among threads.
  private static let registerExtensions: Void = cmark_gfm_core_extensions_ensure_registered()

  /// Reads the text, lets `change` change its tree, and renders that as HTML. Raw HTML and links that could run a program
  /// are left out by cmark-gfm (its safe mode).
  /// - Parameter change: takes the nodes in the order of the text; they live until it returns.
  static func html(of markdown: String, change: ([MarkdownNode]) -> Void) -> String {
    registerExtensions
    guard let parser = unsafe cmark_parser_new(options) else { return "" }
    defer { unsafe cmark_parser_free(parser) }
    for name in ["table", "strikethrough", "tasklist"] {
      guard let syntax = unsafe cmark_find_syntax_extension(name) else { continue }
      _ = unsafe cmark_parser_attach_syntax_extension(parser, syntax)
    }
    let characters = markdown.utf8.map { CChar(bitPattern: $0) }
    unsafe characters.withUnsafeBufferPointer { text in
      if let start = text.baseAddress { unsafe cmark_parser_feed(parser, start, text.count) }
    }
    guard let root = unsafe cmark_parser_finish(parser) else { return "" }
    defer { unsafe cmark_node_free(root) }
    let removed = RemovedNodes()
    defer { removed.free() }
    change(unsafe MarkdownNode.all(below: root, removed))
    let extensions = unsafe cmark_parser_get_syntax_extensions(parser)
    guard let html = unsafe cmark_render_html(root, options, extensions) else { return "" }
    defer { unsafe free(html) }
    return unsafe String(cString: html)
  }
}

/// What was taken out of a tree, kept until nobody holds a node any more.
@safe private final class RemovedNodes {
  private var pointers: [OpaquePointer] = unsafe []

  func take(_ pointer: OpaquePointer) {
    unsafe cmark_node_unlink(pointer)
    unsafe pointers.append(pointer)
  }

  func free() {
    while let pointer = unsafe pointers.popLast() { unsafe cmark_node_free(pointer) }
  }
}

/// A node of a Markdown text's tree; it belongs to the tree.
@safe struct MarkdownNode {
  /// As cmark-gfm names it: `heading`, `strong`, `table_cell`.
  let kind: String
  private let pointer: OpaquePointer
  private let removed: RemovedNodes

  private init(_ pointer: OpaquePointer, _ removed: RemovedNodes) {
    unsafe self.pointer = pointer
    self.removed = removed
    kind = unsafe cmark_node_get_type_string(pointer).map { unsafe String(cString: $0) } ?? ""
  }

  fileprivate static func all(below root: OpaquePointer, _ removed: RemovedNodes) -> [MarkdownNode] {
    var nodes: [MarkdownNode] = []
    guard let walk = unsafe cmark_iter_new(root) else { return [] }
    defer { unsafe cmark_iter_free(walk) }
    while true {
      let event = unsafe cmark_iter_next(walk)
      if event == CMARK_EVENT_DONE { return nodes }
      if event == CMARK_EVENT_ENTER, let node = unsafe cmark_iter_get_node(walk) {
        nodes.append(unsafe MarkdownNode(node, removed))
      }
    }
  }

  var children: [MarkdownNode] {
    var children: [MarkdownNode] = []
    var next = unsafe cmark_node_first_child(pointer)
    while let child = unsafe next {
      children.append(unsafe MarkdownNode(child, removed))
      unsafe next = cmark_node_next(child)
    }
    return children
  }

  var parent: MarkdownNode? { unsafe cmark_node_parent(pointer).map { unsafe MarkdownNode($0, removed) } }
  var level: Int { Int(unsafe cmark_node_get_heading_level(pointer)) }
  /// Where a link or an image points.
  var url: String { unsafe cmark_node_get_url(pointer).map { unsafe String(cString: $0) } ?? "" }

  /// All text in it, without marks.
  var text: String {
    if kind == "html_inline" { return "" }
    let own = unsafe cmark_node_get_literal(pointer).map { unsafe String(cString: $0) } ?? ""
    return own + children.map(\.text).joined()
  }

  /// The first text in it, where that stands in few others: `TODO` of `**_TODO_ x**`. Not all that is in it is gone through.
  var firstText: String {
    var first = unsafe cmark_node_first_child(pointer)
    for _ in 0..<4 {
      guard let node = unsafe first else { return "" }
      if let literal = unsafe cmark_node_get_literal(node) { return unsafe String(cString: literal) }
      unsafe first = cmark_node_first_child(node)
    }
    return ""
  }

  /// Puts its children in its place.
  func dissolve() {
    for child in children { _ = unsafe cmark_node_insert_before(pointer, child.pointer) }
    remove()
  }

  func remove() { unsafe removed.take(pointer) }

  /// Puts HTML in its place, around its children or, without `closing`, instead of them.
  /// - Parameter isBlock: whether it stands among paragraphs or within one.
  func replace(by opening: String, closing: String? = nil, isBlock: Bool) {
    let kind = isBlock ? CMARK_NODE_CUSTOM_BLOCK : CMARK_NODE_CUSTOM_INLINE
    guard let custom = unsafe cmark_node_new(kind) else { return }
    _ = unsafe cmark_node_set_on_enter(custom, opening)
    guard unsafe cmark_node_insert_before(pointer, custom) == 1 else { return unsafe cmark_node_free(custom) }
    if let closing {
      _ = unsafe cmark_node_set_on_exit(custom, closing)
      for child in children { _ = unsafe cmark_node_append_child(custom, child.pointer) }
    }
    remove()
  }
}
