public import Records

/// Turns blocks of one source into batches of records.
///
/// A value: copies parse blocks of the same source on several threads. What a block's parse depends on is in the block
/// and in the value as it was made, so the result does not depend on the thread or on the order.
public struct BlockParser: Sendable {
  public private(set) var format: any LogFormat
  /// The format of the lines; of those in `envelope`, where there is one.
  private(set) var lineFormat: any LogFormat
  let envelope: Envelope?
  /// The service of records that do not name one.
  public package(set) var service: String
  /// Whether the user named the service: then what lines say does not count.
  let serviceIsFixed: Bool
  /// Whether lines may be of other formats than those of its kin.
  let isMixed: Bool
  /// Formats that read what `format` does not.
  let others: [any LogFormat]
  /// Whether nothing is known of the lines in envelopes: all are read by `others`.
  let isOfAnyFormat: Bool
  let times: TimeReader
  private let stampMeaning: StampMeaning
  let joinsLines: Bool
  package var rules = ReadingRules()

  /// The format that says which lines begin a record; nil: each does.
  var joining: (any LogFormat)? { joinsLines ? lineFormat : nil }

  /// The format between whose lines stack traces are records; nil where it joins lines itself, or is the only one.
  var single: (any LogFormat)? { joinsLines || !isMixed || envelope != nil ? nil : lineFormat }

  /// The longest record that is kept; the rest of a longer one is skipped.
  public static let recordCap = 1 << 20
  package var recordCap: Int { envelope == .otlp ? EnvelopeOTLP.cap : Self.recordCap }

  /// - Parameters:
  ///   - others: formats that lines may be of, too.
  ///   - isMixed: whether they may; else only of those of the format's kin.
  public init(
    format: any LogFormat, service: String?, defaultService: String? = nil, others formats: FormatSet = .builtIn,
    isMixed: Bool = true, times: TimeReader
  ) {
    let enveloped = format as? EnvelopeFormat
    let inner = enveloped?.inner ?? format
    self.format = format
    self.isMixed = isMixed
    lineFormat = inner
    envelope = enveloped?.envelope
    self.service = service ?? defaultService ?? format.service
    serviceIsFixed = service != nil
    isOfAnyFormat = inner is EnvelopedText
    others =
      (isMixed || isOfAnyFormat ? formats.others(than: inner) : LogFormats.kin(of: inner))
      + (enveloped == nil ? [] : [EnvelopedText()])
    self.times = times
    stampMeaning = inner.stampMeaning
    joinsLines = inner.joinsLines
  }

  /// Whether lines are read without what is around them.
  package var takesEnvelopesOff: Bool { envelope != nil }

  /// The same parser with another zone.
  public init(_ other: BlockParser, times: TimeReader) {
    format = other.format
    lineFormat = other.lineFormat
    envelope = other.envelope
    service = other.service
    serviceIsFixed = other.serviceIsFixed
    others = other.others
    isOfAnyFormat = other.isOfAnyFormat
    isMixed = other.isMixed
    stampMeaning = other.stampMeaning
    joinsLines = other.joinsLines
    rules = other.rules
    self.times = times
  }

  /// The same with dates in digits in the order that another file of its log has proven; nil where that changes nothing.
  package func dated(as other: any LogFormat) -> BlockParser? {
    let dated = format.dated(as: other)
    guard dated.identifier != format.identifier else { return nil }
    var parser = reading(dated)
    parser.lineFormat = (dated as? EnvelopeFormat)?.inner ?? dated
    return parser
  }

  /// The same with another format of the lines.
  func reading(_ format: any LogFormat) -> BlockParser {
    var parser = self
    parser.format = format
    parser.lineFormat = format
    return parser
  }

  /// Takes a directive: the lines behind it are read as it says. False where the line is none.
  mutating func follow(_ line: RawSpan) -> Bool {
    guard let next = format.behind(directive: line) else { return false }
    format = next
    lineFormat = next
    return true
  }

  /// The parser of what stands behind a block: the same, but where directives in the block say otherwise.
  package func behind(_ block: [UInt8]) -> BlockParser {
    // What journalctl says of itself changes nothing.
    guard format.takesDirectives, !(format is SyslogFormat) else { return self }
    var parser = self
    let bytes = unsafe block.span.bytes
    var at = SampleLines.byteOrderMark(bytes)
    while at < bytes.byteCount {
      let end = bytes.lineEnd(from: at) ?? bytes.byteCount
      if bytes.byte(at) == W3CHead.mark { _ = parser.follow(bytes.extracting(at..<end)) }
      at = end + 1
    }
    return parser
  }

