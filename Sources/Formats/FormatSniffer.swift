import Records

/// Finds the format of a file by looking at its first lines.
///
/// A value: a sample of the file, its lines, and what they may be. It goes from the particular to the general: lines that
/// the user declared, lines in envelopes, the one format that reads most of them, formats that read them together
/// (`mixture`), text of which only the layout is known, a log behind what its program says of itself when it starts.
package struct FormatSniffer {
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

  /// How many of the lines a format reads, and of how many that count.
  struct Share {
    var read = 0
    var of = 0
    /// Those of them that say when they were written.
    var timed = 0
    /// Lines that count and stand before the first of these.
    var head = 0

    /// Whether these are so many that the file is of this format; of very few, all.
    var isEnough: Bool { of <= 3 ? read == of : read * 2 >= of }
    /// Whether they are where what stands before the first does not count: what a program says of itself when it starts
    /// may be more than all that it has logged since.
    var isEnoughBehindHead: Bool { timed > 0 && timed * 2 >= of - head }
  }

  /// A format that reads some of the lines.
  struct Reader {
    var format: any LogFormat
    var read: Int
  }

  /// How much of a file is worth looking at.
  package static var sampleBytes: Int { 65_536 }
  package static var sampleLines: Int { 200 }
  /// Lines before the first record that do not count against a format.
  private static var longestHead: Int { 8 }

  let sample: [UInt8]
  /// Those of the sample's lines that are not blank, and whole.
  let lines: [ByteRange]
  let formats: FormatSet
  let times: TimeReader
  /// Whether the lines have been taken out of envelopes already.
  let isInner: Bool

  /// - Parameters:
  ///   - sample: the file's beginning, cut anywhere.
  ///   - newest: no line is younger, seconds since the epoch.
  package init(
    _ sample: [UInt8], zone: ZoneRules = .utc, newest: Int64 = 4_000_000_000, among formats: FormatSet = .builtIn,
    isInner: Bool = false
  ) {
    self.init(sample, TimeReader(zone: zone, newest: newest), among: formats, isInner: isInner)
  }

  init(_ sample: [UInt8], _ times: TimeReader, among formats: FormatSet, isInner: Bool = false) {
    self.sample = sample
    self.formats = formats
    self.times = times
    self.isInner = isInner
    lines = unsafe SampleLines.split(sample.span.bytes)
  }

  /// - Parameter earlier: what the file was read as while other formats were declared.
  package func verdict(readAs earlier: (any LogFormat)? = nil) -> Verdict {
    let looksBinary = unsafe SampleLines.areBinary(sample.span.bytes)
    if lines.isEmpty { return looksBinary ? .binary : .empty }
    if !isInner, !isDeclared, let format = enveloped { return .format(format) }
    var best: Reader?
    var isWhole = false
    // Those that read a tenth of the lines, and of what a program writes behind its first words.
    var some: [Reader] = []
    var behindHead: Reader?
    for format in candidates(readAs: earlier) {
      let share = share(of: format)
      if share.read * 10 >= lines.count, !format.joinsTraces { some.append(Reader(format: format, read: share.read)) }
      if share.isEnoughBehindHead, !format.isGeneric, share.timed > behindHead?.read ?? 0 {
        behindHead = Reader(format: format, read: share.timed)
      }
      // It takes whatever lines hang together.
      if format.joinsTraces, best != nil { continue }
      if share.isEnough, share.read > best?.read ?? 0 {
        best = Reader(format: format, read: share.read)
        isWhole = share.read * 10 >= share.of * 9 && !(format is TextLogFormat)
        // Nothing reads more than all.
        if isWhole, share.read == lines.count { break }
      }
    }
    // Lines of several kinds: any text with a time, or what no format reads enough of.
    if !isWhole, let format = mixture(of: some) { return .format(placed(format)) }
    if best == nil || best?.format is TextLogFormat, let text = text(best) { return .format(text) }
    // A log with a hole in it, as a crash leaves one, is a log all the same: its lines tell.
    if let best { return .format(placed(best.format)) }
    if let behindHead { return .format(placed(behindHead.format)) }
    return looksBinary ? .binary : .unknown
  }

  private func candidates(readAs earlier: (any LogFormat)?) -> [any LogFormat] {
    unsafe formats.candidates(for: sample.span.bytes, readAs: earlier)
  }

  /// Whether the user declared lines of this kind, whatever is around something else in them.
  private var isDeclared: Bool {
    formats.all.prefix(formats.declared.count).contains { format in
      let share = share(of: format)
      return share.read * 10 >= share.of * 9 && share.read > 0
    }
  }

  /// How many of the lines each format reads that reads any, the best first, and of how many.
  /// - Parameter chosen: is among them whatever it reads.
  package func shares(with chosen: (any LogFormat)?) -> [(format: any LogFormat, read: Int, of: Int)] {
    guard !lines.isEmpty else { return [] }
    var formats = candidates(readAs: nil)
    if let chosen, !(chosen is EnvelopeFormat), !formats.contains(where: { $0.name == chosen.name }) {
      formats.append(chosen)
    }
    let shares = formats.map { format in
      let share = share(of: format)
      return (format: format, read: share.read, of: share.of)
    }
    return shares.enumerated().filter { $0.element.read > 0 || $0.element.format.name == chosen?.name }
      .sorted { ($1.element.read, $0.offset) < ($0.element.read, $1.offset) }.map(\.element)
  }

  package var lineCount: Int { lines.count }

  /// Whether no line begins with a time, as far as times of any form can be told.
  package var hasNoTimes: Bool {
    let span = unsafe sample.span.bytes
    return lines.allSatisfy { TextLogHead.timeIndex(span.extracting($0.range)) == nil }
  }

  /// How many of the lines are read, those of other formats too, where the file is of `format`.
  package func linesRead(as format: any LogFormat) -> Int {
    guard !lines.isEmpty else { return 0 }
    return lines.count - readings(as: format).unread
  }

  // MARK: Stages

  /// For lines that no specific format reads: by the layout of their heads where that reads more of them than `best`.
  private func text(_ best: Reader?) -> (any LogFormat)? {
    let span = unsafe sample.span.bytes
    if let layout = LineLayout(span, lines), layout.stamp != nil {
      let laidOut = laidOut(layout)
      let share = share(of: laidOut)
      let isBetter = best?.format.joinsTraces ?? true || share.read > best?.read ?? 0
      if share.read > 0, share.read * 2 >= share.of, isBetter { return laidOut }
    }
    guard let best = best?.format as? TextLogFormat, best.timed else { return nil }
    return TextLogFormat(timed: true, dates: dateOrder { TextLogHead.timeIndex($0) })
  }

  /// The format with the place that the first line that names one does.
  func placed(_ format: any LogFormat) -> any LogFormat {
    guard format is PHPErrorFormat else { return format }
    let span = unsafe sample.span.bytes
    for range in lines {
      if let place = PHPErrorFormat.place(span.extracting(range.range)) { return PHPErrorFormat(place: place) }
    }
    return format
  }

  func laidOut(_ layout: LineLayout) -> LaidOutFormat {
    LaidOutFormat(layout: layout, dates: layout.stamp.flatMap { stamp in dateOrder { stamp.index($0) } })
  }

  /// The order of the dates in digits that stand at `index` of the lines.
  private func dateOrder(_ index: (RawSpan) -> Int?) -> DateOrder? {
    let span = unsafe sample.span.bytes
    let dates = lines.compactMap { range in
      let line = span.extracting(range.range)
      return index(line).flatMap { NumericDate(line, $0) }
    }
    return dates.isEmpty ? nil : DateOrder.proven(by: dates)
  }

  /// Records that the format reads, of the lines that do not continue such a record.
  func share(of format: any LogFormat) -> Share {
    var times = times
    var format = format
    var share = Share()
    var continued = 0
    let first = Int(lines[0].start)
    let text = unsafe sample.span.bytes.extracting(first..<Int(lines[lines.count - 1].end))
    var records = RecordLines(text, offset: 1, times)
    var next = 0
    while let found = records.next(text, text.byteCount, format.joinsLines ? format : nil, isMixed: true) {
      let before = next
      while next < lines.count, Int(lines[next].start) < first + found.end { next += 1 }
      var record = LogRecord()
      let line = text.extracting(found.start..<found.end)
      if format.takesDirectives, next > before, let behind = format.behind(directive: line) {
        format = behind
        continued += next - before
        continue
      }
      // Requests without a time can be counted only where something around them has one.
      let isCounted = isInner || !(format is DeclaredFormat)
      guard next > before, format.parse(line, &times, into: &record), isCounted || record.isPlaced else {
        // A file may begin within a record, or with what a server says of itself. Any text may hold a time.
        // What programs in a container say is mixed, though: all of it counts.
        let isHead =
          !isInner && before == 0 && format.joinsLines && !(format is TextLogFormat) && !format.startsRecord(line)
        // Nor do comments at its beginning.
        let isComment = share.read == 0 && text.byteOrZero(found.start) == UInt8(ascii: "#")
        if next > before, isHead && next <= Self.longestHead || isComment && !format.joinsTraces {
          continued += next - before
        }
        continue
      }
      share.read += 1
      if record.time != LogRecord.absentTime {
        if share.timed == 0 { share.head = before - continued }
        share.timed += 1
      }
      continued += next - before - 1
    }
    share.of = lines.count - continued
    return share
  }
}
