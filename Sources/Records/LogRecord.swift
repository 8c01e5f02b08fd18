/// A half-open range of bytes within a block (see `RecordBatch.bytes`) or, while a format reads it, within its line.
@frozen
public struct ByteRange: Hashable, Codable, Sendable, BitwiseCopyable {
  public var start: UInt32
  public var end: UInt32

  /// The absent field. A field that is there but empty is absent, too.
  @inlinable public static var none: ByteRange { ByteRange(start: 0, end: 0) }

  @inlinable
  public init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  @inlinable
  public init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }

  @inlinable public var isEmpty: Bool { start >= end }
  @inlinable public var count: Int { isEmpty ? 0 : Int(end - start) }
  @inlinable public var range: Range<Int> { Int(start)..<Int(max(start, end)) }
}

/// What a log line's time stands for: when a request was received or when it was answered.
public enum StampMeaning: UInt8, Codable, Sendable, BitwiseCopyable {
  case completion, start
}

/// One parsed record, as a format fills it in: numbers, and ranges of its own bytes. No text is copied.
///
/// A scratch value: a format's `parse` receives it reset and sets what the line holds.
@frozen
public struct LogRecord: Sendable, BitwiseCopyable {
  /// Microseconds since the epoch; `absentTime` where the line has none that can be read.
  public var time: Int64 = LogRecord.absentTime
  /// Request latency in microseconds; -1 where absent or not a number that a latency can be.
  public var latency: Int64 = -1
  /// Time until the upstream had answered, in microseconds; -1 where absent.
  public var upstreamLatency: Int64 = -1
  /// Duration of a statement that a database logged, in microseconds; -1 where absent.
  public var duration: Int64 = -1
  /// Bytes sent; -1 where absent.
  public var bytes: Int64 = -1
  public var pid: Int32 = -1
  /// HTTP status; 0 where absent, also where the line holds a number that is no status (below 100 or over 599).
  public var status: UInt16 = 0
  public var severity: Severity = .info
  public var flags: RecordFlags = []

  public var method: ByteRange = .none
  public var path: ByteRange = .none
  public var proto: ByteRange = .none
  /// The address that the request came from, as far as the server saw.
  public var client: ByteRange = .none
  /// Whom a proxy speaks for: addresses with commas between them (`X-Forwarded-For`), the proxy's own peer last.
  public var forwarded: ByteRange = .none
  public var user: ByteRange = .none
  public var referrer: ByteRange = .none
  public var agent: ByteRange = .none
  public var message: ByteRange = .none
  /// The program or service named by the line itself (syslog tag, a JSON `service`).
  public var service: ByteRange = .none
  public var host: ByteRange = .none
  public var logger: ByteRange = .none
  /// An error code: SQLSTATE, exception class.
  public var code: ByteRange = .none
  /// The SQL statement that `duration` is of.
  public var statement: ByteRange = .none

  @inlinable public init() {}

  @inlinable public static var absentTime: Int64 { Int64.min }
  @inlinable public var isRequest: Bool { status != 0 }
}

/// What is unusual about a record.
@frozen
public struct RecordFlags: OptionSet, Codable, Sendable, BitwiseCopyable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The line was longer than the cap; the rest was skipped.
  @inlinable public static var capped: RecordFlags { RecordFlags(rawValue: 1) }
  /// The input ended without a line end.
  @inlinable public static var partial: RecordFlags { RecordFlags(rawValue: 2) }
  /// A local time that exists twice (clocks set back), no zone in the line.
  @inlinable public static var ambiguousTime: RecordFlags { RecordFlags(rawValue: 4) }
  /// The line has a latency or status that cannot be one: left out of the figures.
  @inlinable public static var invalidValue: RecordFlags { RecordFlags(rawValue: 8) }
  /// The time had no zone: `--tz` or the local zone was taken.
  @inlinable public static var zoneAssumed: RecordFlags { RecordFlags(rawValue: 16) }
  /// A program wrote it that tells what happens to the host (`ContextEvents.concerns`): the one that `service` names,
  /// else the format's. The message is all that it said.
  @inlinable public static var contextLine: RecordFlags { RecordFlags(rawValue: 32) }
  /// Texts of fields are insides of JSON strings, with backslash escapes.
  @inlinable public static var escaped: RecordFlags { RecordFlags(rawValue: 64) }
  /// The line has a time of day alone, or a date whose day and month may be the other way round.
  @inlinable public static var dateAssumed: RecordFlags { RecordFlags(rawValue: 128) }
  /// Texts of fields are insides of quotes in which a quote is written twice.
  @inlinable public static var quoted: RecordFlags { RecordFlags(rawValue: 256) }
}
