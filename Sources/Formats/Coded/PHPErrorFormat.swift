import Records

/// What PHP writes to its own log and PHP-FPM to its: errors, and scripts that took too long with their stack.
///
///     [05-Jun-2024 14:00:00 Europe/Berlin] PHP Fatal error:  Uncaught Error in /srv/shop/a.php:7
///     [05-Jun-2024 14:00:00] WARNING: [pool www] child 812 exited on signal 11 (SIGSEGV)
///     [05-Jun-2024 14:00:00]  [pool www] pid 812
///
/// Lines without a time in brackets belong to the record before them. The place that a log's first lines name is its zone.
struct PHPErrorFormat: LogFormat {
  /// The place whose zone the lines name; nil where they name none, or UTC.
  var place: String?
  /// Its zone; nil where times count as those of any log.
  var zone: ZoneRules?

  var name: String { "php-error" }
  var identifier: String { place.map { "\(name) \($0)" } ?? name }
  var service: String { "php" }
  var joinsLines: Bool { true }

  init(place: String? = nil) { self.place = place }

  /// The format of an identifier that names a place; nil where it is none of this kind.
  init?(identifier: String) {
    guard identifier.hasPrefix("php-error ") else { return nil }
    self.init(place: String(identifier.dropFirst(10)))
  }

  /// The place behind a line's time: `Europe/Berlin`, `America/Argentina/Salta`.
  static func place(_ line: RawSpan) -> String? { placeRange(line).map { line.text($0) } }

  private static func placeRange(_ line: RawSpan) -> ByteRange? {
    guard PHPErrorFormat().startsRecord(line), line.byteOrZero(21) == Ascii.space,
      let bracket = line.firstIndex(of: Ascii.closeBracket, from: 22, to: min(line.byteCount, 64)),
      let slash = line.firstIndex(of: Ascii.slash, from: 22, to: bracket), slash > 22
    else { return nil }
    return ByteRange(22, bracket)
  }

  func startsRecord(_ line: RawSpan) -> Bool {
    line.byteOrZero(0) == Ascii.openBracket && line.byteOrZero(3) == Ascii.minus && line.byteOrZero(7) == Ascii.minus
      && line.byteOrZero(15) == Ascii.colon && Ascii.isDigit(line.byteOrZero(1))
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard startsRecord(line), let time = time(line, &times),
      let bracket = line.firstIndex(of: Ascii.closeBracket, from: time.end, to: min(line.byteCount, time.end &+ 40)),
      bracket == time.end || line.byte(time.end) == Ascii.space
    else { return false }
    record.take(time)
    let start = line.skippingBlanks(bracket &+ 1)
    let end = line.firstIndex(of: Ascii.newline, from: start) ?? line.byteCount
    if line.matches("PHP ", at: start) {
      guard let colon = line.firstIndex(of: Ascii.colon, from: start, to: min(end, start &+ 40)) else {
        // A frame of the stack: `PHP   1. {main}() /srv/shop/a.php:0`.
        guard line.matches("  ", at: start &+ 4) else { return false }
        record.message = ByteRange(start, line.byteCount)
        return true
      }
      guard let severity = PHPErrorFormat.severity(line, start &+ 4, colon) else { return false }
      record.severity = severity
      record.message = ByteRange(line.skippingBlanks(colon &+ 1), line.trimmedEnd(colon, line.byteCount))
      return true
    }
    if line.matches("[pool ", at: start) {
      // A script that took too long, with its stack.
      record.severity = .warning
    } else {
      guard let colon = line.firstIndex(of: Ascii.colon, from: start, to: min(end, start &+ 10)),
        let severity = SeverityWords.read(line, start, colon)
      else { return false }
      record.severity = severity
      if line.byteOrZero(colon &+ 1) == Ascii.space {
        record.message = ByteRange(colon &+ 2, line.trimmedEnd(colon, line.byteCount))
        return true
      }
    }
    record.message = ByteRange(start, line.trimmedEnd(start, line.byteCount))
    return true
  }

  private func time(_ line: RawSpan, _ times: inout TimeReader) -> TimeMatch? {
    guard let zone, let place, let named = PHPErrorFormat.placeRange(line), named.count == place.utf8.count,
      zip(place.utf8, named.range).allSatisfy({ $0 == line.byte($1) })
    else { return times.dayMonthYear(line, 1) }
    var own = TimeReader(zone: zone, newest: times.newest)
    var match = own.dayMonthYear(line, 1)
    match?.flags.remove(.zoneAssumed)
    return match
  }

  /// PHP's names of errors.
  private static func severity(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    if line.equals("Fatal error", start, end) || line.equals("Recoverable fatal error", start, end) { return .error }
    if line.equals("Parse error", start, end) || line.equals("Core error", start, end) { return .error }
    if line.equals("Warning", start, end) || line.equals("Core warning", start, end) { return .warning }
    if line.equals("Notice", start, end) || line.equals("Deprecated", start, end) { return .notice }
    if line.equals("Strict Standards", start, end) || line.equals("Strict standards", start, end) { return .notice }
    return line.equals("Stack trace", start, end) ? .info : nil
  }
}
