package import Formats
import Incidents
import Records
import Tailing

/// How a log is read and why.
package struct LogExplanation: Sendable {
  /// A format that reads some of the lines that were looked at.
  package struct Candidate: Sendable {
    package var format: String
    package var read: Int
    package var of: Int
    package var isDeclared: Bool
    /// Of the format that the file is read as: the lines that are read then, those in other formats too, of `all`.
    package var together: Together?

    package struct Together: Sendable {
      package var read: Int
      package var all: Int
    }
  }

  /// A record, or a line that no format reads.
  package struct Line: Sendable {
    /// From 1, and how many.
    package var number: Int
    package var lines: Int
    package var bytes: [UInt8]
    /// Whether that is what stands in its envelope, as its program wrote it.
    package var isUnwrapped = false
    /// Nil where no format reads it.
    package var format: String?
    package var fields: [FieldOrigins.Origin]
    package var assumesZone: Bool
    /// What stays of its message without its variables.
    package var template: String?
    /// Where formats ceased to read it, the nearest first.
    package var mismatches: [LineMismatch]
  }

  package var source: String
  /// Nil where none was found; why.
  package var format: String?
  package var isNamed = false
  package var trouble: String?
  package var candidates: [Candidate] = []
  package var service = ""
  package var serviceOrigin = ""
  package var zone = ""
  package var lines: [Line] = []
  /// What the log does not say that it could.
  package var advice: String?
  /// A declaration to begin with, for lines that nothing reads.
  package var beginning: String?
}

