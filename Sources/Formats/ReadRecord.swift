package import Records

/// A record with all that its lines hold, as people look at it; `RecordBatch` holds what of it is counted.
package struct ReadRecord: Sendable {
  /// Name of the format that read it; nil: none did, it is one line, and no field is set.
  package var format: String?
  /// Its fields; ranges are of the block.
  package var fields: LogRecord
  /// Its lines, without the last one's end, and how many physical lines these are.
  package var line: ByteRange
  package var lines: Int
  /// Physical lines of the block before it.
  package var linesBefore: Int

  package init(format: String?, fields: LogRecord, line: ByteRange, lines: Int, linesBefore: Int) {
    self.format = format
    self.fields = fields
    self.line = line
    self.lines = lines
    self.linesBefore = linesBefore
  }
}

extension BlockParser {
  /// The records of a block of whole records, and the lines that no format reads, in order; blank lines are left out.
  /// - Parameters: those of `parse`.
  /// - Returns: the physical lines of the block.
  package func read(
    _ bytes: [UInt8], offset: UInt64, isCapped: Bool = false, _ take: (ReadRecord) throws -> Void
  ) rethrows -> Int {
    let block = unsafe bytes.span.bytes
    var lines = RecordLines(block, offset: offset)
    var reader = times
    let takesDirectives = format.takesDirectives
    var current = self
    var before = 0
    while let found = lines.next(block, bytes.count, joinsLines ? format : nil) {
      defer { before += Int(found.lines) }
      guard found.end > found.start else { continue }
      let line = block.extracting(found.start..<found.end)
      if takesDirectives, current.follow(line) { continue }
      var record = LogRecord()
      reader.flags = []
      let isOwn = current.format.parse(line, &reader, into: &record) && record.isPlaced
      guard let format = isOwn ? current.format : other(line, &reader, &record) else {
        try unread(block, found, before, take)
        continue
      }
      record.flags.formUnion(reader.flags)
      if !record.forwarded.isEmpty { record.client = rules.proxies.client(of: record, in: line) }
      if found.isPartial { record.flags.insert(isCapped ? .capped : .partial) }
      if record.message.isEmpty, !record.isRequest { record.message = ByteRange(0, found.end - found.start) }
      record.shift(by: found.start)
      try take(
        ReadRecord(
          format: format.name, fields: record, line: ByteRange(found.start, found.end), lines: Int(found.lines),
          linesBefore: before))
    }
    return before
  }

  private func unread(
    _ block: RawSpan, _ found: RecordLines.Found, _ before: Int, _ take: (ReadRecord) throws -> Void
  ) rethrows {
    var start = found.start
    var number = before
    while start < found.end {
      var end = min(block.lineEnd(from: start) ?? found.end, found.end)
      let next = end + 1
      if end > start, block.byte(end - 1) == UInt8(ascii: "\r") { end -= 1 }
      if end > start {
        try take(
          ReadRecord(
            format: nil, fields: LogRecord(), line: ByteRange(start, end), lines: 1, linesBefore: number))
      }
      start = next
      number += 1
    }
  }
}
