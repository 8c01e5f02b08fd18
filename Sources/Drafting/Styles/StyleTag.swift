/// A Mustache tag of a style, and the line that it stands in.
struct StyleTag: Equatable {
  enum Kind: Equatable {
    case variable, section, inverted, end, partial, comment
    /// A tag that styles may not have: it would put text from logs into the Markdown as it is, or take another file's
    /// escaping for it.
    case forbidden
  }

  var kind: Kind
  /// Without the functions around it: `rows` of `{{#first(reversed(rows))}}`; empty in `{{^last()}}`, of a place in a list.
  var name: String
  /// Those that are applied to it, the outermost first.
  var functions: [String] = []
  var line: Int

  /// The tags of a template in their order.
  static func all(in text: String) -> [StyleTag] {
    var tags: [StyleTag] = []
    var rest = text[...]
    var line = 1
    while let opening = rest.firstRange(of: "{{") {
      line += rest[..<opening.lowerBound].count(where: \.isNewline)
      let inner = rest[opening.upperBound...]
      guard let closing = inner.firstRange(of: "}}") else { break }
      let content = inner[..<closing.lowerBound]
      tags.append(StyleTag(content, line: line))
      line += content.count(where: \.isNewline)
      rest = inner[closing.upperBound...]
    }
    return tags
  }

  private init(_ content: Substring, line: Int) {
    self.line = line
    let sigils: [Character: Kind] = ["#": .section, "^": .inverted, "/": .end, ">": .partial, "!": .comment]
    let sigil = content.first ?? " "
    kind = sigils[sigil] ?? (["{", "&", "=", "%", "<", "$"].contains(sigil) ? .forbidden : .variable)
    let words = kind == .variable || kind == .forbidden ? content : content.dropFirst()
    name = String(words.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    if kind == .partial, name.hasPrefix("*") { kind = .forbidden }
    guard kind != .comment, kind != .forbidden, name.last == ")" else { return }
    // Whether the brackets are right is found by the template's own parser.
    functions = name.split(separator: "(", omittingEmptySubsequences: false).dropLast().map(String.init)
    let innermost = name.split(separator: "(", omittingEmptySubsequences: false).last ?? ""
    name = String(innermost.prefix { $0 != ")" })
  }
}
