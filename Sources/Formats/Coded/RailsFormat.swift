import Records

/// What Rails writes while a program is developed: a request in several lines without a time of their own, the first of
/// which says when it began and the last how it ended.
///
///     Started GET "/cart" for 203.0.113.7 at 2024-06-05 14:00:03 +0200
///     Processing by CartsController#show as HTML
///     Completed 500 Internal Server Error in 12ms (ActiveRecord: 0.4ms)
///
/// What follows, as the trace of what it failed of, belongs to it, up to the next request. One that has not ended is a
/// message.
struct RailsFormat: LogFormat {
  var name: String { "rails" }
  var service: String { "rails" }
  var stampMeaning: StampMeaning { .start }
  var joinsLines: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool {
    line.matches("Started ", at: 0) && line.firstIndex(of: "\" for ", from: 8) != nil
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let end = line.firstIndex(of: Ascii.newline, from: 0) ?? line.byteCount
    guard startsRecord(line), let open = line.firstIndex(of: " \"", from: 8), RequestLine.isMethod(line, 8, open),
      let close = line.firstIndex(of: "\" for ", from: open &+ 2), close < end,
      let at = line.firstIndex(of: " at ", from: close &+ 6), at < end, let time = times.iso(line, at &+ 4)
    else { return false }
    record.take(time)
    record.method = ByteRange(8, open)
    record.path = ByteRange(open &+ 2, close)
    record.client = ClientAddress.withoutPort(line, close &+ 6, at)
    record.message = ByteRange(0, line.trimmedEnd(0, end))
    var start = end &+ 1
    while start < line.byteCount {
      let next = line.firstIndex(of: Ascii.newline, from: start) ?? line.byteCount
      if complete(line, line.skippingBlanks(start), next, &record) { break }
      start = next &+ 1
    }
    if !record.isRequest { (record.method, record.path) = (.none, .none) }
    return true
  }

  /// Takes `Completed 500 Internal Server Error in 12ms (...)`; false where the line is another.
  private func complete(_ line: RawSpan, _ start: Int, _ end: Int, _ record: inout LogRecord) -> Bool {
    guard line.matches("Completed ", at: start), let (status, behind) = line.number(start &+ 10), behind <= end,
      behind &- start == 13
    else { return false }
    record.status = RequestLine.status(status)
    if record.status == 0 { record.flags.insert(.invalidValue) }
    if record.status >= 500 { record.severity = .error }
    if let place = line.firstIndex(of: " in ", from: behind), place < end,
      let micros = UnitDuration.microseconds(line, place &+ 4, min(end, line.endOfToken(place &+ 4)))
    {
      record.latency = micros
    }
    record.message = ByteRange(start, line.trimmedEnd(start, line.byteCount))
    return true
  }
}
