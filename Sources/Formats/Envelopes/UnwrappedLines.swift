import Records

/// The lines within the envelopes of a block: their text as the programs wrote it, pieces joined, and where each stands.
///
/// A record is one contiguous range of the block's lines. So a line of another stream ends what could be joined: a line
/// written in pieces (the rest then is a line of its own) and a stack trace. Nothing of it is lost. What is in no
/// envelope is a line of its own, too.
struct UnwrappedLines {
  struct Line: BitwiseCopyable {
    /// Where it begins in `text`; and in the block, with its envelope.
    var start: Int
    var outer: Int
    /// Bytes from there to what tells it from others of the same line.
    var within = 0
    /// Lines of the block: of one written in pieces, several; 0 where another one is behind it in the same line.
    var count: UInt32
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

  /// Each line with its end, but for the last one of a block that ends without.
  private(set) var text: [UInt8] = []
  private(set) var lines: [Line] = []
  /// Whether the block's last line ends.
  private(set) var isEnded = true

  /// - Parameters:
  ///   - count: the block's size.
  ///   - offset: the block's place in its source; a byte order mark at the very beginning is passed over.
  ///   - isCapped: whether the block was cut within a record; the line it was cut in is left out.
  init(
    _ block: RawSpan, count: Int, offset: UInt64, _ envelope: Envelope, _ times: TimeReader, isCapped: Bool = false
  ) {
    var times = times
    text.reserveCapacity(count)
    var at = offset == 0 && block.matches("\u{FEFF}", at: 0) ? 3 : 0
    var isOpen = false
    while at < count {
      let newline = block.lineEnd(from: at) ?? count
      let end = newline > at && block.byte(newline - 1) == 13 ? newline - 1 : newline
      let line = block.extracting(at..<end)
      let found = envelope.read(line, &times)
      if isCapped, found == nil, newline == count { break }
      if envelope == .otlp, found != nil {
        split(line, at)
        at = newline + 1
        isEnded = newline < count
        continue
      }
      let inner = found ?? EnvelopedLine(text: ByteRange(0, line.byteCount))
      if isOpen, found != nil, let last = lines.indices.last, lines[last].stream == inner.stream {
        lines[last].count &+= 1
      } else {
        begin(at, inner, afterPiece: isOpen, isBare: found == nil)
      }
      append(line.extracting(inner.text.range), isEscaped: inner.isEscaped)
      at = newline + 1
      isOpen = inner.isPiece
      isEnded = newline < count
      if !isOpen, newline < count { text.append(Ascii.newline) }
    }
  }

  /// Takes the records of a line that holds several; each is a line of its own.
  private mutating func split(_ line: RawSpan, _ outer: Int) {
    let first = lines.count
    _ = EnvelopeOTLP.records(line) { record in
      begin(outer, record, afterPiece: false, isBare: false)
      lines[lines.count - 1].within = Int(record.text.start)
      lines[lines.count - 1].count = 0
      append(line.extracting(record.text.range), isEscaped: false)
      text.append(Ascii.newline)
    }
    if lines.count == first {
      // Without any it is a blank line.
      begin(outer, EnvelopedLine(), afterPiece: false, isBare: false)
      text.append(Ascii.newline)
    } else {
      lines[lines.count - 1].count = 1
    }
  }

  private mutating func begin(_ outer: Int, _ line: EnvelopedLine, afterPiece: Bool, isBare: Bool) {
    if afterPiece { text.append(Ascii.newline) }
    lines.append(
      Line(
        start: text.count, outer: outer, count: 1, time: line.time, service: line.service.shifted(by: outer),
        stream: line.stream,
        isApart: afterPiece || isBare || lines.last.map { $0.stream != line.stream || $0.isBare } ?? true,
        isBare: isBare))
  }

  /// Where a line ends in `text`.
  func end(of index: Int) -> Int {
    let end = index + 1 < lines.count ? lines[index + 1].start : text.count
    return end > lines[index].start && text[end - 1] == Ascii.newline ? end - 1 : end
  }

  private mutating func append(_ inner: RawSpan, isEscaped: Bool) {
    UnwrappedLines.append(inner, isEscaped: isEscaped, to: &text)
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
