package import Records

/// A record with all that its lines hold, as people look at it; `RecordBatch` holds what of it is counted.
package struct ReadRecord: Sendable {
  /// Name of the format that read it; nil: none did, it is one line, and no field is set.
  package var format: String?
  /// What its ranges are of: the block, or what is within the envelopes of the block's lines.
  package var bytes: [UInt8]
  /// Where it begins in the block.
  package var place: Int
  package var fields: LogRecord
  /// Who wrote it, as the envelope says.
  package var service: String?
  /// Its lines, without the last one's end, and how many physical lines these are.
  package var line: ByteRange
  package var lines: Int
  /// Physical lines of the block before it.
  package var linesBefore: Int
  /// What its lines write of its time behind the microseconds (`WrittenNanoseconds`).
  package var nanoseconds = 0

  package init(
    format: String?, bytes: [UInt8], place: Int, fields: LogRecord, line: ByteRange, lines: Int, linesBefore: Int
  ) {
    self.format = format
    self.bytes = bytes
    self.place = place
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
    var lines = BlockRecords(
      block, offset: offset, envelope, times, joinsHeaded: joinsHeadedTraces, isCapped: isCapped)
    let bytes = lines.unwrapped?.text ?? bytes
    let span = unsafe bytes.span.bytes
    var reader = times
    let takesDirectives = format.takesDirectives
    var current = self
    var counted = 0
    while let found = lines.next(span, bytes.count, joining, isMixed: isMixed, single: single) {
      defer { counted += Int(found.lines) }
      let before = lines.linesBefore(found) ?? counted
      guard found.end > found.start else { continue }
      let line = span.extracting(found.start..<found.end)
      if takesDirectives, current.follow(line) { continue }
      if found.isHeaded {
        let text = text(of: found, in: span)
        _ = try ofOneRecord.read(text, offset: 1, isCapped: isCapped && found.isPartial) { record in
          var record = record
          record.place += found.start
          record.linesBefore += before
          try take(record)
        }
        continue
      }
      var record = LogRecord()
      reader.flags = []
      let place = lines.place(found)
      let own = current.lineFormat
      let isOwn = !isOfAnyFormat && own.parse(line, &reader, into: &record) && lines.isPlaced(record, found)
      guard let format = isOwn ? own : other(line, &reader, &record, lines, found) else {
        try unread(bytes, span, found, at: place, before, take)
        continue
      }
      record.flags.formUnion(reader.flags)
      lines.complete(&record, found)
      let nanoseconds = nanoseconds(record.time, line, block, lines, found)
      if rules.ahead != 0, record.time != LogRecord.absentTime { record.time &-= rules.ahead }
      if !record.forwarded.isEmpty { record.client = rules.proxies.client(of: record, in: line) }
      record.client = ClientAddress.unmapped(line, record.client)
      if found.isPartial { record.flags.insert(isCapped ? .capped : .partial) }
      if record.message.isEmpty, !record.isRequest { record.message = ByteRange(0, found.end - found.start) }
      if record.client.isEmpty, !record.isRequest { record.client = ClientInMessage.find(line, record.message) }
      record.shift(by: found.start)
      var read = ReadRecord(
        format: envelope.map { EnvelopeFormat(envelope: $0, inner: format).name } ?? format.name, bytes: bytes,
        place: place, fields: record, line: ByteRange(found.start, found.end), lines: max(1, Int(found.lines)),
        linesBefore: before)
      read.nanoseconds = nanoseconds
      if let service = lines.service(found) { read.service = block.text(service) }
      try take(read)
    }
    return counted
  }

  /// What a record's first line writes of its time behind the microseconds, or the envelope around that.
  private func nanoseconds(
    _ time: Int64, _ record: RawSpan, _ block: RawSpan, _ lines: BlockRecords, _ found: RecordLines.Found
  ) -> Int {
    guard time != LogRecord.absentTime else { return 0 }
    let first = record.extracting(0..<(record.lineEnd(from: 0) ?? record.byteCount))
    let written = WrittenNanoseconds.read(first, time)
    guard written == 0, envelope != nil else { return written }
    let place = lines.place(found)
    var start = place
    while start > 0, block.byte(start - 1) != Ascii.newline { start -= 1 }
    return WrittenNanoseconds.read(block.extracting(start..<(block.lineEnd(from: place) ?? block.byteCount)), time)
  }

  private func unread(
    _ bytes: [UInt8], _ span: RawSpan, _ found: RecordLines.Found, at place: Int, _ before: Int,
    _ take: (ReadRecord) throws -> Void
  ) rethrows {
    var start = found.start
    var number = before
    while start < found.end {
      var end = min(span.lineEnd(from: start) ?? found.end, found.end)
      let next = end + 1
      if end > start, span.byte(end - 1) == UInt8(ascii: "\r") { end -= 1 }
      if end > start {
        try take(
          ReadRecord(
            format: nil, bytes: bytes, place: place + start - found.start, fields: LogRecord(),
            line: ByteRange(start, end), lines: 1, linesBefore: number))
      }
      start = next
      number += 1
    }
  }
}
