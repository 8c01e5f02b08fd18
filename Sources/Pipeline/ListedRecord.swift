import Formats
package import Records

/// A record as `hindcast parse` prints it; what the line does not hold is nil.
package struct ListedRecord: Sendable, Equatable {
  /// Number of its first line, or of its journal entry, from 1.
  package var line: Int
  /// Physical lines.
  package var lines = 1
  /// Byte of its (decompressed) file at which it begins; of an entry its cursor.
  package var position: SourcePosition
  /// Name of the format that read it; nil: none did.
  package var format: String?
  /// The lines themselves.
  package var text: String
  package var time: Timestamp?
  /// Whether the clock showed that time twice, since it was set back; the lines before tell which is meant.
  package var isTimeAmbiguous = false
  /// What its lines write of that behind the microseconds.
  package var nanoseconds = 0
  package var severity = Severity.info
  package var service = ""
  package var host: String?
  package var client: String?
  package var user: String?
  package var method: String?
  package var path: String?
  package var proto: String?
  /// HTTP status.
  package var status: Int?
  /// Bytes sent.
  package var bytes: Int64?
  /// Microseconds each: of the request, until the upstream had answered, of the statement.
  package var latency: Int64?
  package var upstreamLatency: Int64?
  package var duration: Int64?
  package var referrer: String?
  package var agent: String?
  package var pid: Int?
  package var logger: String?
  package var code: String?
  /// Nil for a request.
  package var message: String?
}

extension ListedRecord {
  /// The nanosecond of its second that its time is, where that is finer than a millisecond.
  package var nanosecond: Int? { time.flatMap { WrittenNanoseconds.ofSecond($0, beyond: nanoseconds) } }

  /// - Parameter service: of records that name none.
  init(_ read: ReadRecord, line: Int, position: SourcePosition, service: String) {
    let fields = read.fields
    let bytes = read.bytes
    func text(_ range: ByteRange) -> String? {
      guard !range.isEmpty else { return nil }
      return fields.flags.meant(by: String(decoding: bytes[range.range], as: UTF8.self))
    }
    func known<Number: SignedInteger>(_ number: Number) -> Number? { number < 0 ? nil : number }
    self.line = line
    lines = read.lines
    self.position = position
    format = read.format
    self.text = String(decoding: bytes[read.line.range], as: UTF8.self)
    guard read.format != nil else { return }
    time = fields.time == LogRecord.absentTime ? nil : Timestamp(microseconds: fields.time)
    nanoseconds = read.nanoseconds
    severity = fields.severity
    self.service = text(fields.service) ?? read.service ?? service
    host = text(fields.host)
    client = text(fields.client).map(ClientAddress.shown)
    user = text(fields.user)
    method = text(fields.method)
    path = text(fields.path)
    proto = text(fields.proto)
    status = fields.isRequest ? Int(fields.status) : nil
    self.bytes = known(fields.bytes)
    latency = known(fields.latency)
    upstreamLatency = known(fields.upstreamLatency)
    duration = known(fields.duration)
    referrer = text(fields.referrer)
    agent = text(fields.agent)
    pid = known(fields.pid).map(Int.init)
    logger = text(fields.logger)
    code = text(fields.code)
    message = text(fields.message)
  }
}

extension ListedRecord {
  /// Takes the time that the lines before it tell, where it exists twice.
  mutating func settle(by order: inout SourceOrder, _ fields: LogRecord) {
    guard time != nil else { return }
    let settled = order.settled(fields.time, fields.flags)
    _ = order.judge(settled)
    guard fields.flags.contains(.ambiguousTime) else { return }
    isTimeAmbiguous = true
    time = Timestamp(microseconds: settled)
  }

  /// The records of a batch of a journal, in the order of their entries.
  /// - Parameter hosts: those of the batches before.
  static func records(
    of batch: RecordBatch, _ times: TimeReader, _ rules: ReadingRules, _ hosts: inout JournalHosts
  ) -> [ListedRecord] {
    defer { hosts.note(batch) }
    let requests = batch.requests.map { request in
      var record = ListedRecord(
        entry: request.offset, request.line, lines: 1, service: request.service, of: batch, times, rules)
      record.time = Timestamp(microseconds: request.end)
      record.host = record.host ?? hosts.host(of: request.offset, in: batch)
      return (request.offset, record)
    }
    let messages = batch.messages.map { message in
      var record = ListedRecord(
        entry: message.offset, message.line, lines: Int(message.lines), service: message.service, of: batch, times,
        rules)
      record.time = Timestamp(microseconds: message.time)
      record.severity = message.severity
      if message.pid >= 0 { record.pid = Int(message.pid) }
      record.host = record.host ?? hosts.host(of: message.offset, in: batch)
      return (message.offset, record)
    }
    return (requests + messages).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// A journal's record as its message tells it.
  private init(
    entry: UInt64, _ line: ByteRange, lines: Int, service: UInt32, of batch: RecordBatch, _ times: TimeReader,
    _ rules: ReadingRules
  ) {
    let name = batch.services[Int(service)]
    var times = times
    var fields = LogRecord()
    let bytes = Array(batch.bytes[line.range])
    let identifier = Array(name.utf8)
    let isNested = unsafe NestedFormats.parse(
      message: bytes.span.bytes, NestedProgram(identifier: identifier.span.bytes), &times, into: &fields)
    if !isNested { fields = LogRecord() }
    if !fields.forwarded.isEmpty { fields.client = unsafe rules.proxies.client(of: fields, in: bytes.span.bytes) }
    fields.service = .none
    let whole = ByteRange(0, bytes.count)
    if fields.message.isEmpty, !fields.isRequest { fields.message = whole }
    self.init(
      ReadRecord(
        format: "journal", bytes: bytes, place: 0, fields: fields, line: whole, lines: lines, linesBefore: 0),
      line: Int(clamping: entry) + 1, position: batch.position(of: entry), service: name)
  }
}

/// The hosts of a journal's entries. Records that a batch held back come with the next one: their host is that of their
/// boot.
struct JournalHosts {
  private struct Boot: Hashable {
    var high: UInt64
    var low: UInt64

    init(_ place: JournalPlace) { (high, low) = (place.bootHigh, place.bootLow) }
  }

  private var names: [Boot: String] = [:]

  func host(of entry: UInt64, in batch: RecordBatch) -> String? {
    guard let host = batch.host(of: entry) else { return batch.place(of: entry).flatMap { names[Boot($0)] } }
    return host.isEmpty ? nil : String(decoding: batch.bytes[host.range], as: UTF8.self)
  }

  /// Takes the newest host of each boot.
  mutating func note(_ batch: RecordBatch) {
    for (index, host) in batch.hosts.enumerated() where !host.isEmpty {
      let boot = Boot(batch.places[index])
      guard index + 1 == batch.hosts.count || Boot(batch.places[index + 1]) != boot else { continue }
      names[boot] = String(decoding: batch.bytes[host.range], as: UTF8.self)
    }
  }
}
