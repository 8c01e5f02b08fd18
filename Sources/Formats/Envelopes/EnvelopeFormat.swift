import Records

/// A log whose lines are in envelopes, with the format of what is inside.
///
/// `BlockParser` takes the envelopes off; what is asked of the format line by line is asked of the inner one.
struct EnvelopeFormat: LogFormat {
  let envelope: Envelope
  let inner: any LogFormat

  /// `cri`, `docker-json/combined`.
  var name: String { inner is EnvelopedText ? envelope.rawValue : envelope.rawValue + "/" + inner.name }
  var identifier: String { inner is EnvelopedText ? envelope.rawValue : envelope.rawValue + "/" + inner.identifier }
  var service: String { inner.service }
  var stampMeaning: StampMeaning { inner.stampMeaning }
  var joinsLines: Bool { true }

  /// Finds it again by its identifier or name; nil where that is none of an envelope.
  static func named(_ name: String, among formats: FormatSet) -> EnvelopeFormat? {
    for envelope in Envelope.allCases where name.hasPrefix(envelope.rawValue) {
      let rest = name.dropFirst(envelope.rawValue.count)
      if rest.isEmpty { return EnvelopeFormat(envelope: envelope, inner: EnvelopedText()) }
      guard rest.hasPrefix("/") else { continue }
      return formats.named(String(rest.dropFirst())).map { EnvelopeFormat(envelope: envelope, inner: $0) }
    }
    return nil
  }

  /// Reads the one line that is within an envelope; of an escaped text the ranges are those of the inside of a string.
  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard let found = envelope.read(line, &times), !found.text.isEmpty else { return false }
    let text = line.extracting(found.text.range)
    if !inner.parse(text, &times, into: &record) {
      record = LogRecord()
      guard EnvelopedText().parse(text, &times, into: &record) else { return false }
    }
    record.shift(by: Int(found.text.start))
    if found.isEscaped { record.flags.insert(.escaped) }
    record.flags.formUnion(times.flags)
    record.take(envelope: found.time)
    times.flags = []
    return true
  }
}

extension LogFormat {
  /// What reads the text of a line in an envelope where this format cannot: what is escaped looks otherwise in its place.
  package func unescaping(_ line: [UInt8], _ times: TimeReader) -> (any LogFormat)? {
    guard let own = self as? EnvelopeFormat, !(own.inner is EnvelopedText) else { return nil }
    let span = unsafe line.span.bytes
    var times = times
    var record = LogRecord()
    guard let found = own.envelope.read(span, &times), found.isEscaped else { return nil }
    return own.inner.parse(span.extracting(found.text.range), &times, into: &record) ? nil : own.inner
  }
}

/// What is in an envelope and in no format that is found by its lines: the envelope has the time.
///
/// It reads any text. So it comes last: of a log in it, each line is tried with all other formats first (`BlockParser`).
struct EnvelopedText: LogFormat {
  var name: String { "text" }
  var service: String { "app" }
  var joinsLines: Bool { true }
  var joinsTraces: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool { TextLogFormat(timed: false).startsRecord(line) }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    if TextLogFormat(timed: false).parse(line, &times, into: &record) { return true }
    record = LogRecord()
    record.message = ByteRange(0, line.trimmedEnd(0, line.byteCount))
    record.severity = MessageLevel.read(line, 0, line.byteCount) ?? .info
    return true
  }
}

extension LogRecord {
  /// Takes the envelope's time where the record has none of its own, or one that names no zone: the envelope's does.
  mutating func take(envelope time: Int64) {
    guard time != LogRecord.absentTime, self.time == LogRecord.absentTime || flags.contains(.zoneAssumed) else {
      return
    }
    self.time = time
    flags.subtract([.zoneAssumed, .ambiguousTime])
  }
}
