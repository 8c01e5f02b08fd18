import Records

/// Reads the messages of one file into a miner, block by block.
package struct TemplateReader: Sendable {
  /// How the file's lines are read; `BlockParser` cuts its blocks.
  package let parser: BlockParser
  private let format: any LogFormat
  private let times: TimeReader

  /// - Parameters:
  ///   - sample: the file's beginning.
  ///   - named: the format that the user named; nil: found by looking at the sample.
  package init(
    _ sample: [UInt8], named: (any LogFormat)?, newest: Int64, among formats: FormatSet = .builtIn
  ) {
    // Nothing here depends on what zone a time is in.
    let times = TimeReader(zone: .utc, newest: newest)
    let format = named.map { FormatSniffer(sample, times, among: formats).completed($0) }
    parser = BlockParser(
      format: format ?? TemplateReader.format(of: sample, newest: newest, among: formats), service: nil,
      others: formats, times: times)
    self.times = times
    self.format = parser.lineFormat
  }

  /// The format that tells what is a message. Of text whose head no format is made for, the layout of its lines is the
  /// better judge.
  private static func format(of sample: [UInt8], newest: Int64, among formats: FormatSet) -> any LogFormat {
    var sniffed: (any LogFormat)?
    let sniffer = FormatSniffer(sample, newest: newest, among: formats)
    if case .format(let format) = sniffer.verdict() { sniffed = format }
    if let sniffed, !(sniffed is TextLogFormat) { return sniffed }
    let lines = sniffer.lines
    let sample = unsafe sample.span.bytes
    let glog = lines.count { TextLogHead.isGlog(sample.extracting($0.range)) }
    if glog * 2 < lines.count, let layout = LineLayout(sample, lines) { return LaidOutFormat(layout: layout) }
    return sniffed ?? BareText()
  }

  /// Adds a block's messages.
  /// - Parameter each: called for every record, and for every blank line and every line that no format reads, with the
  ///   id of its own template (0 for blank lines) and the number of its lines.
  package func read(_ block: [UInt8], into miner: inout TemplateMiner, _ each: (UInt64, Int) -> Void) {
    var times = times
    var lines = unsafe BlockRecords(
      block.span.bytes, offset: 0, parser.envelope, times, joinsHeaded: parser.joinsHeadedTraces, isCapped: false)
    let text = lines.unwrapped?.text ?? block
    let bytes = unsafe text.span.bytes
    while let found = lines.next(bytes, bytes.byteCount, format.joinsLines ? format : nil, isMixed: parser.isMixed) {
      let end = bytes.trimmedEnd(found.start, found.end)
      guard end > found.start else {
        each(0, Int(found.lines))
        continue
      }
      // Blank lines behind a record are no part of it.
      var blanks = 0
      var at = end
      while at < found.end {
        if bytes.byte(at) == Ascii.newline { blanks &+= 1 }
        at &+= 1
      }
      let template: UInt64
      if found.isHeaded {
        let text = HeadedTrace.text(bytes.extracting(found.start..<end), times)
        template = unsafe add(text.span.bytes, &times, &miner)
      } else {
        template = add(bytes.extracting(found.start..<end), &times, &miner)
      }
      each(template, Int(found.lines) &- blanks)
      if blanks > 0 { each(0, blanks) }
    }
  }

  private func add(_ line: RawSpan, _ times: inout TimeReader, _ miner: inout TemplateMiner) -> UInt64 {
    var record = LogRecord()
    guard parse(line, &times, &record) else {
      return miner.add(line, 0, line.byteCount, severity: .info)
    }
    if record.isRequest {
      return miner.add(
        request: line, method: record.method, path: record.path, status: record.status, severity: record.severity)
    }
    let message = record.message.isEmpty ? ByteRange(0, line.byteCount) : record.message
    return miner.add(line, Int(message.start), Int(message.end), severity: record.severity)
  }

  private func parse(_ line: RawSpan, _ times: inout TimeReader, _ record: inout LogRecord) -> Bool {
    guard parser.isOfAnyFormat else { return format.parse(line, &times, into: &record) }
    for other in parser.others {
      record = LogRecord()
      if other.parse(line, &times, into: &record) { return true }
    }
    return false
  }
}

/// Text of which nothing is known: a line is a message, unless it continues the one before it.
private struct BareText: LogFormat {
  var name: String { "text" }
  var service: String { "app" }
  var joinsLines: Bool { true }
  var joinsTraces: Bool { true }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    record.severity = SeverityWords.first(line, 0, line.byteCount, tokens: 3)?.severity ?? .info
    return true
  }
}
