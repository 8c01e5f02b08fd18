import Records

/// Finds the format of a file by looking at its first lines.
package enum FormatSniffer {
  package enum Verdict: Sendable {
    /// The format that reads most of the lines.
    case format(any LogFormat)
    /// Lines of text that no format reads often enough.
    case unknown
    /// Not text: NUL bytes or many control characters (`lastlog`, an executable, compressed data).
    case binary
    /// Nothing but blank lines.
    case empty
  }

  /// How much of a file is worth looking at.
  package static var sampleBytes: Int { 65_536 }
  static var sampleLines: Int { 200 }

  /// Bytes of the byte order mark that `sample`, a file's beginning, opens with: 3 or 0.
  package static func byteOrderMark(_ sample: RawSpan) -> Int { sample.matches("\u{FEFF}", at: 0) ? 3 : 0 }

  /// - Parameter sample: the file's beginning, cut anywhere.
  package static func sniff(
    _ sample: RawSpan, zone: ZoneRules = .utc, newest: Int64 = 4_000_000_000,
    among formats: [any LogFormat] = LogFormats.all
  ) -> Verdict {
    let lines = split(sample)
    let looksBinary = isBinary(sample)
    if lines.isEmpty { return looksBinary ? .binary : .empty }
    var best: (format: any LogFormat, read: Int)?
    for format in formats {
      let (read, of) = score(format, sample, lines, TimeReader(zone: zone, newest: newest))
      let isEnough = of <= 3 ? read == of : read * 2 >= of
      if read > 0, isEnough, read > best?.read ?? 0 { best = (format, read) }
    }
    // A log with a hole in it, as a crash leaves one, is a log all the same: its lines tell.
    return best.map { .format($0.format) } ?? (looksBinary ? .binary : .unknown)
  }

  /// NUL bytes, or more than one control character in fifty bytes.
  package static func isBinary(_ sample: RawSpan) -> Bool {
    var controls = 0
    for at in 0..<min(sample.byteCount, sampleBytes) {
      let b = sample.byte(at)
      if b == 0 { return true }
      if b < 9 || (b > 13 && b < 27) || (b > 27 && b < 32) { controls += 1 }
    }
    return controls * 50 > min(sample.byteCount, sampleBytes)
  }

  /// The sample's lines without blank ones, and without the last where the sample ends within it.
  static func split(_ sample: RawSpan) -> [ByteRange] {
    var lines: [ByteRange] = []
    var at = byteOrderMark(sample)
    let stop = min(sample.byteCount, sampleBytes)
    while at < stop, lines.count < sampleLines {
      let newline = sample.firstIndex(of: Ascii.newline, from: at, to: stop)
      if newline == nil, !lines.isEmpty, sample.byteCount >= sampleBytes { break }
      let end = newline ?? stop
      let trimmed = end > at && sample.byte(end - 1) == 13 ? end - 1 : end
      if sample.trimmedEnd(at, trimmed) > at { lines.append(ByteRange(at, trimmed)) }
      at = end + 1
    }
    return lines
  }

  /// Lines that begin a record which the format reads, of those that do not continue such a record.
  private static func score(
    _ format: any LogFormat, _ sample: RawSpan, _ lines: [ByteRange], _ times: TimeReader
  ) -> (read: Int, of: Int) {
    var times = times
    var read = 0
    var continued = 0
    var isOpen = false
    for line in lines {
      let bytes = sample.extracting(line.range)
      if format.joinsLines, !format.startsRecord(bytes) {
        if isOpen { continued += 1 }
        continue
      }
      var record = LogRecord()
      isOpen = format.parse(bytes, &times, into: &record)
      if isOpen { read += 1 }
    }
    return (read, lines.count - continued)
  }
}
