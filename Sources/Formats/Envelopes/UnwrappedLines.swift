import Records

/// The lines within the envelopes of a block: their text as the programs wrote it, pieces joined, and where each stands.
///
/// A record is one contiguous range of `text`, and the streams of a file (stdout and stderr, the services of a compose
/// project) are written by turns. So the lines of a stream stand together in `text`. A line goes on with the one before it
/// of its stream, a piece or a trace, where not too much of other streams stands between: how much depends on the lines
/// alone, never on where blocks are cut. What is in no envelope is a line of its own, behind which nothing goes on.
struct UnwrappedLines {
  struct Line: BitwiseCopyable {
    /// Where it begins in `text`; and in the block, with its envelope.
    var start = 0
    var outer: Int
    /// Bytes from there to what tells it from others of the same line.
    var within = 0
    /// The lines of the block that it begins and ends in, from 0.
    var number: Int
    var last: Int
    /// Lines of the block: of one written in pieces, several; 0 where another one is behind it in the same line.
    var count: UInt32 = 1
    /// When the runtime took it, microseconds since the epoch; `LogRecord.absentTime` where that is not known.
    var time: Int64
    /// Who wrote it, where the envelope says: a range of the block.
    var service: ByteRange
    var stream: UInt64
    /// Whether it goes on with nothing before it.
    var isApart: Bool
    /// Whether it is in no envelope.
    var isBare: Bool
  }

  /// What was written of a line at a time.
  private struct Piece: BitwiseCopyable {
    var line: Int
    /// In the block.
    var range: ByteRange
    var isEscaped: Bool
  }

  /// The newest line of a stream.
  private struct Newest {
    var line: Int
    /// The line of the block that it was written to last.
    var number: Int
    var isOpen: Bool
  }

  /// Lines of the block from one of a stream to the next that goes on with it, at most.
  static let farthest = 64

  /// Each line with an end, those of a stream together.
  private(set) var text: [UInt8] = []
  private(set) var lines: [Line] = []
  /// Lines of the block.
  private(set) var count = 0
  /// Those of them that held more records than are taken of one.
  private(set) var crowded = 0
  /// Whether the block's last line ends.
  private(set) var isEnded = true
  /// Whether lines do not stand in the order of the block.
  private(set) var isSorted = false

  /// - Parameters:
  ///   - count: the block's size.
  ///   - offset: the block's place in its source; a byte order mark at the very beginning is passed over.
  ///   - isCapped: whether the block was cut within a record; the line it was cut in is left out.
  init(
    _ block: RawSpan, count: Int, offset: UInt64, _ envelope: Envelope, _ times: TimeReader, isCapped: Bool = false
  ) {
    var times = times
    var pieces: [Piece] = []
    var streams: [UInt64: Newest] = [:]
    var at = offset == 0 && block.matches("\u{FEFF}", at: 0) ? 3 : 0
    while at < count {
      let newline = envelope == .otlp ? EnvelopeOTLP.end(block, at) : block.lineEnd(from: at) ?? count
      let end = newline > at && block.byte(newline - 1) == 13 ? newline - 1 : newline
      let line = block.extracting(at..<end)
      let found = envelope.read(line, &times)
      if isCapped, found == nil, newline == count { break }
      if envelope == .otlp, found != nil {
        // An object may be written in several lines.
        let more = line.count(of: Ascii.newline)
        split(line, at, &pieces)
        lines[lines.count - 1].count &+= UInt32(truncatingIfNeeded: more)
        lines[lines.count - 1].last += more
        self.count += more
      } else {
        take(found, of: line, at, &streams, &pieces)
      }
      at = newline + 1
      isEnded = newline < count
      self.count += 1
    }
    sort(&pieces)
    text.reserveCapacity(count)
    write(pieces, of: block)
  }

  private mutating func take(
    _ found: EnvelopedLine?, of line: RawSpan, _ outer: Int, _ streams: inout [UInt64: Newest], _ pieces: inout [Piece]
  ) {
    let inner = found ?? EnvelopedLine(text: ByteRange(0, line.byteCount))
    if found == nil { streams.removeAll(keepingCapacity: true) }
    let before = found.flatMap { streams[$0.stream] }.flatMap { count - $0.number <= Self.farthest ? $0 : nil }
    let index: Int
    if let before, before.isOpen {
      index = before.line
      lines[index].count &+= 1
      lines[index].last = count
    } else {
      index = lines.count
      begin(outer, inner, isApart: before == nil, isBare: found == nil)
    }
    pieces.append(Piece(line: index, range: inner.text.shifted(by: outer), isEscaped: inner.isEscaped))
    if found != nil { streams[inner.stream] = Newest(line: index, number: count, isOpen: inner.isPiece) }
  }

