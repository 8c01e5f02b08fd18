import Records

/// Text logs whose heads no format knows, read by the layout of their lines.
struct LaidOutFormat: LogFormat {
  static var name: String { "text-columns" }

  let layout: LineLayout
  /// The order of the dates in digits, where the sample tells.
  var dates: DateOrder?

  var name: String { LaidOutFormat.name }
  var identifier: String { "\(name) \(layout.encoded) \(dates?.rawValue ?? "-")" }
  var service: String { "app" }
  var joinsLines: Bool { true }

  init(layout: LineLayout, dates: DateOrder? = nil) {
    self.layout = layout
    self.dates = dates
  }

  /// The format of that identifier; nil where it is none of this kind.
  init?(identifier: String) {
    let words = identifier.split(separator: " ")
    guard words.count == 3, words[0] == LaidOutFormat.name, let layout = LineLayout(encoded: words[1]) else {
      return nil
    }
    self.init(layout: layout, dates: DateOrder(rawValue: String(words[2])))
  }

  func startsRecord(_ line: RawSpan) -> Bool { layout.fits(line) }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let end = line.firstIndex(of: Ascii.newline, from: 0) ?? line.byteCount
    var behind = Int.max
    if let stamp = layout.stamp {
      times.dates = dates
      guard let match = stamp.read(line.extracting(0..<end), &times) else { return false }
      record.take(match)
      behind = match.end
    }
    let head = layout.head(line, end, behind: behind)
    record.logger = head.logger
    record.pid = head.pid
    record.message = ByteRange(head.start, max(head.start, line.trimmedEnd(head.start, line.byteCount)))
    record.severity =
      head.severity ?? SeverityWords.first(line, head.start, end, tokens: 3)?.severity ?? .info
    if end < line.byteCount { record.takeTraceback(line, head.start, firstLineEnd: end) }
    return true
  }
}

extension LogRecord {
  /// Where a traceback stands in the lines behind the first, the exception's class becomes the code, and the record an
  /// error whatever its level says. False without one.
  @discardableResult
  mutating func takeTraceback(_ line: RawSpan, _ start: Int, firstLineEnd end: Int) -> Bool {
    guard TracebackLines.isTraceback(line, end) else { return false }
    severity = max(severity, .error)
    if let last = ExceptionText.line(line, start, line.byteCount) {
      code = ExceptionText.className(line, Int(last.start), Int(last.end))
    }
    return true
  }
}
