/// How an entry came into the journal (`_TRANSPORT`).
public enum JournalTransport: UInt8, Sendable, BitwiseCopyable {
  case unknown, kernel, stdout, syslog, journal, driver, audit
}

/// A journal entry's place: what a cursor needs that finds it again.
@frozen
public struct JournalPlace: Hashable, Codable, Sendable, BitwiseCopyable {
  public var bootHigh: UInt64
  public var bootLow: UInt64
  /// Microseconds since boot.
  public var monotonic: UInt64
  /// Microseconds since the epoch: when the journal received the entry.
  public var realtime: Int64

  @inlinable
  public init(bootHigh: UInt64, bootLow: UInt64, monotonic: UInt64, realtime: Int64) {
    self.bootHigh = bootHigh
    self.bootLow = bootLow
    self.monotonic = monotonic
    self.realtime = realtime
  }

  /// A cursor by boot and time, which `journalctl --cursor` takes. It leaves out the sequence number and the hash of
  /// a full cursor, which libsystemd gives only as text, at the price of reading half an entry.
  public var cursor: String {
    "b=\(bootHigh.hex)\(bootLow.hex);m=\(String(monotonic, radix: 16));t=\(String(UInt64(bitPattern: realtime), radix: 16))"
  }
}

/// A journal entry, condensed to the fields that decide what it means: numbers, and ranges of its batch's bytes.
@frozen
public struct JournalEntry: Sendable, BitwiseCopyable {
  public var place: JournalPlace
  /// `MESSAGE_ID`; both 0 where the entry has none.
  public var messageIDHigh: UInt64 = 0
  public var messageIDLow: UInt64 = 0
  /// `_PID` and `_UID`, which the sender cannot choose; -1 where absent.
  public var pid: Int64 = -1
  public var uid: Int64 = -1
  /// `PRIORITY`, 0 to 7; -1 where absent or no such number.
  public var priority: Int8 = -1
  public var transport: JournalTransport = .unknown
  /// `capped` where the message was longer than the cap.
  public var flags: RecordFlags = []
  /// Values of `MESSAGE`, joined by line ends. Any bytes, also NUL and line ends.
  public var message: ByteRange = .none
  /// `SYSLOG_IDENTIFIER`: what the sender calls itself. Trust it only where nothing trusted contradicts.
  public var identifier: ByteRange = .none
  /// `_SYSTEMD_UNIT` and `_COMM`: whose process sent it, as the kernel says.
  public var unit: ByteRange = .none
  public var comm: ByteRange = .none
  /// `CONTAINER_NAME`, which container runtimes set for the lines that they pass on. Trust it only from them.
  public var container: ByteRange = .none
  /// `CONTAINER_PARTIAL_MESSAGE`: the line goes on in the container's next entry.
  public var isPiece = false
  /// `_HOSTNAME`.
  public var host: ByteRange = .none
  /// `UNIT` or `USER_UNIT`: the unit that systemd speaks of.
  public var subjectUnit: ByteRange = .none
  public var jobType: ByteRange = .none
  public var jobResult: ByteRange = .none

  @inlinable public init(place: JournalPlace) { self.place = place }

  /// Whether the entry has any of the fields by which its sender can be known.
  @inlinable public var isAttributed: Bool { pid >= 0 || uid >= 0 || !comm.isEmpty || !unit.isEmpty }
}

/// Entries of a journal in order of time, with the bytes they point into.
public struct JournalBatch: Sendable {
  public var bytes: [UInt8]
  public var entries: [JournalEntry]
  /// Number of the first entry within its source, from 0.
  public var first: UInt64
  /// Entries whose fields could not all be read.
  public var damaged: Int

  public init(bytes: [UInt8] = [], entries: [JournalEntry] = [], first: UInt64 = 0, damaged: Int = 0) {
    self.bytes = bytes
    self.entries = entries
    self.first = first
    self.damaged = damaged
  }
}
