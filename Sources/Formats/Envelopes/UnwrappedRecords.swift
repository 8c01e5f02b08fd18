import Records

/// Goes through the records among the lines within envelopes.
///
/// A container's log mixes what its programs write: access lines, an application's log, traces of whatever dies. So a
/// line goes on with a record only where the log's format says so of one of its own records, or where it is plainly part
/// of a stack trace; and never where it is a line of an access log or a JSON object itself.
struct UnwrappedRecords {
  private var next = 0
  private var traces = TraceGrammar()
  /// Whether the record begins as the log's format says that its records do.
  private var isOwn = false

  /// - Parameters:
  ///   - text: of `unwrapped`.
  ///   - joining: the format that says which lines begin a record; nil: each of its own does.
  mutating func next(_ unwrapped: UnwrappedLines, _ text: RawSpan, _ joining: (any LogFormat)?) -> RecordLines.Found? {
    let lines = unwrapped.lines
    guard next < lines.count else { return nil }
    let first = next
    var end = unwrapped.end(of: next)
    var count = lines[next].count
    var last = lines[next].last
    if lines[next].isApart { begin(text.extracting(lines[next].start..<end), joining) }
    next += 1
    while next < lines.count, !lines[next].isApart {
      let nextEnd = unwrapped.end(of: next)
      let line = text.extracting(lines[next].start..<nextEnd)
      guard goesOn(line, joining) else {
        begin(line, joining)
        break
      }
      count &+= lines[next].count
      last = lines[next].last
      end = nextEnd
      next += 1
    }
    let isPartial = last == unwrapped.count - 1 && !unwrapped.isEnded
    return RecordLines.Found(
      start: lines[first].start, end: end, lines: count, isPartial: isPartial, line: first, last: last)
  }

  /// All of them, in the order in which they begin in the block.
  static func all(
    _ unwrapped: UnwrappedLines, _ text: RawSpan, _ joining: (any LogFormat)?
  ) -> [RecordLines.Found] {
    var records = UnwrappedRecords()
    var all: [RecordLines.Found] = []
    while let found = records.next(unwrapped, text, joining) { all.append(found) }
    guard unwrapped.isSorted else { return all }
    return all.sorted { (unwrapped.lines[$0.line].number, $0.line) < (unwrapped.lines[$1.line].number, $1.line) }
  }

  private mutating func begin(_ line: RawSpan, _ joining: (any LogFormat)?) {
    traces = TraceGrammar()
    _ = traces.continues(line)
    isOwn = joining.map { !$0.joinsTraces && $0.beginsAlone(line) } ?? false
  }

  private mutating func goesOn(_ line: RawSpan, _ joining: (any LogFormat)?) -> Bool {
    if let joining, !joining.joinsTraces, joining.beginsAlone(line) { return false }
    guard isOwn || traces.continues(line) else { return false }
    let first = line.byteOrZero(0)
    return first <= Ascii.space || !(first == Ascii.openBrace || LinesApart.isAccess(line))
  }
}

/// Goes through the records of a block, whether its lines are in envelopes or not.
struct BlockRecords {
  /// What is within the envelopes; nil where there are none.
  let unwrapped: UnwrappedLines?
  private var lines: RecordLines
  private var records = UnwrappedRecords()
  /// Where the records of a block do not stand together: all of them, the next one last.
  private var sorted: [RecordLines.Found]?

  /// - Parameter joinsHeaded: that of `RecordLines`.
  init(
    _ block: RawSpan, offset: UInt64, _ envelope: Envelope?, _ times: TimeReader, joinsHeaded: Bool, isCapped: Bool
  ) {
    lines = RecordLines(block, offset: offset, times, joinsHeaded: joinsHeaded)
    unwrapped = envelope.map { envelope in
      UnwrappedLines(block, count: block.byteCount, offset: offset, envelope, times, isCapped: isCapped)
    }
  }

  /// - Parameter text: the block, or what is within its envelopes.
  @inline(__always)
  mutating func next(
    _ text: RawSpan, _ count: Int, _ joining: (any LogFormat)?, isMixed: Bool, single: (any LogFormat)? = nil
  ) -> RecordLines.Found? {
    guard let unwrapped else { return lines.next(text, count, joining, isMixed: isMixed, single: single) }
    guard !unwrapped.isSorted else {
      if sorted == nil { sorted = UnwrappedRecords.all(unwrapped, text, joining).reversed() }
      return sorted?.popLast()
    }
    return records.next(unwrapped, text, joining)
  }

  /// Whether a record can be counted: a request has a time, of its own or of its envelope. So has whatever stands in no
  /// envelope among lines that do.
  @inline(__always)
  func isPlaced(_ record: LogRecord, _ found: RecordLines.Found) -> Bool {
    guard let unwrapped else { return record.isPlaced }
    let line = unwrapped.lines[found.line]
    return record.time != LogRecord.absentTime
      || !line.isBare && (line.time != LogRecord.absentTime || !record.isRequest)
  }

  /// Takes the envelope's time where the record has none of its own, or one that names no zone: the envelope's does.
  @inline(__always)
  func complete(_ record: inout LogRecord, _ found: RecordLines.Found) {
    guard let unwrapped else { return }
    record.take(envelope: unwrapped.lines[found.line].time)
  }

  /// Lines of the block before a record; nil where they stand one behind the other.
  func linesBefore(_ found: RecordLines.Found) -> Int? { unwrapped.map { $0.lines[found.line].number } }

  /// Where a record begins in the block.
  @inline(__always)
  func place(_ found: RecordLines.Found) -> Int {
    unwrapped.map { $0.lines[found.line].outer + $0.lines[found.line].within } ?? found.start
  }

  /// Who wrote a record, as its envelope says: a range of the block.
  @inline(__always)
  func service(_ found: RecordLines.Found) -> ByteRange? {
    guard let service = unwrapped?.lines[found.line].service, !service.isEmpty else { return nil }
    return service
  }
}
