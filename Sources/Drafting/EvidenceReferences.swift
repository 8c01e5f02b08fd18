import Incidents

/// The lines that a draft refers to, in the order of their first use, each under a label that depends on it alone, so that
/// a renewed draft differs only where facts do.
struct EvidenceReferences {
  /// The most lines that one statement refers to; the incident holds the rest.
  static let limitPerStatement = 2

  private(set) var notes: [Evidence] = []
  private var labels: [String] = []
  /// Label by the line's whole digest.
  private var labelOf: [String: String] = [:]

  /// The fields of the references to these lines.
  mutating func fields(_ evidence: [Evidence]) -> [[String: Any]] {
    var references: [[String: Any]] = []
    for line in evidence.prefix(Self.limitPerStatement) {
      references.append(["label": label(line)])
    }
    return references
  }

  /// From source, position and hash: lines of the same text are told apart.
  private mutating func label(_ line: Evidence) -> String {
    let digest = sha256Hex("\(line.source)\u{0}\(line.position)\u{0}\(line.sha256)")
    if let known = labelOf[digest] { return known }
    var label = "e" + digest.prefix(7)
    while labels.contains(label) { label = "e" + digest.prefix(label.count) }
    labelOf[digest] = label
    labels.append(label)
    notes.append(line)
    return label
  }

  /// The fields of the lines themselves.
  var lines: [[String: Any]] {
    zip(labels, notes).map { label, line in
      [
        "label": label, "source": line.source, "position": line.position,
        "line": optional(line.line.map(String.init)), "sha256": line.sha256, "text": Self.shortened(line.text),
      ]
    }
  }

  /// Characters of a line that are printed: the incident holds the whole, and its position and hash find it again.
  static let textLimit = 300

  /// The beginning of a line; of a record of several lines also the last one, which says what a trace ended in.
  static func shortened(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count > 1, let first = lines.first, let last = lines.last else { return cut(text) }
    let between = lines.count - 2
    let left = between > 0 ? " … (\(between) more \(between == 1 ? "line" : "lines")) … " : " … "
    return cut(first) + left + cut(last)
  }

  private static func cut(_ text: some StringProtocol) -> String {
    text.count > textLimit ? text.prefix(textLimit) + "…" : String(text)
  }
}
