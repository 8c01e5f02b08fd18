package import Formats
import Incidents
import Records
import Tailing

/// Reads logs record by record, source after source, each in the order in which its records stand there.
package struct RecordReading: Sendable {
  package struct Options: Sendable {
    package var paths: [String]
    /// Name of the format of all files; nil: found by looking at their lines.
    package var format: String?
    package var formats = FormatSet.builtIn
    /// Service of all records.
    package var service: String?
    /// Zone of times that name none; nil: the local one.
    package var zone: String?
    /// Addresses and networks of proxies whose word on whom they speak for is taken.
    package var trustedProxies = TrustedProxies.standardNetworks
    /// What is known of the times in some files; of a path the first entry that covers it.
    package var logTimes: [LogTimes] = []

    package init(paths: [String]) { self.paths = paths }
  }

  /// What is told while it reads.
  package enum Step: Sendable {
    case record(ListedRecord, source: String)
    /// What of a source is not read, and why.
    case trouble(String)
    /// Bytes of all sources.
    case progress(bytes: Int64, of: Int64)
  }

  private static let blockSize = 262_144
  private let options: Options
  private let zone: ZoneRules
  private let format: (any LogFormat)?
  private let inputs: [ReplayInput]

  package init(_ options: Options) throws(ReplayError) {
    self.options = options
    zone = try ReplayError.zone(options.zone)
    format = try ReplayError.format(options.format, of: options.formats)
    inputs = try ReplayInputs.find(options.paths)
  }

  private var rules: ReadingRules {
    var rules = ReadingRules(deploys: [], proxies: options.trustedProxies)
    rules.isZoneGiven = options.zone != nil
    return rules
  }

  /// How many sources there are.
  package var sources: Int { inputs.count }

  package func run(_ tell: (Step) throws -> Void) throws {
    let sizes = inputs.map(\.size)
    let total = sizes.reduce(0, +)
    var done: Int64 = 0
    var logs = InspectedLogs(inputs) { inspect($0) }
    for (input, size) in zip(inputs, sizes) {
      switch input {
      case .file(let path): try read(path, logs.take(path)) { try tell($0.advanced(by: done, of: total)) }
      case .journal(let paths): try read(journal: paths, input.name, tell)
      case .skipped(let path, let reason): try tell(.trouble("\(path): \(reason)"))
      }
      done += size
    }
  }

  private func inspect(_ paths: [String]) -> [FileInspection] {
    FileInspection.inspect(
      paths.map(ReplayInput.file), format: format, service: options.service, zone: zone, among: options.formats
    ) { options.logTimes.rules(rules, for: $0) }.map(\.1)
  }

  private func read(_ path: String, _ found: FileInspection, _ tell: (Step) throws -> Void) throws {
    if found.journal != nil {
      let feed: any RecordFeed
      do throws(TailingError) {
        feed = try found.journalFeed(of: path, service: options.service, zone: zone, blockSize: Self.blockSize)
      } catch {
        return try tell(.trouble("\(path): \(CoverageGap(error, after: nil).reason)"))
      }
      let times = TimeReader(zone: zone, newest: ReplayInputs.newest(path))
      return try read(feed, path, times, found.rules, tell)
    }
    guard var parser = found.parser ?? unread(found, path) else {
      if found.reason != "empty" { try tell(.trouble("\(path): \(found.remarks.first ?? found.gap?.reason ?? "")")) }
      return
    }
    parser.rules = found.rules
    let cap = parser.recordCap
    let blocks: FileBlocks
    do throws(TailingError) {
      blocks = try FileBlocks(
        path: path, sample: found.sample, readSize: Self.blockSize,
        boundaries: RecordBoundaries(
          wholeRecords: parser.wholeRecords, nextRecord: parser.nextRecord, cap: cap))
    } catch {
      return try tell(.trouble("\(path): \(CoverageGap(error, after: nil).reason)"))
    }
    var line = 1
    // Times that exist twice are placed by the lines before them, as in a replay.
    var order = SourceOrder(formatMeaning: parser.format.stampMeaning)
    while let block = try next(blocks, path, tell) {
      let lines = try parser.read(block.bytes, offset: block.offset, isCapped: block.isCapped) { record in
        var listed = ListedRecord(
          record, line: line + record.linesBefore, position: .offset(block.offset + UInt64(record.place)),
          service: parser.service)
        listed.settle(by: &order, record.fields)
        try tell(.record(listed, source: path))
      }
      line += lines
      parser = parser.behind(block.bytes)
      try tell(.progress(bytes: Int64(clamping: block.offset) + Int64(block.bytes.count), of: 0))
    }
  }

  /// The next block. After damage there is a last one with what was read before it.
  private func next(_ blocks: FileBlocks, _ path: String, _ tell: (Step) throws -> Void) throws -> Block? {
    do throws(TailingError) { return try blocks.next() } catch {
      try tell(.trouble("\(path): \(CoverageGap(error, after: nil).reason)"))
    }
    do throws(TailingError) { return try blocks.next() } catch { return nil }
  }

  /// What finds the stack traces in a text that no format reads; nil where it is no text.
  private func unread(_ found: FileInspection, _ path: String) -> BlockParser? {
    guard found.reason == "unknown" else { return nil }
    return BlockParser(
      format: LogFormats.plainText, service: nil, times: TimeReader(zone: zone, newest: ReplayInputs.newest(path)))
  }

  private func read(journal paths: [String], _ name: String, _ tell: (Step) throws -> Void) throws {
    let times = TimeReader(zone: zone, newest: ReplayInputs.newest(paths[0]))
    let records = JournalRecords(service: options.service, times: times, rules: rules)
    try read(JournalFeed(paths: paths, records: records), name, times, rules, tell)
  }

  private func read(
    _ feed: any RecordFeed, _ name: String, _ times: TimeReader, _ rules: ReadingRules, _ tell: (Step) throws -> Void
  ) throws {
    var hosts = JournalHosts()
    while let batch = feed.next() {
      for record in ListedRecord.records(of: batch, times, rules, &hosts) { try tell(.record(record, source: name)) }
    }
    for gap in feed.gaps { try tell(.trouble("\(name): \(gap.reason)")) }
  }
}

/// Files that are inspected once one of their log is wanted, so that what comes first is read at once, whatever follows.
private struct InspectedLogs {
  private let inspect: ([String]) -> [FileInspection]
  /// By the paths of their files: all files of the same log.
  private var logs: [String: [String]] = [:]
  private var inspected: [String: FileInspection] = [:]

  init(_ inputs: [ReplayInput], inspect: @escaping ([String]) -> [FileInspection]) {
    self.inspect = inspect
    let paths = inputs.compactMap { if case .file(let path) = $0 { path } else { nil } }
    for family in FileFamily.families(of: paths.filter { $0 != "-" }) { for path in family { logs[path] = family } }
  }

  mutating func take(_ path: String) -> FileInspection {
    if inspected[path] == nil {
      let paths = logs[path] ?? [path]
      for (path, found) in zip(paths, inspect(paths)) { inspected[path] = found }
    }
    return inspected.removeValue(forKey: path) ?? FileInspection()
  }
}

extension RecordReading.Step {
  /// The same with what was read before counted.
  fileprivate func advanced(by done: Int64, of total: Int64) -> Self {
    if case .progress(let bytes, _) = self { .progress(bytes: done + bytes, of: total) } else { self }
  }
}