  /// Parses a block of whole records.
  /// - Parameters:
  ///   - bytes: the block; lines end in `\n`, the last one may lack it (then it is flagged `partial`).
  ///   - offset: the block's place in its source.
  ///   - isCapped: whether the block is the head of one record that was longer than the cap.
  public func parse(_ bytes: [UInt8], offset: UInt64, isCapped: Bool = false) -> RecordBatch {
    var batch = RecordBatch(bytes: [])
    batch.services = [service]
    let block = unsafe bytes.span.bytes
    var lines = BlockRecords(
      block, offset: offset, envelope, times, joinsHeaded: joinsHeadedTraces, isCapped: isCapped)
    let bytes = lines.unwrapped?.text ?? bytes
    let span = unsafe bytes.span.bytes
    var reader = times
    reader.latencySuffices = true
    var record = LogRecord()
    var services = ServiceTable(first: service)
    let count = span.byteCount
    var requests = PlainList<RequestRecord>()
    requests.reserveCapacity(count / 96)
    let joining = joining
    let takesDirectives = format.takesDirectives
    let ahead = rules.ahead
    var current = self
    let single = single
    // Texts of records that do not stand in the block as they are.
    var joined: [UInt8] = []
    while let found = lines.next(span, count, joining, isMixed: isMixed, single: single) {
      let start = found.start
      batch.lines += Int(found.lines)
      if found.end == start { continue }
      let line = span.extracting(start..<found.end)
      if takesDirectives, current.follow(line) { continue }
      if found.isHeaded {
        let text = text(of: found, in: span)
        let place = offset &+ UInt64(found.start)
        let isCut = isCapped && found.isPartial
        for request in add(text, at: count + joined.count, place, isCapped: isCut, to: &batch) {
          unsafe requests.append { target in unsafe target.pointee = request }
        }
        joined += text
        continue
      }
      record = LogRecord()
      reader.flags = []
      var stamp = stampMeaning
      if isOfAnyFormat || !(current.lineFormat.parse(line, &reader, into: &record) && lines.isPlaced(record, found)) {
        guard let other = other(line, &reader, &record, lines, found) else {
          batch.unparsed += Int(found.lines)
          continue
        }
        stamp = other.stampMeaning
      }
      record.flags.formUnion(reader.flags)
      lines.complete(&record, found)
      if ahead != 0, record.time != LogRecord.absentTime { record.time &-= ahead }
      if !record.forwarded.isEmpty { record.client = rules.proxies.client(of: record, in: line) }
      record.client = ClientAddress.unmapped(line, record.client)
      if found.isPartial { record.flags.insert(isCapped ? .capped : .partial) }
      if record.flags.contains(.invalidValue) { batch.invalid += 1 }
      if record.flags.contains(.ambiguousTime) { batch.ambiguous += 1 }
      if record.flags.contains(.zoneAssumed) { batch.zoneAssumed += 1 }
      if record.flags.contains(.dateAssumed) { batch.dateAssumed += 1 }
      var serviceIndex: UInt32 = 0
      if !serviceIsFixed {
        if !record.service.isEmpty {
          serviceIndex = services.index(of: record.service, in: line, &batch.services)
        } else if let named = lines.service(found) {
          serviceIndex = services.index(of: named, in: block, &batch.services)
        }
      }
      let place = offset &+ UInt64(lines.place(found))
      if record.isRequest {
        unsafe requests.append { target in
          unsafe request(&record, stamp, line: line, at: start, offset: place, service: serviceIndex, into: target)
        }
      } else {
        batch.messages.append(
          message(record, line, at: start, offset: place, lines: max(1, found.lines), service: serviceIndex))
        if rules.deploys != nil || record.flags.contains(.contextLine) {
          let service = batch.services[Int(serviceIndex)]
          if let event = event(record, line, service: service, at: .offset(place)) { batch.events.append(event) }
        }
      }
    }
    if isCapped { batch.capped += 1 }
    batch.crowded = lines.unwrapped?.crowded ?? 0
    batch.requests = requests.takeArray()
    batch.zoneOffset = reader.seenOffset ?? batch.zoneOffset
    batch.bytes = joined.isEmpty ? bytes : bytes + joined
    return batch
  }

