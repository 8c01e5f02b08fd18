import Records

/// Syslog files: RFC 3164, rsyslog with ISO times, RFC 5424. A message of a known format is read by that format, but
/// not that of a program whose lines are context events: what sudo was told to run is no log line.
struct SyslogFormat: LogFormat {
  var name: String { "syslog" }
  var service: String { "syslog" }
  /// Some programs write lines that are indented, without a header, behind their first.
  var joinsLines: Bool { true }

  /// journalctl writes lines of its own among those of the journal.
  var takesDirectives: Bool { true }

  func behind(directive line: RawSpan) -> (any LogFormat)? { SyslogMarks.contain(line) ? self : nil }

  func startsRecord(_ line: RawSpan) -> Bool { line.byteOrZero(0) > Ascii.space }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard let header = SyslogHeader.read(line, &times) else { return false }
    if ContextEvents.concerns(tag: line.extracting(header.tag.range)) {
      header.fill(&record, line)
      record.client = ClientAddress.named(in: line, header.message, by: header.tag)
      record.flags.insert(.contextLine)
      return true
    }
    let program = NestedProgram(line, header.tag)
    if header.message < line.byteCount,
      NestedFormats.parse(message: line.extracting(header.message..<line.byteCount), program, &times, into: &record)
    {
      record.shift(by: header.message)
      if record.time == LogRecord.absentTime { record.take(header.time) }
      header.name(&record)
      return true
    }
    record = LogRecord()
    header.fill(&record, line)
    record.client = ClientAddress.named(in: line, header.message, by: header.tag)
    return true
  }
}
