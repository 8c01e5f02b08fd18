import Records

/// The template of a message: what stays when its variables are taken out. Streaming, in one pass, nothing learned: one
/// message always has one template, on every host and in every run.
///
/// `TemplateScanner` says what a variable is. Neighbouring variables are one, so a list of numbers of any length, a date
/// with its time and an address with its port are each one.
///
/// Of a record of several lines the first line and the exception's line count.
package enum MessageTemplate {
  /// Hash of the template of `start..<end`, whatever its variables are. Never 0.
  package static func hash(of message: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
    var sink = TemplateHash()
    scan(message, start, end, &sink)
    return sink.finish()
  }

  /// The template of `start..<end` as text, with `<*>` for what varies.
  package static func text(of message: RawSpan, _ start: Int, _ end: Int) -> String {
    var sink = TemplateText()
    scan(message, start, end, &sink)
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  static func scan(_ message: RawSpan, _ start: Int, _ end: Int, _ sink: inout some TemplateSink) {
    let newline = message.firstIndex(of: Ascii.newline, from: start, to: end)
    var scanner = TemplateScanner(start: start, end: message.trimmedEnd(start, newline ?? end))
    scanner.scan(message, &sink)
    guard newline != nil, let exception = ExceptionText.line(message, start, end) else { return }
    sink.lineEnd()
    scanner = TemplateScanner(start: Int(exception.start), end: Int(exception.end))
    scanner.scan(message, &sink)
  }
}