/// Explains how logs are read.
package struct LogExplaining: Sendable {
  package struct Options: Sendable {
    package var paths: [String]
    /// Name of the format of all files; nil: found by looking at their lines.
    package var format: String?
    package var formats = FormatSet.builtIn
    package var service: String?
    package var zone: String?
    /// The line that is explained; nil: the first record and the first lines that nothing reads, of standard input all.
    package var line: Int?

    package init(paths: [String]) { self.paths = paths }
  }

  /// Lines of standard input that are explained, at most; of a file that nothing reads; and bytes of a line.
  private static let mostPasted = 20
  private static let mostUnread = 2
  private static let longestLine = 8192

  private static let journal = "a journal: its entries say themselves what they are; 'hindcast parse' prints them"

  private let options: Options
  private let zone: ZoneRules
  private let format: (any LogFormat)?

  package init(_ options: Options) throws(ReplayError) {
    self.options = options
    zone = try ReplayError.zone(options.zone)
    format = try ReplayError.format(options.format, of: options.formats)
  }

  package func run() throws -> [LogExplanation] {
    try ReplayInputs.find(options.paths).map { input in
      switch input {
      case .file(let path): return try explain(path)
      case .journal:
        return LogExplanation(source: input.name, format: "journal", trouble: Self.journal)
      case .skipped(let path, let reason): return LogExplanation(source: path, trouble: reason)
      }
    }
  }

  private func explain(_ path: String) throws -> LogExplanation {
    var rules = ReadingRules()
    rules.isZoneGiven = options.zone != nil
    let found = FileInspection.inspect(
      path, format: format, service: options.service, zone: zone, among: options.formats, rules: rules)
    if let journal = found.journal {
      return LogExplanation(source: path, format: journal.rawValue, trouble: Self.journal)
    }
    var result = LogExplanation(source: path, format: found.parser?.format.name, isNamed: format != nil)
    if found.parser == nil {
      result.trouble =
        found.reason == "empty" ? "it is empty" : found.gap?.reason ?? found.remarks.first ?? found.reason
    }
    guard found.parser != nil || found.reason == "unknown" else { return result }
    let newest = ReplayInputs.newest(path)
    guard let sample = try found.sample ?? (path == "-" ? nil : FileSample(path, count: FormatSniffer.sampleBytes))
    else { return result }
    let own = Set(options.formats.declared.map(\.name))
    let bytes = sample.bytes
    let sniffer = FormatSniffer(bytes, zone: zone, newest: newest, among: options.formats)
    let shares = sniffer.shares(with: found.parser?.format)
    result.candidates = shares.map { share in
      var candidate = LogExplanation.Candidate(
        format: share.format.name, read: share.read, of: share.of, isDeclared: own.contains(share.format.name))
      if format == nil, let chosen = found.parser?.format, chosen.name == share.format.name {
        candidate.together = .init(read: sniffer.linesRead(as: chosen), all: sniffer.lineCount)
      }
      return candidate
    }
    tell(found, path, &result)
    let times = TimeReader(zone: found.rules.zone ?? zone, newest: newest)
    // What reads too few of the lines of a file still reads these.
    let best = shares.first { !$0.format.joinsTraces }?.format
    let parser =
      found.parser
      ?? BlockParser(format: best ?? LogFormats.plainText, service: nil, others: options.formats, times: times)
    try readLines(path, sample, parser, isKnown: found.parser != nil || best != nil, times, &result)
    if let parser = found.parser {
      result.advice = SourceSurvey.missing(in: parser.format.name, service: parser.service, path)
    }
    if let unread = result.lines.first(where: { $0.format == nil }) {
      let stem = path.split(separator: "/").last.map { $0.prefix { $0.isLetter || $0.isNumber || $0 == "-" } } ?? ""
      result.beginning = DeclarationGuess.declaration(
        of: unread.bytes, name: stem.isEmpty || stem == "-" ? "mine" : String(stem)
      ).yaml()
    }
    return result
  }

  /// The service and the zone, and where they come from.
  private func tell(_ found: FileInspection, _ path: String, _ result: inout LogExplanation) {
    if let parser = found.parser {
      result.service = parser.service
      result.serviceOrigin =
        options.service != nil
        ? "--service" : FileInspection.service(path, parser.format) != nil ? "the file's path" : "the format"
    }
    if let place = found.parser?.format.place, !found.assumesZone {
      result.zone = "named by its lines, \(place)"
    } else if found.assumesZone {
      result.zone =
        options.zone.map { "times name none: \($0), by --tz" } ?? "times name none: the local zone; --tz sets it"
    } else if let offset = found.zoneOffset {
      let minutes = abs(offset) / 60
      let digits = "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
      result.zone = "named by its times, \(offset < 0 ? "-" : "+")\(digits)"
    } else if found.firstTime != nil {
      result.zone = "UTC, by its times or its format"
    } else {
      result.zone = "there are no times in it"
    }
  }

  private func readLines(
    _ path: String, _ sample: FileSample, _ first: BlockParser, isKnown: Bool, _ times: TimeReader,
    _ result: inout LogExplanation
  ) throws {
    var parser = first
    let cap = first.recordCap
    let blocks = try FileBlocks(
      path: path, sample: sample, readSize: 262_144,
      boundaries: RecordBoundaries(
        wholeRecords: parser.wholeRecords, nextRecord: parser.nextRecord, cap: cap))
    var before = 0
    var lines: [LogExplanation.Line] = []
    while let block = try blocks.next() {
      let count = parser.read(block.bytes, offset: block.offset, isCapped: block.isCapped) { record in
        let number = before + record.linesBefore + 1
        let isRead = isKnown && record.format != nil
        guard isWanted(number, record.lines, isRead: isRead, lines, isPasted: path == "-") else { return }
        // Of a line in an envelope that, too.
        let text =
          parser.takesEnvelopesOff
          ? block.bytes[record.place...].prefix { $0 != UInt8(ascii: "\n") } : record.bytes[record.line.range]
        let bytes = Array(text.prefix(Self.longestLine))
        lines.append(line(bytes, number, record, isRead: isRead, parser, times))
      }
      before += count
      parser = parser.behind(block.bytes)
      // Of a long file its beginning shows how it is read.
      if options.line.map({ before >= $0 }) ?? (path != "-") { break }
    }
    result.lines = lines
    if let wanted = options.line, lines.isEmpty {
      throw ReplayError(
        .noSuchPath, "\(path): there is no line \(wanted), or it is blank; the last one read is \(before)")
    }
  }

  private func isWanted(
    _ number: Int, _ count: Int, isRead: Bool, _ lines: [LogExplanation.Line], isPasted: Bool
  ) -> Bool {
    if let wanted = options.line { return (number..<number + count).contains(wanted) }
    if isPasted { return lines.count < Self.mostPasted }
    let same = lines.count { ($0.format != nil) == isRead }
    return same < (isRead ? 1 : Self.mostUnread)
  }

  private func line(
    _ bytes: [UInt8], _ number: Int, _ record: ReadRecord, isRead: Bool, _ parser: BlockParser, _ times: TimeReader
  ) -> LogExplanation.Line {
    var line = LogExplanation.Line(
      number: number, lines: record.lines, bytes: bytes, format: nil, fields: [], assumesZone: false, template: nil,
      mismatches: [])
    let format = record.format == parser.format.name ? parser.format : record.format.flatMap(options.formats.named)
    guard isRead, let format, let origins = FieldOrigins(bytes, by: format, times) else {
      line.mismatches = unsafe LineMismatch.nearest(bytes.span.bytes, among: options.formats, times)
      return line
    }
    line.format = format.name
    line.fields = origins.origins
    line.assumesZone = origins.assumesZone
    line.template = RecordTemplate.text(bytes, by: format, times)
    let inside = Array(record.bytes[record.line.range].prefix(Self.longestLine))
    if let inner = format.unescaping(bytes, times), let own = FieldOrigins(inside, by: inner, times) {
      line.bytes = inside
      line.isUnwrapped = true
      line.fields = own.origins
      line.template = RecordTemplate.text(inside, by: inner, times)
      // The envelope's time counts where there is none, or one that names no zone.
      let time = origins.origins.first { $0.field.name == "time" }
      let index = line.fields.firstIndex { $0.field.name == "time" }
      if let time, index == nil || own.assumesZone {
        if let index { line.fields.remove(at: index) }
        line.fields.insert(FieldOrigins.Origin(field: time.field, pieces: []), at: 0)
      }
    }
    return line
  }
}
