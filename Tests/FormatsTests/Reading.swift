import Records

@testable import Formats

/// A line read by a format, its ranges as text.
struct Reading {
  let line: String
  let record: LogRecord

  /// Nil where the format does not read the line.
  init?(_ line: String, by format: String, zone: ZoneRules = .utc, newest: Int64 = 1_717_600_000) {
    guard let format = LogFormats.named(format) else { return nil }
    let bytes = Array(line.utf8)
    var times = TimeReader(zone: zone, newest: newest)
    var record = LogRecord()
    guard unsafe format.parse(bytes.span.bytes, &times, into: &record) else { return nil }
    self.line = line
    self.record = record
  }

  var time: String { Timestamp(microseconds: record.time).rfc3339 }

  func text(_ field: KeyPath<LogRecord, ByteRange>) -> String {
    String(decoding: Array(line.utf8)[record[keyPath: field].range], as: UTF8.self)
  }
}
