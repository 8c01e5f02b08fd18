import Records

/// Records whose lines have a head each (`HeadedTrace`): where they can be cut, and how they are read.
extension BlockParser {
  /// Whether the format's lines have heads of their own also within a stack trace.
  var joinsHeadedTraces: Bool { envelope == nil && lineFormat is SyslogFormat }

  /// Whether the line at `line` surely begins a record, also of a format whose traces have heads: `before` is the one
  /// before it, nil where that is not known.
  func begins(_ bytes: RawSpan, _ line: Range<Int>, behind before: Range<Int>?) -> Bool {
    guard begins(bytes.extracting(line)) else { return false }
    guard joinsHeadedTraces else { return true }
    guard let before else { return false }
    // Behind a line without a head no trace goes on.
    if bytes.byteOrZero(before.lowerBound) <= Ascii.space { return true }
    return !HeadedTrace.isTelling(bytes, line.lowerBound, line.upperBound)
      && !HeadedTrace.isTelling(bytes, before.lowerBound, before.upperBound)
  }

  /// Reads a record whose lines had heads and adds what it is to a batch, but for the requests, which it returns.
  /// - Parameters:
  ///   - text: of `text(of:in:)`.
  ///   - base: where that will stand in the batch's bytes.
  ///   - place: where the record stands in the source.
  @inline(never)
  func add(
    _ text: [UInt8], at base: Int, _ place: UInt64, isCapped: Bool, to batch: inout RecordBatch
  ) -> [RequestRecord] {
    let part = ofOneRecord.parse(text, offset: place, isCapped: isCapped)
    var services: [UInt32] = []
    for name in part.services {
      let known = batch.services.firstIndex(of: name)
      if known == nil { batch.services.append(name) }
      services.append(UInt32(known ?? batch.services.count - 1))
    }
    for message in part.messages {
      batch.messages.append(message.shifted(by: base))
      batch.messages[batch.messages.count - 1].service = services[Int(message.service)]
    }
    batch.events += part.events
    batch.unparsed += part.unparsed
    batch.invalid += part.invalid
    batch.ambiguous += part.ambiguous
    batch.zoneAssumed += part.zoneAssumed
    batch.dateAssumed += part.dateAssumed
    batch.zoneOffset = part.zoneOffset ?? batch.zoneOffset
    return part.requests.map { request in
      var request = request
      request.line = ByteRange(base + Int(request.line.start), base + Int(request.line.end))
      request.path = request.path.shifted(by: base)
      request.service = services[Int(request.service)]
      return request
    }
  }

  /// The text of such a record, as `read` takes it.
  func text(of found: RecordLines.Found, in block: RawSpan) -> [UInt8] {
    HeadedTrace.text(block.extracting(found.start..<found.end), times) + (found.isPartial ? [] : [Ascii.newline])
  }

  /// The reader of a text that is one record.
  var ofOneRecord: BlockParser { reading(OneRecord(inner: lineFormat)) }
}

/// A text that is one record, whatever its lines look like.
private struct OneRecord: LogFormat {
  let inner: any LogFormat

  var name: String { inner.name }
  var service: String { inner.service }
  var stampMeaning: StampMeaning { inner.stampMeaning }
  var joinsLines: Bool { true }

  func startsRecord(_ line: RawSpan) -> Bool { false }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    inner.parse(line, &times, into: &record)
  }
}
