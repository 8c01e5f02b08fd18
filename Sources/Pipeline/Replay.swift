package import Formats
package import Incidents
import Records
import Tailing

/// Reconstructs the incidents in past logs: reads all inputs merged in event time, blocks parsed on all cores, through
/// the engine.
package struct Replay: Sendable {
  /// What to read and how.
  package struct Options: Sendable {
    package var paths: [String]
    /// Name of the format of all files; nil: found by looking at their lines.
    package var format: String?
    package var formats = FormatSet.builtIn
    /// Service of all records that an access log or a plain file holds.
    package var service: String?
    /// Zone of times that name none; nil: the local one.
    package var zone: String?
    /// Bytes a read asks for.
    package var readSize = 262_144
    package var settings = EngineSettings()
    /// Messages and commands that are deploys: `*` stands for any text.
    package var deployPatterns: [String] = []
    /// Addresses and networks of proxies whose word on whom they speak for is taken.
    package var trustedProxies = TrustedProxies.standardNetworks
    /// What is known of the times in some files; of a path the first entry that covers it.
    package var logTimes: [LogTimes] = []

    package init(paths: [String]) { self.paths = paths }
  }

  /// How far a replay is.
  package struct Progress: Sendable {
    package var bytes: Int64
    package var totalBytes: Int64
  }

  private let options: Options

  package init(_ options: Options) { self.options = options }

  /// - Parameter progress: called after every block with the bytes read so far.
  package func run(progress: (Progress) -> Void = { _ in }) async throws -> Reconstruction {
    BlockMemory.keepPages()
    let zone = try ReplayError.zone(options.zone)
    let format = try ReplayError.format(options.format, of: options.formats)
    let inputs = try ReplayInputs.find(options.paths)
    let engine = Engine(settings: options.settings)
    let blockSize = max(16, min(options.readSize, max(16_384, 32 << 20 / inputs.count)))
    var readers: [ReplayReader] = []
    for (input, found) in inspections(inputs, format: format, zone: zone) {
      readers.append(
        ReplayReader(
          input, found, engine: engine, service: options.service, zone: zone, blockSize: blockSize))
    }
    let total = readers.reduce(0) { $0 + $1.size }
    await withTaskGroup(of: ParsedBlock.self) { group in
      var done: Int64 = 0
      while let reader = Replay.behindMost(readers, engine) {
        await reader.advance(engine, group: &group, readers: readers)
        engine.advance()
        done = readers.reduce(0) { $0 + $1.bytesRead }
        progress(Progress(bytes: done, totalBytes: total))
      }
    }
    return engine.finish()
  }

  /// What the inputs are, and what of them is not read or counted since another one holds it.
  private func inspections(
    _ inputs: [ReplayInput], format: (any LogFormat)?, zone: ZoneRules
  ) -> [(ReplayInput, FileInspection)] {
    var rules = ReadingRules(deploys: options.deployPatterns, proxies: options.trustedProxies)
    rules.isZoneGiven = options.zone != nil
    var found = FileInspection.inspect(
      inputs, format: format, service: options.service, zone: zone, among: options.formats
    ) { options.logTimes.rules(rules, for: $0) }
    for i in found.indices { if case .journal = found[i].0 { found[i].1.rules = rules } }
    leaveOutCopies(&found)
    for i in found.indices where found[i].1.isNewestFirst {
      found[i].1.leaveOut(
        "newest-first",
        "its newest records come first; print it in the order of time: journalctl without --reverse, or 'tac' of other logs"
      )
    }
    PrintedJournals.warn(&found)
    PrintedJournals.share(&found)
    YearAlignment.settle(&found, zone: zone)
    if options.zone == nil { align(&found, local: zone) }
    Mirrors(found, service: options.service, zone: zone).leaveOut(of: &found)
    return found
  }

  /// Leaves out files whose content another one holds.
  private func leaveOutCopies(_ found: inout [(ReplayInput, FileInspection)]) {
    var files: [(path: String, firstLine: [UInt8])] = []
    for case (.file(let path), let inspection) in found where !inspection.firstLine.isEmpty {
      files.append((path, inspection.firstLine))
    }
    let copies = FileCopies.find(files)
    for i in found.indices {
      guard case .file(let path) = found[i].0, let holder = copies[path] else { continue }
      found[i].1.leaveOut("copy", "\(holder) holds all that is in it")
    }
  }

  /// Where no zone was asked for, times that name none are taken in the one offset that other files of the replay name
  /// (an access log beside an error log); where they disagree, or the local zone has it, in the local zone.
  private func align(_ found: inout [(ReplayInput, FileInspection)], local: ZoneRules) {
    let named = Set(found.compactMap(\.1.zoneOffset))
    let aligned = named.isEmpty ? ZoneAlignment.offset(of: found) : nil
    guard let offset = aligned ?? (named.count == 1 ? named.first : nil) else { return }
    // Where the local zone has that offset then, it is meant, and knows when clocks are changed.
    let isLocal = found.allSatisfy { _, inspection in
      guard inspection.zoneOffset != nil, let first = inspection.firstTime else { return true }
      return local.offset(at: Timestamp(microseconds: first).second) == offset
    }
    if aligned == nil, isLocal { return }
    for i in found.indices where found[i].1.assumesZone {
      guard case .file(let path) = found[i].0 else { continue }
      let newest = found[i].1.newest ?? ReplayInputs.newest(path)
      found[i].1 = found[i].1.with(zone: ZoneRules(fixed: offset), newest: newest, path: path)
      found[i].1.remarks.append(
        aligned == nil
          ? "times name no zone: read at the offset that other files name; --tz sets it"
          : "times name no zone: read at the offset at which they begin and end with the other files; --tz sets it")
    }
  }

  /// The reader that has come least far in event time.
  private static func behindMost(_ readers: [ReplayReader], _ engine: Engine) -> ReplayReader? {
    var least: ReplayReader?
    for reader in readers where !reader.isDone {
      if let other = least, engine.position(of: other.source) <= engine.position(of: reader.source) { continue }
      least = reader
    }
    return least
  }
}

/// A parsed block on its way back to its reader.
struct ParsedBlock: Sendable {
  var reader: Int
  var sequence: Int
  var batch: RecordBatch
}
