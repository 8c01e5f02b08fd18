import Formats
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
    /// Service of all records that an access log or a plain file holds.
    package var service: String?
    /// Zone of times that name none; nil: the local one.
    package var zone: String?
    /// Bytes a read asks for.
    package var readSize = 262_144
    package var settings = EngineSettings()

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
    let zone = try zoneRules()
    let format = try fixedFormat()
    let inputs = try ReplayInputs.find(options.paths)
    let engine = Engine(settings: options.settings)
    let blockSize = max(16, min(options.readSize, max(16_384, 32 << 20 / inputs.count)))
    var readers: [ReplayReader] = []
    for input in inputs {
      readers.append(
        try ReplayReader(
          input, engine: engine, format: format, service: options.service, zone: zone, blockSize: blockSize))
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

  /// The reader that has come least far in event time.
  private static func behindMost(_ readers: [ReplayReader], _ engine: Engine) -> ReplayReader? {
    var least: ReplayReader?
    for reader in readers where !reader.isDone {
      if let other = least, engine.position(of: other.source) <= engine.position(of: reader.source) { continue }
      least = reader
    }
    return least
  }

  private func zoneRules() throws(ReplayError) -> ZoneRules {
    guard let name = options.zone else { return .local }
    guard let zone = ZoneRules(named: name) else {
      throw ReplayError(.unknownZone, "no time zone \(name): use a name such as Europe/Berlin, UTC or +02:00")
    }
    return zone
  }

  private func fixedFormat() throws(ReplayError) -> (any LogFormat)? {
    guard let name = options.format else { return nil }
    guard let format = LogFormats.named(name) else {
      let known = LogFormats.all.map(\.name).sorted().joined(separator: ", ")
      throw ReplayError(.unknownFormat, "no format \(name): use one of \(known)")
    }
    return format
  }
}

/// A parsed block on its way back to its reader.
struct ParsedBlock: Sendable {
  var reader: Int
  var sequence: Int
  var batch: RecordBatch
}
