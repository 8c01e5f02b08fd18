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
  ///   - earlier: what it was read as while other formats were declared.
  ///   - isInner: whether the lines have been taken out of envelopes already.
  package static func sniff(
    _ sample: RawSpan, zone: ZoneRules = .utc, newest: Int64 = 4_000_000_000,
    among formats: FormatSet = .builtIn, readAs earlier: (any LogFormat)? = nil, isInner: Bool = false
  ) -> Verdict {
    let lines = split(sample)
    let looksBinary = isBinary(sample)
    if lines.isEmpty { return looksBinary ? .binary : .empty }
    let times = TimeReader(zone: zone, newest: newest)
    if !isInner, !isDeclared(sample, lines, formats, times),
      let format = enveloped(sample, lines, formats, times)
    {
      return .format(format)
    }
    var best: (format: any LogFormat, read: Int)?
    var isWhole = false
    // Those of lines of which there are some.
    var some: [(format: any LogFormat, read: Int)] = []
    for format in formats.candidates(for: sample, readAs: earlier) {
      let (read, of) = score(format, sample, lines, times, isInner: isInner)
      let isEnough = of <= 3 ? read == of : read * 2 >= of
      if read * 10 >= lines.count, !format.joinsTraces { some.append((format, read)) }
      // It takes whatever lines hang together.
      if format.joinsTraces, best != nil { continue }
      if read > 0, isEnough, read > best?.read ?? 0 {
        best = (format, read)
        isWhole = read * 10 >= of * 9 && !(format is TextLogFormat)
      }
    }
    // Lines of several kinds: any text with a time, or what no format reads enough of.
    if !isWhole, let format = mixture(of: some, formats, sample, lines, times) {
      return .format(format)
    }
    if best == nil || best?.format is TextLogFormat,
      let text = textFormat(sample, lines, best, times, isInner: isInner)
    {
      return .format(text)
    }
    // A log with a hole in it, as a crash leaves one, is a log all the same: its lines tell.
    return best.map { .format($0.format) } ?? (looksBinary ? .binary : .unknown)
  }

  /// Whether the user declared lines of this kind, whatever is around something else in them.
  private static func isDeclared(
    _ sample: RawSpan, _ lines: [ByteRange], _ formats: FormatSet, _ times: TimeReader
  ) -> Bool {
    formats.all.prefix(formats.declared.count).contains { format in
      let (read, of) = score(format, sample, lines, times)
      return read * 10 >= of * 9 && read > 0
    }
  }

  /// How many of a sample's lines each format reads that reads any, the best first, and of how many.
  package static func shares(
    _ sample: RawSpan, zone: ZoneRules, newest: Int64, among formats: FormatSet
  ) -> [(format: any LogFormat, read: Int, of: Int)] {
    let lines = split(sample)
    guard !lines.isEmpty else { return [] }
    let shares = formats.candidates(for: sample).map { format in
      let (read, of) = score(format, sample, lines, TimeReader(zone: zone, newest: newest))
      return (format: format, read: read, of: of)
    }
    return shares.enumerated().filter { $0.element.read > 0 }
      .sorted { ($1.element.read, $0.offset) < ($0.element.read, $1.offset) }.map(\.element)
  }

  /// The format of a file of lines in several: that with which the most of the lines are read, at least nine in ten, and
  /// the most of these as its own. Nil where the lines are of one kind.
  private static func mixture(
    of some: [(format: any LogFormat, read: Int)], _ set: FormatSet, _ sample: RawSpan, _ lines: [ByteRange],
    _ times: TimeReader
  ) -> (any LogFormat)? {
    let strict = some.filter { !$0.format.isGeneric }
    let plainText = LogFormats.plainText.name
    guard !strict.isEmpty, lines.count > 1 else { return nil }
    let text = unsafe sample.extracting(Int(lines[0].start)..<Int(lines[lines.count - 1].end))
      .withUnsafeBytes { unsafe Array($0) }
    var best: (format: any LogFormat, read: Int, records: [String: Int])?
    for (format, _) in some {
      var unread = 0
      var records: [String: Int] = [:]
      _ = BlockParser(format: format, service: nil, others: set, times: times).read(text, offset: 1) { record in
        if let name = record.format { records[name, default: 0] += 1 } else { unread += record.lines }
      }
      let read = lines.count - unread
      guard read * 10 >= lines.count * 9, let own = records[format.name] else { continue }
      // Any text may swallow lines that say more of themselves: not where these are the most.
      let told = records.filter { $0.key != format.name && $0.key != plainText }.values.reduce(0, +)
      let most = strict.map(\.read).max() ?? 0
      if format.isGeneric, most * 2 >= lines.count, told * 10 < most * 9 { continue }
      var isBetter = true
      if let best {
        // Any text's own are only those that no other format reads.
        let share = format.isGeneric ? best.records[format.name] ?? 0 : own
        isBetter = read > best.read || read == best.read && share > best.records[best.format.name] ?? 0
      }
      if isBetter { best = (format, read, records) }
    }
    return best?.format
  }

  /// For lines that no specific format reads: by the layout of their heads where that reads more of them than `best`.
  private static func textFormat(
    _ sample: RawSpan, _ lines: [ByteRange], _ best: (format: any LogFormat, read: Int)?, _ times: TimeReader,
    isInner: Bool
  ) -> (any LogFormat)? {
    if let layout = LineLayout(sample, lines), let stamp = layout.stamp {
      let dates = dateOrder(sample, lines) { stamp.index($0) }
      let laidOut = LaidOutFormat(layout: layout, dates: dates)
      let (read, of) = score(laidOut, sample, lines, times, isInner: isInner)
      let isBetter = best?.format.joinsTraces ?? true || read > best?.read ?? 0
      if read > 0, read * 2 >= of, isBetter { return laidOut }
    }
    guard let best = best?.format as? TextLogFormat, best.timed else { return nil }
    return TextLogFormat(timed: true, dates: dateOrder(sample, lines) { TextLogHead.timeIndex($0) })
  }

  private static func dateOrder(
    _ sample: RawSpan, _ lines: [ByteRange], _ index: (RawSpan) -> Int?
  ) -> DateOrder? {
    let dates = lines.compactMap { range in
      let line = sample.extracting(range.range)
      return index(line).flatMap { NumericDate(line, $0) }
    }
    return dates.isEmpty ? nil : DateOrder.proven(by: dates)
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
  static func score(
    _ format: any LogFormat, _ sample: RawSpan, _ lines: [ByteRange], _ times: TimeReader, isInner: Bool = false
  ) -> (read: Int, of: Int) {
    var times = times
    var format = format
    var read = 0
    var continued = 0
    let text = sample.extracting(Int(lines[0].start)..<Int(lines[lines.count - 1].end))
    var records = RecordLines(text, offset: 1, times)
    var next = 0
    while let found = records.next(text, text.byteCount, format.joinsLines ? format : nil, isMixed: true) {
      let before = next
      while next < lines.count, Int(lines[next].start) < Int(lines[0].start) + found.end { next += 1 }
      var record = LogRecord()
      let lines = text.extracting(found.start..<found.end)
      if format.takesDirectives, next > before, let behind = format.behind(directive: lines) {
        format = behind
        continued += next - before
        continue
      }
      // Requests without a time can be counted only where something around them has one.
      let isCounted = isInner || !(format is DeclaredFormat)
      guard next > before, format.parse(lines, &times, into: &record), isCounted || record.isPlaced else {
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
