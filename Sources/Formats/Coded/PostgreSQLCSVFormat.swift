import Records

/// PostgreSQL's `csvlog`: comma-separated columns, texts in quotes that may hold line ends (documentation, "Using CSV-Format
/// Log Output").
struct PostgreSQLCSVFormat: LogFormat {
  var name: String { "postgresql-csv" }
  var service: String { "postgresql" }
  var joinsLines: Bool { true }

  /// The columns that are read, by their places.
  private enum Column {
    static let user = 1
    static let process = 3
    static let client = 4
    static let severity = 11
    static let code = 12
    static let message = 13
    static let statement = 19
  }

  /// A time with a zone and a comma, or a quote, behind it.
  func startsRecord(_ line: RawSpan) -> Bool {
    guard TimeReader.begins(line, 0), let comma = line.firstIndex(of: Ascii.comma, from: 19, to: 40) else {
      return false
    }
    let next = line.byteOrZero(comma &+ 1)
    return next == Ascii.quote || next == Ascii.comma
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard startsRecord(line), let time = times.iso(line, 0), line.byteOrZero(time.end) == Ascii.comma else {
      return false
    }
    record.take(time)
    record.flags.insert(.quoted)
    var at = 0
    var column = 0
    while column <= Column.statement {
      guard let (value, behind) = PostgreSQLCSVFormat.value(line, at) else { return false }
      guard take(column, value, line, &record) else { return false }
      at = behind &+ 1
      column &+= 1
      guard behind < line.byteCount else { break }
    }
    guard column > Column.message else { return false }
    PostgreSQLFormat.readDuration(line, record.message, into: &record)
    return true
  }

  /// The value of the column at `start`, of quoted text without its quotes, and the index behind it: of a comma or the end.
  private static func value(_ line: RawSpan, _ start: Int) -> (value: ByteRange, end: Int)? {
    guard line.byteOrZero(start) == Ascii.quote else {
      let end = line.firstIndex(of: Ascii.comma, from: start) ?? line.byteCount
      return (ByteRange(start, end), end)
    }
    var at = start &+ 1
    while let quote = line.firstIndex(of: Ascii.quote, from: at) {
      // Two of them stand for one.
      guard line.byteOrZero(quote &+ 1) == Ascii.quote else {
        let isEnd = quote &+ 1 == line.byteCount || line.byte(quote &+ 1) == Ascii.comma
        return isEnd ? (ByteRange(start &+ 1, quote), quote &+ 1) : nil
      }
      at = quote &+ 2
    }
    return nil
  }

  private func take(_ column: Int, _ value: ByteRange, _ line: RawSpan, _ record: inout LogRecord) -> Bool {
    let start = Int(value.start)
    let end = Int(value.end)
    switch column {
    case Column.user: record.user = value
    case Column.process:
      guard let (pid, behind) = line.number(start), behind == end else { return false }
      record.pid = Int32(truncatingIfNeeded: pid)
    case Column.client where !value.isEmpty:
      let client = ClientAddress.withoutPort(line, start, end, always: true)
      if ClientAddress.isAddress(line, client) { record.client = client }
    case Column.severity:
      guard let severity = PostgreSQLFormat.severity(line, start, end) else { return false }
      record.severity = severity
    case Column.code:
      guard end &- start == 5, PostgreSQLPrefix.isSQLState(line, start) else { return false }
      if !line.matches("00000", at: start) { record.code = value }
    case Column.message: record.message = value
    case Column.statement: record.statement = value
    default: break
    }
    return true
  }
}
