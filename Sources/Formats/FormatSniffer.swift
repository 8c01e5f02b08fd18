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
  /// Lines before the first record that do not count against a format.
  private static var longestHead: Int { 8 }

  /// Bytes of the byte order mark that `sample`, a file's beginning, opens with: 3 or 0.
  package static func byteOrderMark(_ sample: RawSpan) -> Int { sample.matches("\u{FEFF}", at: 0) ? 3 : 0 }

  /// - Parameters:
  ///   - sample: the file's beginning, cut anywhere.
  ///   - isInner: whether the lines have been taken out of envelopes already.
  package static func sniff(
    _ sample: RawSpan, zone: ZoneRules = .utc, newest: Int64 = 4_000_000_000,
    among formats: [any LogFormat] = LogFormats.all, isInner: Bool = false
  ) -> Verdict {
    let lines = split(sample)
    let looksBinary = isBinary(sample)
    if lines.isEmpty { return looksBinary ? .binary : .empty }
    let declared = W3CHead(in: sample.extracting(0..<min(sample.byteCount, sampleBytes))).map { [W3CFormat($0)] } ?? []
    let times = TimeReader(zone: zone, newest: newest)
    if !isInner, let format = enveloped(sample, lines, times) { return .format(format) }
    var best: (format: any LogFormat, read: Int)?
    // The one that reads the most by the fields of its kind, whether enough or not.
    var strict: (format: any LogFormat, read: Int)?
    for format in declared + formats {
      let (read, of) = score(format, sample, lines, times, isInner: isInner)
      let isEnough = of <= 3 ? read == of : read * 2 >= of
      if !(format is TextLogFormat), read > strict?.read ?? 0 { strict = (format, read) }
      // It takes whatever lines hang together.
      if format.joinsTraces, best != nil { continue }
      if read > 0, isEnough, read > best?.read ?? 0 { best = (format, read) }
    }
    // Lines of several kinds: any text with a time, or what no format reads enough of.
    if best == nil || best?.format is TextLogFormat, let strict, isMixture(of: strict.format, sample, lines, times) {
      return .format(strict.format)
    }
    // A log with a hole in it, as a crash leaves one, is a log all the same: its lines tell.
    return best.map { .format($0.format) } ?? (looksBinary ? .binary : .unknown)
  }

  /// Whether lines are in `format` or in others that are told by their fields: at least nine in ten, those of `format`
  /// one in ten.
  private static func isMixture(
    of format: any LogFormat, _ sample: RawSpan, _ lines: [ByteRange], _ times: TimeReader
  ) -> Bool {
    let formats = [format] + LogFormats.others(than: format).filter { !($0 is TextLogFormat) }
    var own = 0
    var read = 0
    for line in lines {
      var times = times
      var record = LogRecord()
      let text = sample.extracting(line.range)
      let reading = formats.firstIndex {
        record = LogRecord()
        return $0.parse(text, &times, into: &record) && record.isPlaced
      }
      if reading != nil { read += 1 }
      if reading == 0 { own += 1 }
    }
    return read * 10 >= lines.count * 9 && own * 10 >= lines.count && lines.count > 1
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

  /// Records that the format reads, of the lines that do not continue such a record.
  private static func score(
    _ format: any LogFormat, _ sample: RawSpan, _ lines: [ByteRange], _ times: TimeReader, isInner: Bool
  ) -> (read: Int, of: Int) {
    var times = times
    var format = format
    var read = 0
    var continued = 0
    let text = sample.extracting(Int(lines[0].start)..<Int(lines[lines.count - 1].end))
    var records = RecordLines(text, offset: 1)
    var next = 0
    while let found = records.next(text, text.byteCount, format.joinsLines ? format : nil) {
      let before = next
      while next < lines.count, Int(lines[next].start) < Int(lines[0].start) + found.end { next += 1 }
      var record = LogRecord()
      let lines = text.extracting(found.start..<found.end)
      if format.takesDirectives, next > before, let behind = format.behind(directive: lines) {
        format = behind
        continued += next - before
        continue
      }
      guard next > before, format.parse(lines, &times, into: &record) else {
        // A file may begin within a record, or with what a server says of itself. Any text may hold a time.
        // What programs in a container say is mixed, though: all of it counts.
        let isHead =
          !isInner && before == 0 && format.joinsLines && !(format is TextLogFormat) && !format.startsRecord(lines)
        // Nor do comments at its beginning.
        let isComment = read == 0 && text.byteOrZero(found.start) == UInt8(ascii: "#")
        if next > before, isHead && next <= longestHead || isComment && !format.joinsTraces {
          continued += next - before
        }
        continue
      }
      read += 1
      continued += next - before - 1
    }
    return (read, lines.count - continued)
  }
}
