import Records

/// The slow query log of MySQL, MariaDB and Percona Server: a head of comments, the moment as `SET timestamp`, the
/// statement.
///
///     # Time: 2024-06-05T14:00:07.254211Z
///     # User@Host: shop[shop] @ web1 [203.0.113.7]  Id:    42
///     # Query_time: 4.071491  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
///     SET timestamp=1717596003;
///     SELECT ...
///
/// `# Time`, when it was logged, stands before each record, or before the first of a second (MariaDB), and belongs to it.
/// The record's time is the moment that all have; without one, as where a proxy or a filter left it out, `# Time`.
struct MySQLSlowFormat: LogFormat {
  var name: String { "mysql-slow" }
  var service: String { "mysql" }
  var joinsLines: Bool { true }

  /// Stands for the statement: `# administrator command: Ping;`.
  private static let command: StaticString = "# administrator command: "

  func startsRecord(_ line: RawSpan) -> Bool { line.matches("# User@Host:", at: 0) || announces(line) }

  func announces(_ line: RawSpan) -> Bool { line.matches("# Time: ", at: 0) }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let first = announces(line) ? (line.firstIndex(of: Ascii.newline, from: 0) ?? line.byteCount) &+ 1 : 0
    guard line.matches("# User@Host:", at: first),
      let taken = line.firstIndex(of: "# Query_time: ", from: first &+ 12),
      let (duration, _) = DecimalNumber.read(line, taken &+ 14, line.byteCount),
      let behind = line.firstIndex(of: Ascii.newline, from: taken)
    else { return false }
    let end: Int
    if let set = line.firstIndex(of: "\nSET timestamp=", from: taken) {
      guard let (moment, digits) = DecimalNumber.read(line, set &+ 15, line.byteCount),
        let newline = line.firstIndex(of: Ascii.newline, from: digits)
      else { return false }
      record.time = TimeReader.epoch(moment) ?? LogRecord.absentTime
      end = newline
    } else {
      guard first > 0, let time = times.any(line, 8, weak: true) else { return false }
      record.take(time)
      end = MySQLSlowFormat.headEnd(line, behind)
    }
    record.duration = duration.scaled(by: 6) ?? -1
    readHead(line, first, &record)
    record.message = statement(line, end &+ 1)
    if line.matches(MySQLSlowFormat.command, at: Int(record.message.start)) {
      // What is no statement, such as the end of a connection.
      record.message.start &+= 2
    } else {
      record.statement = record.message
    }
    return true
  }

  /// Behind the comments and the name of the database that stand before a statement.
  private static func headEnd(_ line: RawSpan, _ newline: Int) -> Int {
    var newline = newline
    while line.matches("# ", at: newline &+ 1) && !line.matches(command, at: newline &+ 1)
      || line.matches("use ", at: newline &+ 1), let next = line.firstIndex(of: Ascii.newline, from: newline &+ 1)
    {
      newline = next
    }
    return newline
  }

  /// The user and the address in the first line: `shop[shop] @ web1 [203.0.113.7]`.
  private func readHead(_ line: RawSpan, _ first: Int, _ record: inout LogRecord) {
    let end = line.firstIndex(of: Ascii.newline, from: first) ?? line.byteCount
    let start = line.skippingBlanks(first &+ 12)
    if let bracket = line.firstIndex(of: Ascii.openBracket, from: start, to: end), bracket > start {
      record.user = ByteRange(start, bracket)
    }
    guard let at = line.firstIndex(of: " @ ", from: start), at < end,
      let open = line.firstIndex(of: Ascii.openBracket, from: at, to: end),
      let close = line.firstIndex(of: Ascii.closeBracket, from: open, to: end)
    else { return }
    let client = ByteRange(open &+ 1, close)
    if ClientAddress.isAddress(line, client) { record.client = client }
  }

  /// What follows `start` but for the next record's `# Time` and what a server says at its start.
  private func statement(_ line: RawSpan, _ start: Int) -> ByteRange {
    var end = line.trimmedEnd(start, line.byteCount)
    while end > start {
      let last = line.lastIndex(of: Ascii.newline, from: start, to: end).map { $0 &+ 1 } ?? start
      let isOther =
        line.matches("# ", at: last) && !line.matches(MySQLSlowFormat.command, at: last)
        || line.matches("Tcp port: ", at: last) || line.matches("Time   ", at: last)
        || line.extracting(last..<end).firstIndex(of: ", Version: ", from: 0) != nil
      guard isOther else { break }
      end = line.trimmedEnd(start, last)
    }
    return ByteRange(start, end)
  }
}
