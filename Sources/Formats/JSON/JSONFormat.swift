import Records

/// JSON lines: access logs of nginx, Caddy and Traefik, and application logs, told apart by their keys.
///
/// Only whole objects are read; a malformed line, a key that is there twice or a number that no double can hold makes
/// the line one of no format. Escapes stay as they are in the ranges (`JSONText.decoded` is for showing them).
struct JSONFormat: LogFormat {
  /// Whether an object may go on in further lines: pretty-printed ones, and Elasticsearch's, with a trace of a line a
  /// frame. An object then begins with a line that does.
  var isJoined = false

  var name: String { isJoined ? "json-multiline" : "json" }
  var service: String { "json" }
  var joinsLines: Bool { isJoined }

  func startsRecord(_ line: RawSpan) -> Bool { !isJoined || line.byteOrZero(0) == Ascii.openBrace }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    var fields = JSONFields()
    guard Self.read(line, &fields) else { return false }
    JSONRecord.fill(&record, line, &fields, &times)
    return true
  }

  /// Reads the object that a line is; false where it is none.
  @inline(__always)
  static func read(_ line: RawSpan, _ fields: inout JSONFields) -> Bool {
    let start = JSONScanner.skippingSpace(line, 0)
    guard line.byteOrZero(start) == Ascii.openBrace else { return false }
    guard let end = fields.read(line, start) else { return false }
    var behind = JSONScanner.skippingSpace(line, end)
    // An element of an array that is written line by line.
    if line.byteOrZero(behind) == Ascii.comma { behind = JSONScanner.skippingSpace(line, behind &+ 1) }
    return behind == line.byteCount
  }
}
