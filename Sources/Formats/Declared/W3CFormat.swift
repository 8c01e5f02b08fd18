import Records

/// Logs whose columns a directive names: `#Fields: date time s-ip cs-method ...` (W3C extended log file format), as IIS,
/// CloudFront, NetScaler and streaming servers write, and Zeek's tables.
///
/// Columns are separated by blanks, by tabs where the first one ends with a tab, by commas where the directive has
/// commas. A column in quotes may hold separators; a quote in it is written twice. A line has all columns, or it is none
/// of the log's.
struct W3CFormat: LogFormat {
  private let layout: Layout

  /// Behind a reference, so that the format fits into an existential without a box.
  private final class Layout: Sendable {
    let head: W3CHead
    let identifier: String
    let columns: [W3CColumn]
    let service: String
    /// Times are UTC but for columns that are called local.
    let isLocal: Bool
    /// The day of lines that name only a time, and the time of day of the first of them, microseconds.
    let day: Int64?
    let begin: Int64
    let hasCommas: Bool

    init(_ head: W3CHead) {
      self.head = head
      identifier = head.directives
      let writer = W3CWriter(head)
      columns = W3CColumn.columns(of: head, writer: writer)
      service = writer.rawValue
      isLocal = head.names.contains("date-local") || head.names.contains("time-local")
      hasCommas = !head.isZeek && !head.fields.contains(where: \.isWhitespace) && head.fields.contains(",")
      var times = TimeReader(zone: .utc, newest: 0)
      let date = Array(head.date.utf8)
      day = unsafe times.date(date.span.bytes, 0)
      begin = unsafe (TimeReader.timeOfDay(date.span.bytes, 11) ?? 0) &* 1_000_000
    }
  }

  init(_ head: W3CHead) { layout = Layout(head) }

  /// The format of the head that an identifier stands for; nil where it is none.
  init?(identifier: String) {
    let head = W3CHead(directives: identifier)
    guard !head.fields.isEmpty else { return nil }
    self.init(head)
  }

  var name: String { layout.head.isZeek ? "zeek" : "w3c" }
  var identifier: String { layout.identifier }
  var service: String { layout.service }
  var takesDirectives: Bool { true }

  func behind(directive line: RawSpan) -> (any LogFormat)? {
    guard let directive = W3CHead.directive(line) else { return nil }
    var head = layout.head
    head.take(directive)
    return head == layout.head || head.fields.isEmpty ? self : W3CFormat(head)
  }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let layout = layout
    let columns = layout.columns
    var at = layout.head.isZeek ? 0 : line.skippingBlanks(0)
    // Behind tabs, blank columns may stand at the end.
    var stop = layout.head.isZeek ? line.byteCount : line.trimmedEnd(at, line.byteCount)
    guard at < stop, line.byte(at) != W3CHead.mark else { return false }
    var day = layout.day
    var clock: Int64?
    var hasDate = false
    var separator = layout.hasCommas ? Ascii.comma : Ascii.space
    if layout.head.isZeek { separator = Ascii.tab }
    var i = 0
    while i < columns.count {
      if i + 1 < columns.count, columns[i] == .date, columns[i + 1] == .clock, let local = times.civil(line, at) {
        // Both at once, the usual case: the same second as that of the line before costs a comparison.
        let (micros, end) = TimeReader.fraction(line, at &+ 19)
        hasDate = true
        (day, clock) = (0, local &* 1_000_000 &+ micros)
        if i == 0, separator == Ascii.space, line.byte(at &+ 10) == Ascii.tab {
          (separator, stop) = (Ascii.tab, line.byteCount)
        }
        guard let next = W3CFormat.next(line, end, stop, separator, isLast: i + 2 == columns.count) else {
          return false
        }
        at = next
        i += 2
        continue
      }
      guard let (start, end, behind) = W3CFormat.column(line, at, stop, separator) else { return false }
      if i == 0, separator == Ascii.space, line.byteOrZero(behind) == Ascii.tab {
        (separator, stop) = (Ascii.tab, line.byteCount)
      }
      switch columns[i] {
      case .none: break
      case .date:
        guard let found = times.date(line, start), start &+ 10 == end else { return false }
        day = found
        hasDate = true
      case .clock:
        guard let second = TimeReader.timeOfDay(line, start) else { return false }
        let (micros, stop) = TimeReader.fraction(line, start &+ 8)
        guard stop == end else { return false }
        clock = second &* 1_000_000 &+ micros
      case .moment:
        guard let match = times.utcTime(line, start), match.end <= end else { return false }
        record.time = match.micros
      case .epoch:
        guard let (number, stop) = DecimalNumber.read(line, start, end), stop == end,
          let time = TimeReader.epoch(number)
        else { return false }
        record.time = time
      case .field(let field):
        let isNone = end == start &+ 1 && line.byte(start) == Ascii.minus
        guard isNone || record.take(field, line, start, end) else { return false }
      }
      guard let next = W3CFormat.next(line, behind, stop, separator, isLast: i + 1 == columns.count) else {
        return false
      }
      at = next
      i += 1
    }
    guard at >= stop else { return false }
    if var day, let clock {
      // Behind midnight. The hour is for requests that had begun before the directive was written.
      if !hasDate, clock < layout.begin &- 3_600_000_000 { day &+= 1 }
      guard layout.isLocal else {
        record.time = day &* 86_400_000_000 &+ clock
        return true
      }
      let (second, micros) = (clock / 1_000_000, clock % 1_000_000)
      let (seconds, flags) = times.assumed(local: day &* 86_400 &+ second)
      record.take(TimeMatch(micros: seconds &* 1_000_000 &+ micros, end: 0, flags: flags))
    }
    return true
  }

  /// The content of the column at `at`, without its quotes, and the index behind the column.
  private static func column(
    _ line: RawSpan, _ at: Int, _ stop: Int, _ separator: UInt8
  ) -> (start: Int, end: Int, behind: Int)? {
    guard at <= stop else { return nil }
    if separator != Ascii.tab, line.byteOrZero(at) == Ascii.quote {
      var end = at &+ 1
      while let quote = line.firstIndex(of: Ascii.quote, from: end, to: stop) {
        guard quote &+ 1 < stop, line.byte(quote &+ 1) == Ascii.quote else { return (at &+ 1, quote, quote &+ 1) }
        end = quote &+ 2
      }
      return nil
    }
    var end = at
    if separator == Ascii.space {
      while end < stop, line.byte(end) > Ascii.space { end &+= 1 }
      return end > at ? (at, end, end) : nil
    }
    end = line.firstIndex(of: separator, from: at, to: stop) ?? stop
    return (at, end, end)
  }

  /// Where the next column begins; of the last one, the end. Nil where columns are missing.
  private static func next(_ line: RawSpan, _ at: Int, _ stop: Int, _ separator: UInt8, isLast: Bool) -> Int? {
    if isLast { return at }
    if separator == Ascii.space {
      let next = line.skippingBlanks(at)
      return next > at && next < stop ? next : nil
    }
    return at < stop && line.byte(at) == separator ? at &+ 1 : nil
  }
}
