import Records

/// Where blocks of lines in envelopes can be cut: never within a line that is written in pieces.
extension BlockParser {
  func wholeRecords(in bytes: RawSpan, _ envelope: Envelope) -> Int {
    var end = bytes.byteCount
    while end > 0, bytes.byte(end - 1) != Ascii.newline { end -= 1 }
    guard end > 0 else { return 0 }
    let whole = bytes.extracting(0..<end)
    let unwrapped = UnwrappedLines(whole, count: end, offset: 1, envelope, times)
    let text = unwrapped.text
    var records = UnwrappedRecords(times)
    var last = 0
    while let found = unsafe records.next(unwrapped, text.span.bytes, joining) {
      last = unwrapped.lines[found.line].outer
    }
    return last
  }

  func nextRecord(in bytes: RawSpan, _ envelope: Envelope) -> Int? {
    var times = times
    guard var newline = bytes.firstIndex(of: Ascii.newline, from: 0) else { return nil }
    // Nil where these bytes begin within a line.
    var before = envelope.read(bytes.extracting(0..<newline), &times)
    while let end = bytes.firstIndex(of: Ascii.newline, from: newline + 1) {
      let line = envelope.read(bytes.extracting(newline + 1..<end), &times)
      // What is not known may have been a piece, where there are such; and it may have been of the same stream.
      if before == nil, !envelope.hasPieces { before = EnvelopedLine(stream: line?.stream ?? 0) }
      if let before, begins(line, behind: before, in: bytes.extracting(newline + 1..<end)) { return newline + 1 }
      before = line ?? EnvelopedLine()
      newline = end
    }
    return nil
  }

  /// Whether a line surely begins a record. `line`: nil where it is in no envelope.
  private func begins(_ line: EnvelopedLine?, behind before: EnvelopedLine, in bytes: RawSpan) -> Bool {
    guard let line, line.stream == before.stream else { return true }
    if before.isPiece { return false }
    var text: [UInt8] = []
    UnwrappedLines.append(bytes.extracting(line.text.range), isEscaped: line.isEscaped, to: &text)
    return unsafe (joining ?? EnvelopedText()).startsRecord(text.span.bytes)
  }
}
