package import Records

/// A template that was mined.
package struct MinedTemplate: Sendable, Equatable {
  /// 16 hexadecimal digits.
  package let id: String
  /// With a placeholder for what varies: `<number>`, `<path>`, `<*>`.
  package let text: String
  package let count: Int
  /// The worst that its messages had.
  package let severity: Severity
  /// The kinds of its variables, in order.
  package let variables: [String]
}

/// The templates that a miner has found.
package struct MinedTemplates: Sendable {
  /// The most frequent first.
  package let templates: [MinedTemplate]
  private let ids: [UInt64: String]
  private let successors: [UInt64: UInt64]

  /// - Parameter members: index of the entry that an own template is in.
  init(
    _ entries: [TemplateMiner.Entry], members: [UInt64: Int], words: TemplateWords, successors: [UInt64: UInt64]
  ) {
    let names = entries.map { ($0.issued ?? $0.id).hex }
    templates = zip(entries, names).map { entry, name in
      MinedTemplate(
        id: name, text: Redaction.redact(entry.pattern.text(words)), count: entry.count, severity: entry.severity,
        variables: entry.pattern.pieces.filter(\.isVariable).map(\.kind.label))
    }.sorted { ($1.count, $0.text, $0.id) < ($0.count, $1.text, $1.id) }
    ids = members.mapValues { names[$0] }
    self.successors = successors
  }

  /// The id of the template that the messages of one own template are of.
  package func id(of own: UInt64) -> String {
    var id = own
    // Merged again and again; a cycle cannot be, but a limit costs nothing.
    for _ in 0..<64 {
      guard ids[id] == nil, let next = successors[id] else { break }
      id = next
    }
    return ids[id] ?? id.hex
  }
}