  /// Takes the records of a line that holds several; each is a line of its own.
  private mutating func split(_ line: RawSpan, _ outer: Int, _ pieces: inout [Piece]) {
    let first = lines.count
    let most = lines.count + max(1, line.byteCount / EnvelopeOTLP.recordBytes)
    var isCrowded = false
    _ = EnvelopeOTLP.records(line) { record in
      guard !JSONScanner.isEmptyObject(line, record.text) else { return true }
      guard lines.count < most else {
        isCrowded = true
        return false
      }
      pieces.append(Piece(line: lines.count, range: record.text.shifted(by: outer), isEscaped: false))
      begin(outer, record, isApart: lines.last.map(\.isBare) ?? true, isBare: false)
      lines[lines.count - 1].within = Int(record.text.start)
      lines[lines.count - 1].count = 0
      return true
    }
    if isCrowded { crowded += 1 }
    if lines.count == first {
      // Without any it is a blank line.
      pieces.append(Piece(line: lines.count, range: .none, isEscaped: false))
      begin(outer, EnvelopedLine(), isApart: true, isBare: false)
    } else {
      lines[lines.count - 1].count = 1
    }
  }

  private mutating func begin(_ outer: Int, _ line: EnvelopedLine, isApart: Bool, isBare: Bool) {
    lines.append(
      Line(
        outer: outer, number: count, last: count, time: line.time, service: line.service.shifted(by: outer),
        stream: line.stream, isApart: isApart, isBare: isBare))
  }

  /// Puts the lines of each stream together, in the order in which the streams begin.
  private mutating func sort(_ pieces: inout [Piece]) {
    var groups: [UInt64: Int] = [:]
    for line in lines where groups[line.stream] == nil { groups[line.stream] = groups.count }
    guard groups.count > 1 else { return }
    isSorted = true
    let group = lines.map { groups[$0.stream] ?? 0 }
    let order = lines.indices.sorted { (group[$0], $0) < (group[$1], $1) }
    var places = [Int](repeating: 0, count: lines.count)
    for (place, index) in order.enumerated() { places[index] = place }
    lines = order.map { lines[$0] }
    for index in pieces.indices { pieces[index].line = places[pieces[index].line] }
    pieces = pieces.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
  }

  private mutating func write(_ pieces: [Piece], of block: RawSpan) {
    var current = -1
    for piece in pieces {
      if piece.line != current {
        if current >= 0 { text.append(Ascii.newline) }
        current = piece.line
        lines[current].start = text.count
      }
      Self.append(block.extracting(piece.range.range), isEscaped: piece.isEscaped, to: &text)
    }
    if current >= 0 { text.append(Ascii.newline) }
  }

  /// Where a line ends in `text`.
  func end(of index: Int) -> Int {
    let end = index + 1 < lines.count ? lines[index + 1].start : text.count
    return end > lines[index].start && text[end - 1] == Ascii.newline ? end - 1 : end
  }

  /// The same without the lines that are in no envelope.
  var textInEnvelopes: [UInt8] {
    guard lines.contains(where: \.isBare) else { return text }
    return lines.indices.flatMap { lines[$0].isBare ? [] : text[lines[$0].start...end(of: $0)] }
  }

  /// Appends the line as its program meant it: without escapes and colours.
  static func append(_ inner: RawSpan, isEscaped: Bool, to text: inout [UInt8]) {
    let start = text.count
    if isEscaped { JSONText.append(inner, to: &text) } else { text.append(contentsOf: inner) }
    if unsafe text.span.bytes.firstIndex(of: Ascii.escape, from: start) != nil { dropColours(&text, from: start) }
  }

  private static func dropColours(_ text: inout [UInt8], from start: Int) {
    var kept = start
    var at = start
    while at < text.count {
      if text[at] == Ascii.escape, at + 1 < text.count, text[at + 1] == Ascii.openBracket {
        var end = at + 2
        while end < text.count, end < at + 24, Ascii.isDigit(text[end]) || text[end] == Ascii.semicolon { end += 1 }
        if end < text.count, Ascii.isLetter(text[end]) {
          at = end + 1
          continue
        }
      }
      text[kept] = text[at]
      kept += 1
      at += 1
    }
    text.removeSubrange(kept...)
  }
}
