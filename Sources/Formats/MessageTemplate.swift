import Records

/// The template of a message: what stays when its variables are taken out. Streaming, in one pass, nothing learned: one
/// message always has one template, on every host and in every run.
///
/// A token with a digit, a path, an e-mail address, a long hexadecimal word, a quoted string with a digit or a path, and
/// the value of a key that names an identity become `<*>`. Neighbouring wildcards are one, so a list of numbers of any
/// length, a date with its time and an address with its port are each one wildcard.
///
/// Of a record of several lines the first line and the exception's line count.
package enum MessageTemplate {
  /// Hash of the template of `start..<end`. Never 0.
  package static func hash(of message: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
    var sink = TemplateHash()
    scan(message, start, end, &sink)
    return max(1, sink.hash.finish())
  }

  /// The template of `start..<end` as text, with `<*>` for what varies.
  package static func text(of message: RawSpan, _ start: Int, _ end: Int) -> String {
    var sink = TemplateText()
    scan(message, start, end, &sink)
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  private static func scan(_ message: RawSpan, _ start: Int, _ end: Int, _ sink: inout some TemplateSink) {
    let newline = message.firstIndex(of: Ascii.newline, from: start, to: end)
    var scanner = TemplateScanner(end: message.trimmedEnd(start, newline ?? end))
    scanner.scan(message, start, &sink)
    guard newline != nil, let exception = ExceptionText.line(message, start, end) else { return }
    sink.lineEnd()
    scanner = TemplateScanner(end: Int(exception.end))
    scanner.scan(message, Int(exception.start), &sink)
  }
}

/// Takes a template piece by piece.
protocol TemplateSink {
  /// Bytes that stay.
  mutating func literal(_ message: RawSpan, _ start: Int, _ end: Int)
  /// A run of blanks.
  mutating func blank()
  mutating func wildcard()
  mutating func lineEnd()
}

struct TemplateHash: TemplateSink {
  var hash = ByteHash()

  @inline(__always)
  mutating func literal(_ message: RawSpan, _ start: Int, _ end: Int) {
    hash.mix(ByteHash.of(message, start, end))
  }
  @inline(__always) mutating func blank() { hash.mix(0x20) }
  @inline(__always) mutating func wildcard() { hash.mix(0x3C2A_3E) }
  @inline(__always) mutating func lineEnd() { hash.mix(0x0A) }
}

struct TemplateText: TemplateSink {
  var bytes: [UInt8] = []

  mutating func literal(_ message: RawSpan, _ start: Int, _ end: Int) {
    for at in start..<end { bytes.append(message.byte(at)) }
  }
  mutating func blank() { bytes.append(Ascii.space) }
  mutating func wildcard() { bytes.append(contentsOf: "<*>".utf8) }
  mutating func lineEnd() { bytes.append(Ascii.newline) }
}
