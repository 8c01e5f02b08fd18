import Records

/// A format that is declared, not coded: a name and the patterns of its lines.
struct DeclaredFormat: LogFormat {
  private let declaration: Declaration

  /// Behind a reference, so that the format fits into an existential without a box.
  private final class Declaration: Sendable {
    let name: String
    let identifier: String
    let service: String
    let stampMeaning: StampMeaning
    let plans: [LinePlan]
    let keys: [LineKey]
    let takesDirectives: Bool

    init(
      name: String, identifier: String, service: String, stampMeaning: StampMeaning, plans: [LinePlan],
      keys: [LineKey], takesDirectives: Bool
    ) {
      self.name = name
      self.identifier = identifier
      self.service = service
      self.stampMeaning = stampMeaning
      self.plans = plans
      self.keys = keys
      self.takesDirectives = takesDirectives
    }
  }

  /// - Parameters:
  ///   - lines: patterns (`LinePlan`); the first that fits a line reads it.
  ///   - keys: fields that stand as `key=value` anywhere in a line, by key.
  ///   - takesDirectives: whether the directives of a W3C extended log may stand between the lines.
  init(
    name: String, identifier: String? = nil, service: String, stampMeaning: StampMeaning = .completion, lines: [String],
    keys: [String: String] = [:], takesDirectives: Bool = false
  ) {
    declaration = Declaration(
      name: name, identifier: identifier ?? name, service: service, stampMeaning: stampMeaning,
      plans: lines.map { LinePlan($0) },
      keys: keys.sorted { $0.key < $1.key }.map { LineKey($0.key, $0.value) },
      takesDirectives: takesDirectives)
  }

  var name: String { declaration.name }
  var identifier: String { declaration.identifier }
  var service: String { declaration.service }
  var stampMeaning: StampMeaning { declaration.stampMeaning }

  var takesDirectives: Bool { declaration.takesDirectives }

  func behind(directive line: RawSpan) -> (any LogFormat)? {
    takesDirectives ? W3CFormat.behind(line, W3CHead(), self) : nil
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    for plan in declaration.plans {
      if plan.read(line, &times, into: &record) {
        for key in declaration.keys { key.read(line, into: &record) }
        return true
      }
      record = LogRecord()
    }
    return false
  }
}

/// A field that stands somewhere in a line as ` key=value`.
private struct LineKey: Sendable {
  private let mark: [UInt8]
  private let field: LineField

  init(_ key: String, _ variable: String) {
    mark = Array(" \(key)=".utf8)
    field = LineField(variable: variable)
  }

  func read(_ line: RawSpan, into record: inout LogRecord) {
    var from = 0
    while let at = line.firstIndex(of: mark[0], from: from) {
      from = at + 1
      guard at + mark.count < line.byteCount, mark.indices.allSatisfy({ line.byte(at + $0) == mark[$0] }) else {
        continue
      }
      let start = at + mark.count
      let isQuoted = line.byte(start) == Ascii.quote
      let end = isQuoted ? line.closingQuote(from: start + 1) ?? line.byteCount : line.endOfToken(start)
      var found = record
      if found.take(field, line, isQuoted ? start + 1 : start, end) { record = found }
      return
    }
  }
}
