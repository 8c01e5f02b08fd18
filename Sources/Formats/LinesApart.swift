import Records

/// Lines that are records of their own wherever they stand.
///
/// What an application prints is often two logs in one: its own, in which lines belong together, and a server's.
enum LinesApart {
  /// Whether a line is one of an access log, or a JSON object with a time.
  static func contain(_ line: RawSpan) -> Bool {
    if line.byteOrZero(0) == Ascii.openBrace {
      let end = line.trimmedEnd(0, line.byteCount)
      guard end > 1, line.byte(end - 1) == Ascii.closeBrace else { return false }
      var times = TimeReader(zone: .utc, newest: 0)
      var record = LogRecord()
      return JSONFormat().parse(line, &times, into: &record) && record.time != LogRecord.absentTime
    }
    return isAccess(line)
  }

  /// Whether a line is one of an access log.
  static func isAccess(_ line: RawSpan) -> Bool {
    guard line.firstIndex(of: "] \"", from: 0) != nil else { return false }
    var times = TimeReader(zone: .utc, newest: 0)
    return LogFormats.access.contains {
      var record = LogRecord()
      return $0.parse(line, &times, into: &record)
    }
  }
}
