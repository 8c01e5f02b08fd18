/// A Mustache tag of a style, and the line that it stands in.
struct StyleTag: Equatable {
  enum Kind: Equatable {
    case variable, section, inverted, end, partial, comment
    /// A tag that styles may not have: it would put text from logs into the Markdown as it is, or take another file's
    /// escaping for it.
    case forbidden
  }

  var kind: Kind
  /// Without the transforms around it: `rows` of `{{#reversed(rows)}}`.
  var name: String
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
    let trimmed = words.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
    name = String(trimmed)
    if kind == .partial, name.hasPrefix("*") { kind = .forbidden }
    guard kind != .comment, kind != .forbidden, let innermost = name.split(separator: "(").last, name.last == ")" else {
      return
    }
    name = String(innermost.prefix { $0 != ")" })
    // `{{^last()}}`: of the place in a list.
    if trimmed.contains("()") { name = "" }
  }
}
