import Records

/// The times that a document gives its incident by name: `Started at: ...`, `| End | ... |`, `**Detected** ...`, a table
/// with such columns, a heading with the time under it.
struct NamedTimes {
  enum Name: String { case start, detection, mitigation, end }

  struct Time: Equatable {
    var name: Name
    var time: TimeInText
    var line: Int
  }

  /// In the order of the document.
  private(set) var times: [Time] = []
  /// A name whose time stands in the next line.
  private var awaited: Name?
  /// What the columns of a table are.
  private var columns: [Name?] = []

  /// - Parameter indices: the lines to look at.
  init(_ text: LintText, _ indices: [Int]) {
    for index in indices { read(text.lines, index) }
  }

  /// The first time of a name.
  subscript(name: Name) -> Time? { times.first { $0.name == name } }

  private mutating func read(_ lines: [MarkdownLine], _ index: Int) {
    let line = lines[index]
    switch line.kind {
    case .row(let cells):
      awaited = nil
      if index + 1 < lines.count, lines[index + 1].kind == .tableRule {
        columns = cells.map(Self.name)
        return
      }
      if let first = cells.first, let name = Self.name(first) {
        for cell in cells.dropFirst() where add(name, cell, in: first, line.number) { return }
      }
      for (cell, column) in zip(cells, columns) {
        if let column { _ = add(column, cell, in: "", line.number) }
      }
    case .heading:
      columns = []
      awaited = Self.name(line.text)
    case .item, .paragraph:
      columns = []
      if let awaited, add(awaited, line.text, in: "", line.number) {
        self.awaited = nil
      } else {
        awaited = readLabel(line) ? nil : Self.name(line.text)
      }
    case .tableRule, .blank, .nothing: break
    case .foreign: awaited = nil
    }
  }

  /// A name and what follows it, with a colon or without one.
  private mutating func readLabel(_ line: MarkdownLine) -> Bool {
    let words = line.text.prefix(60).split(separator: " ", omittingEmptySubsequences: false)
    var end = line.text.startIndex
    for word in words.prefix(7) {
      end = line.text.index(end, offsetBy: word.count, limitedBy: line.text.endIndex) ?? line.text.endIndex
      let label = String(line.text[..<end])
      if word.first?.isNumber == true { return false }
      if let name = Self.name(label), add(name, String(line.text[end...]), in: label, line.number) { return true }
      if word.hasSuffix(":") { return false }
      if end < line.text.endIndex { end = line.text.index(after: end) }
    }
    return false
  }

  /// - Returns: whether a time stands there.
  private mutating func add(_ name: Name, _ value: String, in label: String, _ line: Int) -> Bool {
    let value = value.drop { !$0.isLetter && !$0.isNumber }
    guard var time = TimeInText.first(of: String(value)) else { return false }
    time.written.until = nil
    time.written.zone = time.written.zone ?? WrittenZone.named(in: label)
    times.append(Time(name: name, time: time, line: line))
    return true
  }

  /// What a label names: one word that tells, and words that may stand around it.
  static func name(_ label: String) -> Name? {
    guard label.count <= 60 else { return nil }
    let telling = label.lowercased().split { !$0.isLetter }.map(String.init).filter { !around.contains($0) }
    return telling.count == 1 ? names[telling[0]] : nil
  }

  private static let names: [String: Name] = [
    "start": .start, "started": .start, "starts": .start, "began": .start, "begin": .start, "begins": .start,
    "beginning": .start, "onset": .start, "detected": .detection, "detection": .detection, "noticed": .detection,
    "discovered": .detection, "mitigated": .mitigation, "mitigation": .mitigation, "contained": .mitigation,
    "end": .end, "ended": .end, "ends": .end, "resolved": .end, "resolution": .end, "recovered": .end, "restored": .end,
    "recovery": .end, "closed": .end, "fixed": .end,
  ]
  private static let around: Set<String> = [
    "at", "time", "times", "date", "datetime", "of", "the", "on", "incident", "outage", "issue", "impact", "disruption",
    "problem", "degradation", "when", "it", "was", "utc", "gmt", "local", "fully", "first", "and", "timestamp", "event",
    "downtime", "service", "approximate", "actual", "est", "edt", "cet", "cest", "pst", "pdt",
  ]
}
