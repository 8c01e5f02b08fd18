import Records

/// Finds envelopes by a file's first lines, and the format of what is in them.
extension FormatSniffer {
  /// The format of a sample whose lines are in envelopes that nothing else looks like; nil without any.
  static func enveloped(
    _ sample: RawSpan, _ lines: [ByteRange], _ formats: FormatSet, _ times: TimeReader
  ) -> EnvelopeFormat? {
    for envelope in Envelope.allCases where isIn(envelope, sample, lines, times) {
      let format = EnvelopeFormat(envelope: envelope, inner: inner(envelope, sample, formats, times))
      // Many logs begin their lines with a time, or are JSON objects with a message.
      guard envelope == .stamped || envelope == .shipped else { return format }
      if envelope == .stamped, isIn(envelope, sample, lines, times, digits: 9) { return format }
      if !format.inner.isGeneric { return format }
    }
    return nil
  }

  /// A format that the user named, with what is in its envelopes found by the lines where it has any.
  package static func completed(
    _ format: any LogFormat, _ sample: RawSpan, _ times: TimeReader, among formats: FormatSet = .builtIn
  ) -> any LogFormat {
    guard let format = format as? EnvelopeFormat, format.inner is EnvelopedText else { return format }
    return EnvelopeFormat(envelope: format.envelope, inner: inner(format.envelope, sample, formats, times))
  }

  private static func isIn(
    _ envelope: Envelope, _ sample: RawSpan, _ lines: [ByteRange], _ times: TimeReader, digits: Int? = nil
  ) -> Bool {
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

  private static func inner(
    _ envelope: Envelope, _ sample: RawSpan, _ formats: FormatSet, _ times: TimeReader
  ) -> any LogFormat {
    let whole = min(sample.byteCount, sampleBytes)
    let unwrapped = UnwrappedLines(sample.extracting(0..<whole), count: whole, offset: 0, envelope, times)
    let text = unwrapped.text
    guard
      case .format(let format) = unsafe sniff(
        text.span.bytes, zone: times.zone, newest: times.newest, among: formats, isInner: true),
      format.name != LogFormats.plainText.name
    else { return EnvelopedText() }
    return format
  }
}