  /// What a message that is no request tells of; a command that the user called a deploy is one.
  @inline(never)
  private func event(
    _ record: LogRecord, _ line: RawSpan, service: String, at position: SourcePosition
  ) -> ContextEvent? {
    if var told = FileEvents.event(record, line, program: lineFormat.service, at: position) {
      if told.kind == .command, rules.deploys?.match(told.detail) == true { told.kind = .deploy }
      return told
    }
    let message = record.message.isEmpty ? line : line.extracting(record.message.range)
    return rules.deploys?.event(
      message, line: line, time: record.time, subject: service, host: line.text(record.host), position: position)
  }

  /// Reads a line that is not of the file's format: the format that it is of.
  @inline(never)
  func other(
    _ line: RawSpan, _ reader: inout TimeReader, _ record: inout LogRecord, _ lines: BlockRecords,
    _ found: RecordLines.Found
  ) -> (any LogFormat)? {
    for other in others {
      record = LogRecord()
      reader.flags = []
      if other.parse(line, &reader, into: &record), lines.isPlaced(record, found) { return other }
    }
    // A trace between single lines.
    guard found.lines > 1, single != nil else { return nil }
    record = LogRecord()
    reader.flags = []
    return LogFormats.plainText.parse(line, &reader, into: &record) ? LogFormats.plainText : nil
  }

  /// Writes the request of a record whose ranges are relative to its line, which begins at `start` of the block. The
  /// record is not changed: `inout` saves its copy.
  @inline(__always)
  private func request(
    _ r: inout LogRecord, _ stamp: StampMeaning, line: RawSpan, at start: Int, offset: UInt64, service: UInt32,
    into place: UnsafeMutablePointer<RequestRecord>
  ) {
    let known = r.latency >= 0 && r.latency < Int64(UInt32.max)
    let base = UInt32(truncatingIfNeeded: start)
    unsafe place.pointee.end = stamp == .start && known ? r.time &+ r.latency : r.time
    unsafe place.pointee.latency = known ? UInt32(truncatingIfNeeded: r.latency) : RequestRecord.noLatency
    unsafe place.pointee.status = r.status
    unsafe place.pointee.flags = r.flags
    unsafe place.pointee.client =
      r.client.isEmpty ? 0 : ClientAddress.hash(line, r.client)
    unsafe place.pointee.route = Route.hash(line, r.path)
    unsafe place.pointee.offset = offset
    unsafe place.pointee.line.start = base
    unsafe place.pointee.line.end = base &+ UInt32(truncatingIfNeeded: line.byteCount)
    unsafe place.pointee.path.start = base &+ r.path.start
    unsafe place.pointee.path.end = base &+ r.path.end
    unsafe place.pointee.service = service
  }

  private func message(
    _ r: LogRecord, _ line: RawSpan, at start: Int, offset: UInt64, lines: UInt32, service: UInt32
  ) -> MessageRecord {
    let base = UInt32(truncatingIfNeeded: start)
    func moved(_ range: ByteRange) -> ByteRange {
      range.isEmpty ? .none : ByteRange(start: base &+ range.start, end: base &+ range.end)
    }
    let whole = ByteRange(start: 0, end: UInt32(truncatingIfNeeded: line.byteCount))
    let message = r.message.isEmpty ? whole : r.message
    var record = MessageRecord(
      time: r.time, severity: r.severity, flags: r.flags, pid: r.pid, template: 0, duration: r.duration,
      offset: offset, line: moved(whole), message: moved(message), statement: moved(r.statement), lines: lines,
      service: service)
    if record.isTrouble { record.template = MessageTemplate.hash(of: line, Int(message.start), Int(message.end)) }
    return record
  }
}

extension LogRecord {
  /// Whether it can be counted: a request has a time.
  var isPlaced: Bool { time != Self.absentTime || !isRequest }
}

extension RawSpan {
  /// The bytes of `range` as text; what is no UTF-8 becomes U+FFFD.
  func text(_ range: ByteRange) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for i in range.range where i < byteCount { bytes.append(byte(i)) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
