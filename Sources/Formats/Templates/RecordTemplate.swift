import Records

/// The template of one record: what stays of its message, or of its request, when the variables are taken out.
package enum RecordTemplate {
  /// Nil where the format does not read the lines.
  package static func text(_ lines: [UInt8], by format: any LogFormat, _ times: TimeReader) -> String? {
    let span = unsafe lines.span.bytes
    var times = times
    var record = LogRecord()
    guard format.parse(span, &times, into: &record) else { return nil }
    var miner = TemplateMiner()
    if record.isRequest {
      miner.add(
        request: span, method: record.method, path: record.path, status: record.status, severity: record.severity)
    } else {
      let message = record.message.isEmpty ? ByteRange(0, lines.count) : record.message
      miner.add(span, Int(message.start), Int(message.end), severity: record.severity)
    }
    return miner.templates.templates.first?.text
  }
}
