package import Records

/// A field of a record as `hindcast parse --json` names and writes it.
package struct RecordField: Sendable, Equatable {
  package var name: String
  package var value: String
  /// Where its text stands in the line; nil where it was computed from what stands there.
  package var range: ByteRange?

  /// Whether a value that a person wrote is this one, as a number or a time where it is one.
  package func isEqual(to expected: String) -> Bool {
    if value == expected { return true }
    if name == "time" { return Timestamp(rfc3339: expected).map { $0.rfc3339 == value } ?? false }
    guard range == nil, let own = Double(value), let other = Double(expected) else { return false }
    return own == other
  }
}

extension RecordField {
  /// The names of all of them, in the order in which they are printed.
  package static let names = [
    "time", "severity", "service", "host", "client", "user", "method", "path", "protocol", "status", "bytes",
    "latency_ms", "upstream_ms", "duration_ms", "referrer", "agent", "pid", "logger", "code", "message",
  ]

  /// The fields that `record`, which was read from `line`, has.
  package static func all(of record: LogRecord, _ line: RawSpan) -> [RecordField] {
    var fields: [RecordField] = []
    func add(_ name: String, _ value: String?) {
      if let value { fields.append(RecordField(name: name, value: value)) }
    }
    func add(_ name: String, _ range: ByteRange) {
      guard !range.isEmpty else { return }
      let text = line.text(range)
      fields.append(RecordField(name: name, value: record.flags.meant(by: text), range: range))
    }
    func milliseconds(_ microseconds: Int64) -> String? {
      microseconds < 0 ? nil : String(Double(microseconds) / 1000)
    }
    if record.time != LogRecord.absentTime { add("time", Timestamp(microseconds: record.time).rfc3339) }
    add("severity", record.severity.name)
    add("service", record.service)
    add("host", record.host)
    // Behind a proxy that is trusted without being named, whom it speaks for.
    add("client", record.forwarded.isEmpty ? record.client : TrustedProxies.standard.client(of: record, in: line))
    add("user", record.user)
    add("method", record.method)
    add("path", record.path)
    add("protocol", record.proto)
    add("status", record.isRequest ? String(record.status) : nil)
    add("bytes", record.bytes < 0 ? nil : String(record.bytes))
    add("latency_ms", milliseconds(record.latency))
    add("upstream_ms", milliseconds(record.upstreamLatency))
    add("duration_ms", milliseconds(record.duration))
    add("referrer", record.referrer)
    add("agent", record.agent)
    add("pid", record.pid < 0 ? nil : String(record.pid))
    add("logger", record.logger)
    add("code", record.code)
    let message = record.message.isEmpty && !record.isRequest ? ByteRange(0, line.byteCount) : record.message
    add("message", message)
    return fields
  }
}

extension RecordFlags {
  /// What a field's text means, escapes and doubled quotes read.
  package func meant(by text: String) -> String {
    if contains(.escaped) { return JSONText.decoded(text) }
    guard contains(.quoted), text.contains("\"\"") else { return text }
    return text.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
  }
}
