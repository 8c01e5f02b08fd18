import Records

/// A format that is declared, not coded: a name and the patterns of its lines.
struct DeclaredFormat: LogFormat {
  private let declaration: Declaration
  /// What directives have said of lines whose columns another one is yet to name (`W3CHead.directives`).
  private var directives = ""

  /// Behind a reference, so that the format fits into an existential without a box.
  private final class Declaration: Sendable {
    let name: String
    let identifier: String
    let service: String
    let stampMeaning: StampMeaning
    let joinsLines: Bool
    let flags: RecordFlags
    let plans: LinePlans
    let keys: [LineKey]
    let takesDirectives: Bool

    init(
      name: String, identifier: String, service: String, stampMeaning: StampMeaning, joinsLines: Bool,
      flags: RecordFlags, plans: LinePlans, keys: [LineKey], takesDirectives: Bool
    ) {
      self.name = name
      self.identifier = identifier
      self.service = service
      self.stampMeaning = stampMeaning
      self.joinsLines = joinsLines
      self.flags = flags
      self.plans = plans
      self.keys = keys
      self.takesDirectives = takesDirectives
    }
  }

  /// - Parameters:
  ///   - joinsLines: whether a line that no pattern fits belongs to the record before it.
  ///   - isEscaped: whether texts are written as in JSON strings.
  ///   - lines: patterns (`LinePlan`); the first that fits a line reads it.
  ///   - keys: fields that stand as `key=value` anywhere in a line, by key.
  ///   - takesDirectives: whether the directives of a W3C extended log may stand between the lines.
  init(
    name: String, identifier: String? = nil, service: String, stampMeaning: StampMeaning = .completion,
    joinsLines: Bool = false, isEscaped: Bool = false, lines: [String], keys: [String: String] = [:],
    severities: [Severity: [String]] = [:], takesDirectives: Bool = false
  ) {
    declaration = Declaration(
      name: name, identifier: identifier ?? name, service: service, stampMeaning: stampMeaning, joinsLines: joinsLines,
      flags: isEscaped ? .escaped : [], plans: LinePlans(lines, severities: SeverityNames(severities)),
      keys: keys.sorted { $0.key < $1.key }.map { LineKey($0.key, $0.value) }, takesDirectives: takesDirectives)
  }

  var name: String { declaration.name }
  var identifier: String {
    directives.isEmpty ? declaration.identifier : declaration.identifier + "\n" + directives
  }
  var service: String { declaration.service }
  var stampMeaning: StampMeaning { declaration.stampMeaning }
  var joinsLines: Bool { declaration.joinsLines }
  var plans: [LinePlan] { declaration.plans.plans }

  func startsRecord(_ line: RawSpan) -> Bool {
    var times = TimeReader(zone: .utc, newest: 0)
    return startsRecord(line, &times)
  }

  func startsRecord(_ line: RawSpan, _ times: inout TimeReader) -> Bool {
    var record = LogRecord()
    return declaration.plans.read(line, &times, into: &record)
  }

  var takesDirectives: Bool { declaration.takesDirectives }

  func behind(directive line: RawSpan) -> (any LogFormat)? {
    guard takesDirectives, let directive = W3CHead.directive(line) else { return nil }
    return directive.isEmpty ? self : behind(directives: directives + "\n" + directive)
  }

  /// What reads the lines behind directives, of which each is a line.
  func behind(directives: String) -> any LogFormat {
    let head = W3CHead(directives: directives)
    guard head.fields.isEmpty else { return W3CFormat(head) }
    var format = self
    format.directives = head.directives
    return format
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard declaration.joinsLines, let newline = line.firstIndex(of: Ascii.newline, from: 0) else {
      guard read(line, &times, &record) else { return false }
      record.takeStatement()
      return true
    }
    guard read(line.extracting(0..<newline), &times, &record) else { return false }
    // What follows belongs to what was said at the end of the first line.
    if record.message.isEmpty || Int(record.message.end) >= line.trimmedEnd(0, newline) {
      let start = record.message.isEmpty ? 0 : Int(record.message.start)
      record.message = ByteRange(start, line.trimmedEnd(start, line.byteCount))
    }
    record.takeStatement()
    return true
  }

  private func read(_ line: RawSpan, _ times: inout TimeReader, _ record: inout LogRecord) -> Bool {
    let declaration = declaration
    guard declaration.plans.read(line, &times, into: &record) else { return false }
    for key in declaration.keys { key.read(line, &times, into: &record) }
    record.flags.formUnion(declaration.flags)
    return true
  }
}

extension LogRecord {
  /// What took a time that is no request's is the statement that its message tells.
  @inline(__always)
  fileprivate mutating func takeStatement() {
    if duration >= 0, statement.isEmpty, !isRequest { statement = message }
  }
}

/// A field that stands somewhere in a line as `key=value`, behind a blank or a bar.
private struct LineKey: Sendable {
  private let mark: [UInt8]
  private let field: LineField

  init(_ key: String, _ variable: String) {
    mark = Array("\(key)=".utf8)
    field = LineField(variable: variable)
  }

  func read(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) {
    var from = 1
    while let at = line.firstIndex(of: mark[0], from: from) {
      from = at + 1
      guard at + mark.count < line.byteCount, mark.indices.allSatisfy({ line.byte(at + $0) == mark[$0] }),
        line.byte(at - 1) <= Ascii.space || line.byte(at - 1) == UInt8(ascii: "|")
      else { continue }
      let start = at + mark.count
      let isQuoted = line.byte(start) == Ascii.quote
      let end = isQuoted ? line.closingQuote(from: start + 1) ?? line.byteCount : line.endOfToken(start)
      if field.isTime {
        // What stands before the line was written by whom it was sent to.
        if record.time == LogRecord.absentTime, let match = times.any(line, start) { record.take(match) }
        return
      }
      var found = record
      if found.take(field, line, isQuoted ? start + 1 : start, end) { record = found }
      return
    }
  }
}
