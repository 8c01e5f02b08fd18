import Records

/// Where a source's bytes can be cut: between records, not within the lines of one.
extension BlockParser {
  /// How many bytes of `bytes` are whole records: up to the last line end or, where lines are joined, up to the last
  /// line that begins a record. 0 where there is no such place yet.
  public func wholeRecords(in bytes: RawSpan) -> Int {
    if let envelope { return wholeRecords(in: bytes, envelope) }
    var end = bytes.byteCount
    while end > 0, bytes.byte(end - 1) != UInt8(ascii: "\n") { end -= 1 }
    guard joinsLines else { return openTrace(in: bytes, end) ?? end }
    guard !format.joinsTraces else { return lastRecord(in: bytes, end) }
    // All lines of some logs look as if they were within a trace: then the records themselves are gone through.
    let floor = joinsHeadedTraces ? max(0, end - Self.searched) : 0
    var lineEnd = end
    while lineEnd > floor {
      var start = lineEnd - 1
      while start > 0, bytes.byte(start - 1) != UInt8(ascii: "\n") { start -= 1 }
      if begins(bytes, start..<lineEnd - 1, behind: line(of: bytes, before: start)) { return announced(bytes, start) }
      lineEnd = start
    }
    return joinsHeadedTraces ? lastRecord(in: bytes, end) : 0
  }

  /// Bytes among which a sure beginning is looked for where traces have heads.
  private static var searched: Int { 65_536 }

  /// The line that ends before `start`; at the very beginning an empty one.
  private func line(of bytes: RawSpan, before start: Int) -> Range<Int>? {
    guard joinsHeadedTraces, start > 0 else { return nil }
    var before = start - 1
    while before > 0, bytes.byte(before - 1) != UInt8(ascii: "\n") { before -= 1 }
    return before..<start - 1
  }

  /// Where the record begins whose first line is at `start`, or the one before it.
  private func announced(_ bytes: RawSpan, _ start: Int) -> Int {
    guard start > 0 else { return start }
    var before = start - 1
    while before > 0, bytes.byte(before - 1) != UInt8(ascii: "\n") { before -= 1 }
    return format.announces(bytes.extracting(before..<start - 1)) ? before : start
  }

  /// Where the last record of whole lines begins.
  private func lastRecord(in bytes: RawSpan, _ end: Int) -> Int {
    var lines = RecordLines(bytes, offset: 1, times, joinsHeaded: joinsHeadedTraces)
    var last = 0
    while let found = lines.next(bytes, end, format, isMixed: isMixed) { last = found.start }
    return last
  }

  /// Where the stack trace begins that whole lines, each else a record, end with, and that may go on; nil without one.
  private func openTrace(in bytes: RawSpan, _ end: Int) -> Int? {
    guard let single else { return nil }
    var times = times
    var start = end
    // From the last line that is surely none of a trace.
    while start > 0 {
      var begin = start - 1
      while begin > 0, bytes.byte(begin - 1) != UInt8(ascii: "\n") { begin -= 1 }
      var record = LogRecord()
      if single.parse(bytes.extracting(begin..<start - 1), &times, into: &record) { break }
      start = begin
    }
    guard start < end else { return nil }
    var lines = RecordLines(bytes.extracting(start..<end), offset: 1, times)
    var last: Int?
    while let found = lines.next(bytes.extracting(start..<end), end - start, nil, isMixed: true, single: single) {
      let first = start + found.start
      let line = bytes.extracting(first..<(bytes.lineEnd(from: first) ?? end))
      last = TraceGrammar.beginsTrace(line) ? first : nil
    }
    return last
  }

  /// Whether a line surely begins a record.
  func begins(_ line: RawSpan) -> Bool {
    format.startsRecord(line) || isMixed && !format.joinsTraces && LinesApart.contain(line)
  }

  /// Index of the first whole line, behind the one that these bytes begin in, that begins a record; nil without one.
  public func nextRecord(in bytes: RawSpan) -> Int? {
    if let envelope { return nextRecord(in: bytes, envelope) }
    var at = 0
    // Of a format whose traces have heads: one that may go on with a trace.
    var unsure: Int?
    while let newline = bytes.firstIndex(of: UInt8(ascii: "\n"), from: at) {
      guard joinsLines else { return newline + 1 }
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: newline + 1) else { break }
      // These bytes begin within a line.
      let line = newline + 1..<end
      if begins(bytes, line, behind: at > 0 ? at..<newline : nil) { return newline + 1 }
      if joinsHeadedTraces, unsure == nil, begins(bytes.extracting(line)) { unsure = newline + 1 }
      at = newline + 1
    }
    return bytes.byteCount > Self.searched ? unsure : nil
  }
}
