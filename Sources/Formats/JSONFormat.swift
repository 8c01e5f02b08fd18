import Records

/// JSON lines: access logs of nginx, Caddy and Traefik, and application logs, told apart by their keys.
///
/// Only whole objects are read; a malformed line, a key that is there twice or a number that no double can hold makes
/// the line one of no format. Escapes stay as they are in the ranges (`JSONText.decoded` is for showing them).
struct JSONFormat: LogFormat {
  var name: String { "json" }
  var service: String { "json" }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let start = JSONScanner.skippingSpace(line, 0)
    guard line.byteOrZero(start) == Ascii.openBrace else { return false }
    var fields = JSONFields()
    guard let end = fields.read(line, start, in: .top, depth: 0),
      JSONScanner.skippingSpace(line, end) == line.byteCount
    else { return false }
    JSONRecord.fill(&record, line, fields, &times)
    return true
  }
}
