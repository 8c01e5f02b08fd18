import Records

/// Finds envelopes by a file's first lines, and the format of what is in them.
extension FormatSniffer {
  /// Whether these bytes, of a line that does not end in them, tell the format of its file all the same.
  package static func isToldByBeginning(_ bytes: RawSpan) -> Bool { EnvelopeOTLP.begins(bytes) }

  /// The format of a sample whose lines are in envelopes that nothing else looks like; nil without any.
  var enveloped: EnvelopeFormat? {
    for envelope in Envelope.allCases where isIn(envelope) {
      let format = EnvelopeFormat(envelope: envelope, inner: inner(of: envelope))
      // Many logs begin their lines with a time, or are JSON objects with a message.
      guard envelope == .stamped || envelope == .shipped else { return format }
      if envelope == .stamped, isIn(envelope, digits: 9) { return format }
      if !format.inner.isGeneric { return format }
    }
    return nil
  }

  /// A format that the user named, with what is in its envelopes found by the lines where it has any, and with what the
  /// lines teach of one that is learnt.
  package func completed(_ format: any LogFormat) -> any LogFormat {
    if let format = format as? LearntFormat { return lines.isEmpty ? format : learnt(format.kind) ?? format }
    if format is PHPErrorFormat { return placed(format) }
    guard let format = format as? EnvelopeFormat, format.inner is EnvelopedText else { return format }
    return EnvelopeFormat(envelope: format.envelope, inner: inner(of: format.envelope))
  }

  private func isIn(_ envelope: Envelope, digits: Int? = nil) -> Bool {
    let sample = unsafe sample.span.bytes
    // Its lines are longer than any sample, or one object takes several.
    if envelope == .otlp, let first = lines.first,
      EnvelopeOTLP.begins(sample.extracting(Int(first.start)..<sample.byteCount))
    {
      return true
    }
    var times = times
    var read = 0
    var streams: Set<UInt64> = []
    for (index, range) in lines.enumerated() {
      let line = sample.extracting(range.range)
      let found =
        digits == nil ? envelope.read(line, &times) : EnvelopeText.stamped(line, 0, digits: digits, &times)
      if let found {
        read += 1
        streams.insert(found.stream)
      }
      // What a runtime says of itself may stand between the lines. One that only stamps them stamps each; where some are
      // not, the times are the program's. The last line may still be written.
      let isBegun = Int(range.end) == sample.byteCount
      let rest = envelope != .stamped ? lines.count / 10 : isBegun ? 1 : 0
      if index + 1 - read > rest { return false }
    }
    // A column of names that hardly come again is none of services.
    return read > 0 && (envelope != .compose || streams.count <= max(6, lines.count / 4))
  }

  private func inner(of envelope: Envelope) -> any LogFormat {
    if envelope == .otlp { return JSONFormat() }
    let whole = min(sample.count, Self.sampleBytes)
    let block = unsafe sample.span.bytes.extracting(0..<whole)
    let unwrapped = UnwrappedLines(block, count: whole, offset: 0, envelope, times)
    let sniffer = FormatSniffer(unwrapped.text, times, among: formats, isInner: true)
    guard case .format(let format) = sniffer.verdict(), format.name != LogFormats.plainText.name else {
      return EnvelopedText()
    }
    return format
  }
}
