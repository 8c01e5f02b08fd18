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
    let records = unsafe UnwrappedRecords.all(unwrapped, text.span.bytes, joining)
    // The last record of each stream may go on.
    var open: [UInt64: RecordLines.Found] = [:]
    for found in records where unwrapped.count - found.last <= UnwrappedLines.farthest {
      let stream = unwrapped.lines[found.line].stream
      if open[stream].map({ $0.last <= found.last }) ?? true { open[stream] = found }
    }
    var cut = open.values.map { unwrapped.lines[$0.line].number }.min() ?? 0
    var place = 0
    for found in records.reversed() {
      let first = unwrapped.lines[found.line]
      // It stands around the place, with lines of others.
      if first.number < cut, found.last >= cut { cut = first.number }
      if first.number == cut { place = first.outer }
    }
    return place
  }

  func nextRecord(in bytes: RawSpan, _ envelope: Envelope) -> Int? {
    var times = times
    guard var newline = bytes.firstIndex(of: Ascii.newline, from: 0) else { return nil }
    // The newest line of each stream; none is known where these bytes begin within a line.
    var streams: [UInt64: EnvelopedLine] = [:]
    if let first = envelope.read(bytes.extracting(0..<newline), &times) { streams[first.stream] = first }
    while let end = bytes.firstIndex(of: Ascii.newline, from: newline + 1) {
      let text = bytes.extracting(newline + 1..<end)
      guard let line = envelope.read(text, &times) else { return newline + 1 }
      // What is not known may have been a piece, where there are such.
      let before = streams[line.stream] ?? (envelope.hasPieces ? nil : EnvelopedLine(stream: line.stream))
      if let before, !before.isPiece, begins(line, in: text) { return newline + 1 }
      streams[line.stream] = line
      newline = end
    }
    return nil
  }

  /// Whether a line in an envelope, behind a whole one, surely begins a record.
  private func begins(_ line: EnvelopedLine, in bytes: RawSpan) -> Bool {
    var text: [UInt8] = []
    UnwrappedLines.append(bytes.extracting(line.text.range), isEscaped: line.isEscaped, to: &text)
    return unsafe (joining ?? EnvelopedText()).beginsAlone(text.span.bytes)
  }
}
