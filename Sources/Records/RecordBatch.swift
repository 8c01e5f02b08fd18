/// A request, condensed to what the engine counts: 56 bytes, no text.
@frozen
public struct RequestRecord: Sendable, BitwiseCopyable {
  /// When it was answered, microseconds since the epoch. What its line's stamp meant has been settled.
  public var end: Int64
  /// Microseconds; `RequestRecord.noLatency` where the log does not say.
  public var latency: UInt32
  public var status: UInt16
  public var flags: RecordFlags
  /// Keyed hash of the client's address; 0 where the log does not say.
  public var client: UInt64
  /// Hash of the normalised route, method left out.
  public var route: UInt64
  /// Where the line stands: byte offset in its (decompressed) source, and its length.
  public var offset: UInt64
  /// Where the line and its path stand in the block.
  public var line: ByteRange
  public var path: ByteRange
  /// Index into `RecordBatch.services`.
  public var service: UInt32

  @inlinable public static var noLatency: UInt32 { UInt32.max }

  @inlinable
  public init(
    end: Int64, latency: UInt32, status: UInt16, flags: RecordFlags, client: UInt64, route: UInt64, offset: UInt64,
    line: ByteRange, path: ByteRange, service: UInt32
  ) {
    self.end = end
    self.latency = latency
    self.status = status
    self.flags = flags
    self.client = client
    self.route = route
    self.offset = offset
    self.line = line
    self.path = path
    self.service = service
  }

  /// When the request began; its end where the latency is not known.
  @inlinable public var start: Int64 { latency == RequestRecord.noLatency ? end : end - Int64(latency) }
}

/// A record that is not a request: a message with its template.
@frozen
public struct MessageRecord: Codable, Sendable, BitwiseCopyable {
  /// Microseconds since the epoch.
  public var time: Int64
  public var severity: Severity
  public var flags: RecordFlags
  public var pid: Int32
  /// Stable hash of the message's template (`MessageTemplate`); 0 where the record is no trouble.
  public var template: UInt64
  /// Duration of a database statement in microseconds; -1 where the record is none.
  public var duration: Int64
  public var offset: UInt64
  /// The whole record, and the message in it without the line's head, as ranges of the block.
  public var line: ByteRange
  public var message: ByteRange
  public var statement: ByteRange
  /// Physical lines joined into this record.
  public var lines: UInt32
  /// Index into `RecordBatch.services`.
  public var service: UInt32

  @inlinable
  public init(
    time: Int64, severity: Severity, flags: RecordFlags, pid: Int32, template: UInt64, duration: Int64,
    offset: UInt64, line: ByteRange, message: ByteRange, statement: ByteRange, lines: UInt32, service: UInt32
  ) {
    self.time = time
    self.severity = severity
    self.flags = flags
    self.pid = pid
    self.template = template
    self.duration = duration
    self.offset = offset
    self.line = line
    self.message = message
    self.statement = statement
    self.lines = lines
    self.service = service
  }

  /// Whether it tells how long a statement took.
  @inlinable public var isStatement: Bool { duration >= 0 && !statement.isEmpty }

  /// Whether its message counts as a warning or an error. A slow statement that is logged as a warning is told as what
  /// it is.
  @inlinable public var isTrouble: Bool { severity >= (isStatement ? .error : .warning) }
}

/// Where a record stands: a byte offset for files, a cursor for journals.
public enum SourcePosition: Hashable, Codable, Sendable {
  case offset(UInt64)
  case cursor(String)

  public var text: String {
    switch self {
    case .offset(let value): String(value)
    case .cursor(let value): value
    }
  }
}

/// Something a record says happened: deploy, restart, reboot, a person's note.
public struct ContextEvent: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case unitStarted = "unit-started"
    case unitStopped = "unit-stopped"
    case unitFailed = "unit-failed"
    case unitReloaded = "unit-reloaded"
    /// systemd scheduled an automatic restart.
    case unitRestarted = "unit-restarted"
    case packageChange = "package-change"
    /// A line that a configured pattern calls a deploy.
    case deploy
    case command
    case oomKill = "oom-kill"
    case reboot
    case shutdown
    case suppressed
    case note
  }

  public var kind: Kind
  public var time: Timestamp
  /// Host as the record names it; empty where it does not.
  public var host: String
  /// Unit (`shop-web.service`), package (`shop-web`), killed process, or the user of a command or note.
  public var subject: String
  /// What was done: the command line, the note's text, the package's version, the kernel's line. Not redacted yet.
  public var detail: String
  public var position: SourcePosition
  /// The record's own text, for evidence.
  public var text: String
  /// Housekeeping that happens again and again (logrotate, a timer's oneshot unit, a login session): an event, but no
  /// change that anything else could follow from.
  public var routine: Bool

  public init(
    kind: Kind, time: Timestamp, host: String = "", subject: String, detail: String = "", position: SourcePosition,
    text: String, routine: Bool = false
  ) {
    self.kind = kind
    self.time = time
    self.host = host
    self.subject = subject
    self.detail = detail
    self.position = position
    self.text = text
    self.routine = routine
  }
}

/// The records of one block of one source, with the bytes they point into.
public struct RecordBatch: Sendable {
  /// The block's bytes. Ranges of the records index into it.
  public var bytes: [UInt8]
  public var requests: [RequestRecord] = []
  public var messages: [MessageRecord] = []
  public var events: [ContextEvent] = []
  /// Names that `service` fields index. Entry 0 is the source's own service.
  public var services: [String] = []
  /// Physical lines (journal entries) read, and those of them that no format could read.
  public var lines = 0
  public var unparsed = 0
  /// Lines cut at the cap, values that cannot be, times that exist twice.
  public var capped = 0
  public var invalid = 0
  public var ambiguous = 0
  /// Lines that hold more records than are taken of one.
  public var crowded = 0
  /// Records whose time named no zone; and the last offset from UTC that a time named in digits, seconds.
  public var zoneAssumed = 0
  public var zoneOffset: Int64?
  /// Records whose date was assumed.
  public var dateAssumed = 0
  /// Journal entries only: their places; `offset` of a record is the number of its entry, from `firstEntry`.
  public var places: [JournalPlace] = []
  public var firstEntry: UInt64 = 0
  /// Hosts of the entries at `places`, as ranges of the block.
  public var hosts: [ByteRange] = []
  /// Places of the records that began in the batch before and ended in this one (traces that span both).
  public var earlier: [EarlierPlace] = []

  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Where the record of that `offset` stands: a cursor for journals, else the offset itself.
  public func position(of offset: UInt64) -> SourcePosition {
    place(of: offset).map { .cursor($0.cursor) } ?? .offset(offset)
  }

  /// The place of a journal's entry; nil where the batch does not hold it.
  public func place(of offset: UInt64) -> JournalPlace? {
    if offset >= firstEntry, offset - firstEntry < UInt64(places.count) { return places[Int(offset - firstEntry)] }
    return earlier.first { $0.offset == offset }?.place
  }

  /// The host of a journal's entry; nil where the batch does not hold it.
  public func host(of offset: UInt64) -> ByteRange? {
    guard offset >= firstEntry, offset - firstEntry < UInt64(hosts.count) else { return nil }
    return hosts[Int(offset - firstEntry)]
  }
}

/// The place of an entry of a batch before.
public struct EarlierPlace: Sendable {
  public var offset: UInt64
  public var place: JournalPlace

  public init(offset: UInt64, place: JournalPlace) {
    self.offset = offset
    self.place = place
  }
}
