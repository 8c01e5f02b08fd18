import Incidents

/// Numbers the lines that a draft refers to, in the order of their first use; the same line keeps its number.
struct EvidenceFootnotes {
  /// The most lines that one statement refers to; the incident holds the rest.
  static let limitPerStatement = 3

  private(set) var notes: [Evidence] = []
  private var numbers: [Key: Int] = [:]

  private struct Key: Hashable {
    var source: String
    var position: String
    var sha256: String
  }

  /// The fields of the references to these lines.
  mutating func references(_ evidence: [Evidence]) -> [[String: Any]] {
    var references: [[String: Any]] = []
    for line in evidence.prefix(Self.limitPerStatement) {
      let key = Key(source: line.source, position: line.position, sha256: line.sha256)
      let number = numbers[key] ?? notes.count + 1
      if number > notes.count {
        notes.append(line)
        numbers[key] = number
      }
      references.append(["number": String(number)])
    }
    return references
  }

  var fields: [[String: Any]] {
    notes.enumerated().map { index, line in
      [
        "number": String(index + 1), "source": line.source, "position": line.position,
        "line": line.line.map { [String($0)] } ?? [], "sha256": line.sha256, "text": Self.shortened(line.text),
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
