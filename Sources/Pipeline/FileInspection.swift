import Formats
import Incidents
import Records
import Tailing

/// What a look at a file's beginning tells: its format and when it begins, or why it is not read.
struct FileInspection {
  var parser: BlockParser?
  /// What journalctl printed, which no parser reads: a journal.
  var journal: JournalOutput?
  /// Other such files, which hold some of its entries: these count there.
  var holders: [PrintedJournal] = []
  /// When its first entries were received, microseconds.
  var printedTimes: [Int64] = []
  /// Why there is neither, in one or two words.
  var reason = ""
  var sample: FileSample?
  var firstTime: Int64?
  /// The same without strays (`TimeSpan`).
  var begin: Int64?
  /// Whether times name no zone; and the offset from UTC that they name, seconds.
  var assumesZone = false
  var zoneOffset: Int64?
  /// What the file's newest line is not after, seconds, where other files have told (`YearAlignment`).
  var newest: Int64?
  var remarks: [String] = []
  var gap: CoverageGap?
  /// The first line that is not blank, at most 1 KiB of it; empty where the file cannot be read a second time.
  var firstLine: [UInt8] = []
  var holdsRequests = false
  /// Whether its records stand in falling order of time.
  var isNewestFirst = false
  /// Whether its lines begin as those of a syslog file do: time, host, program.
  var isSyslog = false
  /// Whether the parser's service is more than a guess from the file's name.
  var isServiceKnown = false
  /// What another source holds, too.
  var mirrored: [MirroredRecords] = []
  /// What the user set: of files and journals.
  var rules = ReadingRules() {
    didSet { parser?.rules = rules }
  }

  /// Time of the last record of a plain file, microseconds; nil where its end cannot be read so.
  func lastTime(of path: String) -> Int64? {
    guard let parser, let tail = FileSample.end(of: path, count: FormatSniffer.sampleBytes) else { return nil }
    return FileInspection.lastTime(parser.parse(tail, offset: 1))
  }

  /// Reads what journalctl printed.
  func journalFeed(
    of path: String, service: String?, zone: ZoneRules, blockSize: Int
  ) throws(TailingError) -> any RecordFeed {
    let times = TimeReader(zone: rules.zone ?? zone, newest: ReplayInputs.newest(path))
    return JournalOutputFeed(
      try JournalOutputReader(
        PrintedJournal(path: path, output: journal ?? .export, sample: sample), without: holders, blockSize: blockSize),
      JournalRecords(service: service, times: times, rules: rules))
  }

  /// Says that the file is not read, and why.
  mutating func leaveOut(_ reason: String, _ remark: String) {
    parser = nil
    journal = nil
    self.reason = reason
    remarks = ["not read: " + remark]
  }

  /// The same file's inspection with its times read in another zone.
  func with(zone: ZoneRules, newest: Int64, path: String) -> FileInspection {
    guard let parser else { return self }
    var result = read(by: BlockParser(parser, times: TimeReader(zone: zone, newest: newest)), path)
    result.newest = newest
    return result
  }

  /// The same with its dates in digits in the order that another file of its log has proven.
  func dated(as other: any LogFormat, path: String) -> FileInspection {
    guard let parser, let dated = parser.dated(as: other) else { return self }
    return read(by: dated, path)
  }

  private func read(by moved: BlockParser, _ path: String) -> FileInspection {
    guard let sample = sample ?? (try? FileSample(path, count: FormatSniffer.sampleBytes)) else { return self }
    var result = self
    result.parser = moved
    let batch = moved.parse(sample.bytes, offset: 0)
    result.firstTime = FileInspection.firstTime(batch)
    result.begin = TimeSpan(batch)?.first
    return result
  }

  /// Fewer NUL bytes than a disk's sector before what no format reads are the beginning of a binary file.
  private static let shortestHole: UInt64 = 512

  /// What inputs are, those of one log looked at together: the order of the dates in one of its files is that in all of them.
  /// - Parameter format: nil: found by looking at their lines.
  static func inspect(
    _ inputs: [ReplayInput], format: (any LogFormat)?, service: String?, zone: ZoneRules, among formats: FormatSet,
    rules: (String) -> ReadingRules
  ) -> [(ReplayInput, FileInspection)] {
    var found = inputs.map { input in
      guard case .file(let path) = input else { return (input, FileInspection()) }
      return (
        input,
        inspect(path, format: format, service: service, zone: zone, among: formats, rules: rules(path))
      )
    }
    if format == nil { FamilyDates.settle(&found, among: formats) }
    return found
  }

  static func firstTime(_ batch: RecordBatch) -> Int64? {
    var first: Int64?
    for request in batch.requests { first = min(first ?? request.end, request.end) }
    for message in batch.messages where message.time != LogRecord.absentTime {
      first = min(first ?? message.time, message.time)
    }
    return first
  }

  static func lastTime(_ batch: RecordBatch) -> Int64? {
    let messages = batch.messages.lazy.map(\.time).filter { $0 != LogRecord.absentTime }
    return [batch.requests.lazy.map(\.end).max(), messages.max()].compactMap(\.self).max()
  }

