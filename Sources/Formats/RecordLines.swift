import Records

/// Goes through the lines of a block, those joined that are of one record.
struct RecordLines {
  /// One record's lines; the line end of the last one is left out.
  struct Found: BitwiseCopyable {
    var start: Int
    var end: Int
    /// Physical lines.
    var lines: UInt32
    /// The block ends without a line end.
    var isPartial: Bool
    /// Lines behind the first may have a head of their own (`HeadedTrace.text`).
    var isHeaded = false
    /// Of records in envelopes: which of the lines (`UnwrappedLines`) is the first.
    var line = 0
    /// The line of the block that it ends in, from 0.
    var last = 0
  }

  private var at = 0
  private var times: TimeReader
  private var traces = TraceGrammar()
  /// Whether the line at `at` is known to begin a record.
  private var isBegun = false
  /// Whether the line that was looked at last is a record of its own.
  private var isApart = false
  /// Whether the lines of a stack trace may each have a head.
  private let joinsHeaded: Bool

  /// - Parameters:
  ///   - offset: the block's place in its source; a byte order mark at the very beginning is passed over.
  ///   - times: the zone of times that name none, and caches.
  ///   - joinsHeaded: whether the lines of a stack trace may each have a head (`HeadedTrace`).
  @inline(__always)
  init(_ block: RawSpan, offset: UInt64, _ times: TimeReader, joinsHeaded: Bool = false) {
    self.times = times
    self.joinsHeaded = joinsHeaded
    if offset == 0, block.matches("\u{FEFF}", at: 0) { at = 3 }
  }

  /// The next record's lines; blank ones where a blank line is none of a record's.
  /// - Parameters:
  ///   - count: the block's size.
  ///   - joining: the format that says which lines begin a record; nil: each does.
  ///   - isMixed: whether lines of other formats may stand between (`LinesApart`).
  ///   - single: where nothing is joining, the format of the lines: a stack trace between them is one record.
  @inline(__always)
  mutating func next(
    _ block: RawSpan, _ count: Int, _ joining: (any LogFormat)?, isMixed: Bool, single: (any LogFormat)? = nil
  ) -> Found? {
    guard at < count else { return nil }
    let start = at
    var end = block.lineEnd(from: at) ?? count
    var next = end + 1
    var lines: UInt32 = 1
    if let joining {
      if !isBegun { _ = begins(block.extracting(start..<end), joining, isMixed) }
      isBegun = false
      let first = start..<end
      var headed = HeadedTrace()
      while next < count, !isApart {
        let nextEnd = block.lineEnd(from: next) ?? count
        isBegun = begins(block.extracting(next..<nextEnd), joining, isMixed)
        if joinsHeaded {
          if !isBegun {
            headed.pass()
          } else if !isApart, headed.continues(block, first, next..<nextEnd, &times) {
            isBegun = false
          }
        }
        if isBegun {
          guard lines == 1, !isApart, joining.announces(block.extracting(start..<end)) else { break }
          isBegun = false
        }
        lines &+= 1
        end = nextEnd
        next = nextEnd + 1
      }
    }
    if joining == nil, next < count, Ascii.isLetter(block.byteOrZero(start)), let single,
      let trace = TraceGrammar.trace(block, start..<end, end: count, among: single)
    {
      (end, lines) = trace
      next = end + 1
    }
    at = next
    let isPartial = end == count
    if end > start, block.byte(end - 1) == UInt8(ascii: "\r") { end -= 1 }
    return Found(start: start, end: end, lines: lines, isPartial: isPartial, isHeaded: joinsHeaded && lines > 1)
  }

  @inline(__always)
  private mutating func begins(_ line: RawSpan, _ joining: any LogFormat, _ isMixed: Bool) -> Bool {
    isApart = false
    if joining.joinsTraces { return !traces.continues(line) }
    if joining.startsRecord(line, &times) { return true }
    isApart = isMixed && LinesApart.contain(line)
    return isApart
  }
}
