import Records

/// What a `TemplateMiner` knows, as a value to store.
package struct LearnedTemplates: Codable, Sendable, Equatable {
  struct Template: Codable, Sendable, Equatable {
    var id: UInt64
    /// `=word` for what stays, `<number` for what varies.
    var pieces: [String]
    var count: Int
    var severity: Severity
    var isLearned: Bool
    var isRequest: Bool
  }

  var templates: [Template]

  static func pieces(_ pattern: TemplatePattern, _ words: TemplateWords) -> [String] {
    pattern.pieces.map { piece in
      if piece.isVariable { return "<" + piece.kind.label }
      if let word = piece.word { return "=" + words.texts[Int(word)] }
      return "=" + String(Unicode.Scalar(UInt8(piece.code)))
    }
  }

  /// The piece of a stored text; nil where it is none.
  static func piece(_ text: String, _ words: inout TemplateWords) -> TemplatePiece? {
    let rest = text.dropFirst()
    if text.hasPrefix("<") {
      return TemplateVariable.allCases.first { $0.label == rest }.map { .variable($0) }
    }
    guard text.hasPrefix("="), let first = rest.utf8.first else { return nil }
    // A full stop alone stands for several.
    let isMark = rest.utf8.count == 1 && (TemplateScanner.isDelimiter(first) || first == Ascii.dot)
    return isMark ? .mark(first) : .word(words.number(of: String(rest)))
  }
}