  /// - Parameter place: where the file of this path is read; nil: at its path.
  static func inspect(
    _ path: String, format: (any LogFormat)?, service: String?, zone standard: ZoneRules, among formats: FormatSet,
    rules: ReadingRules = ReadingRules(), at place: String? = nil
  ) -> FileInspection {
    var result = FileInspection()
    result.rules = rules
    let zone = rules.zone ?? standard
    let place = place ?? path
    let newest = ReplayInputs.newest(place)
    var times = TimeReader(zone: zone, newest: newest)
    // Standard input cannot be read twice: its sample stays with the stream.
    let sample: FileSample
    do throws(TailingError) {
      sample = try FileSample(place, count: FormatSniffer.sampleBytes)
      // Samples of many files are much; only what cannot be read again is kept.
      if sample.isOnlyCopy || sample.hole > 0 { result.sample = sample }
    } catch {
      result.reason = "unreadable"
      result.gap = CoverageGap(error, after: nil)
      return result
    }
    if sample.hole > 0 {
      result.remarks.append(
        "begins with a hole of \(sample.hole) bytes, which is passed over: it was truncated under a writer that does not append"
      )
    }
    var found: any LogFormat
    let bytes = sample.bytes
    if format == nil, let journal = JournalOutput(beginning: bytes) {
      result.journal = journal
      result.firstLine = firstLine(of: sample)
      result.firstTime = journal.firstTime(in: bytes)
      result.begin = result.firstTime
      let times = journal.times(in: bytes)
      result.isNewestFirst = NewestFirst.holds(times)
      result.printedTimes = Array(times.prefix(PrintedJournals.compared))
      return result
    }
    if format == nil, let form = UnreadForm(beginning: bytes) {
      result.reason = form.name
      result.remarks.append(form.remark)
      return result
    }
    let sniffer = FormatSniffer(bytes, zone: zone, newest: newest, among: formats)
    if let format {
      found = sniffer.completed(format)
      if found.isUnlearnt {
        result.reason = sniffer.lineCount == 0 ? "empty" : "unknown"
        if result.reason == "unknown" {
          result.remarks.append("not read: its first lines do not show what \(format.name) is; leave --format out")
        }
        return result
      }
    } else {
      // Nothing but NUL bytes is no hole before a log.
      switch sample.hole > 0 && bytes.isEmpty ? .binary : sniffer.verdict() {
      case .format(let sniffed): found = sniffed
      case .binary:
        result.reason = "binary"
        result.remarks = [BinaryContent.remark(bytes, hole: sample.hole)]
        return result
      case .empty:
        result.reason = "empty"
        return result
      case .unknown where sample.hole > 0 && sample.hole < Self.shortestHole:
        result.reason = "binary"
        result.remarks = [BinaryContent.remark(bytes, hole: sample.hole)]
        return result
      case .unknown:
        result.reason = "unknown"
        result.remarks.append("not read: no format reads its lines; --format names one")
        if sniffer.hasNoTimes, !sniffer.shares(with: nil).isEmpty {
          result.remarks.append(
            "none of its lines begins with a time: save it with times, as 'journalctl -o short-iso-precise' prints them"
          )
        }
        return result
      }
    }
    let named = FileInspection.service(path, found)
    if let place = found.place.flatMap({ ZoneRules(named: $0) }) {
      found = result.rules.take(place: place, of: found)
      times = TimeReader(zone: result.rules.zone ?? zone, newest: newest)
    }
    var parser = BlockParser(
      format: found, service: service, defaultService: named?.name, others: formats, isMixed: format == nil,
      times: times)
    parser.rules = result.rules
    result.parser = parser
    result.isServiceKnown = service != nil || named?.isServer ?? !FileInspection.general.contains(found.service)
    result.firstLine = firstLine(of: sample)
    let batch = parser.parse(sample.bytes, offset: 0)
    result.holdsRequests = !batch.requests.isEmpty
    var marks = MessageMarks()
    let lines = batch.messages.prefix(100).map(\.line) + batch.requests.prefix(100).map(\.line)
    result.isSyslog = lines.contains { marks.mark(of: $0, in: batch.bytes) != nil }
    result.firstTime = firstTime(batch)
    result.begin = TimeSpan(batch)?.first
    // Requests that are stamped when they begin are logged when they end.
    result.isNewestFirst = found.stampMeaning != .start && NewestFirst.holds(batch)
    result.assumesZone = batch.zoneAssumed > 0 && result.rules.zone == nil
    result.zoneOffset = batch.zoneOffset
    return result
  }

  private static func firstLine(of sample: FileSample) -> [UInt8] {
    guard !sample.isOnlyCopy else { return [] }
    let text = sample.bytes.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    return Array(text.prefix { $0 != UInt8(ascii: "\n") }.prefix(1024))
  }

  /// Services of formats that do not say which one it is.
  private static let general: Set = ["web", "app", "json", "logfmt", "syslog"]

  /// The service that a file's name tells where the format alone does not: the container of its log, `nginx` for an
  /// access log in a folder or file of that name, the file's own name for an application's log.
  static func service(_ path: String, _ format: any LogFormat) -> (name: String, isServer: Bool)? {
    if let container = ContainerName.of(path) { return (container, true) }
    guard general.contains(format.service) else { return nil }
    let lower = path.lowercased()
    for known in ["nginx", "apache", "httpd", "haproxy", "caddy", "traefik", "gunicorn"] where lower.contains(known) {
      return (known, true)
    }
    if format.service == "web" { return nil }
    let name = path.split(separator: "/").last ?? "-"
    let stem = name.prefix { $0 != "." && $0 != "-" }
    return stem.isEmpty ? nil : (String(stem), false)
  }
}
