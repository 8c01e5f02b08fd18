import Foundation
import Incidents
import LogLab
import Records
import Store
import Tailing

@testable import Pipeline

/// Logs that are written as their time goes by, and a live run that follows them: no clock but that of the script.
final class LiveRig {
  /// What happens at a moment, in microseconds since the epoch.
  struct Event {
    enum Deed {
      case line(file: String, String)
      /// An entry in journal export format.
      case entry([UInt8])
      /// The file is renamed; with `packs`, what had been renamed before is compressed.
      case rotate(file: String, packs: Bool)
    }

    var at: Int64
    var deed: Deed
  }

  let folder: TemporaryFolder
  var options = LiveOptions()
  private let storePath: String
  private(set) var store: StoreWriter?
  private(set) var run: LiveRun?
  private(set) var transitions: [IncidentTransition] = []
  private(set) var commits = 0
  private(set) var mostPending = 0
  private var journal: FollowedJournal?
  private var writers: [String: FileHandle] = [:]
  private var rotations: [String: Int] = [:]

  init(store: String? = nil) throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("log"), withIntermediateDirectories: false)
    storePath = store ?? folder.file("hindcast.db")
    options.files = [folder.file("log") + "/*.log"]
    options.zone = "UTC"
  }

  var logs: String { folder.file("log") }

  /// Where the journal is that a script's entries go to; nil: there is none.
  var journals: String? { journal?.folder }

  /// Has the live runs from here on follow a journal, too.
  func keepJournal() throws {
    let kept = try FollowedJournal(in: folder)
    journal = kept
    options.journal = kept.options
  }

  /// Starts a live run, or another one on the same store.
  func start() throws {
    kill()
    let writer = try opened()
    store = writer
    let run = try LiveRun(options, store: writer)
    self.run = run
    journal?.follow(run)
  }

  /// A process that another test is starting holds the lock's descriptor until it runs its program.
  private func opened() throws -> StoreWriter {
    for _ in 0..<1000 {
      do throws(StoreError) { return try StoreWriter(path: storePath, ballastBytes: 0) } catch {
        guard case .heldBy = error.reason else { throw error }
        usleep(1000)
      }
    }
    return try StoreWriter(path: storePath, ballastBytes: 0)
  }

  /// Ends the live run as `kill -9` would.
  func kill() {
    run = nil
    store = nil
  }

  /// The same where a journal is followed: its reader ends as well.
  func killed() async throws {
    if let run { try await journal?.leave(run) }
    kill()
  }

  /// Moments by the two clocks; the steady one begins at that of the script.
  static func moment(_ microseconds: Int64, step: Int64 = 0) -> Moment {
    Moment(wall: Timestamp(microseconds: microseconds + step), elapsed: .microseconds(microseconds))
  }

  /// Does all of a script up to a moment.
  func perform(_ events: ArraySlice<Event>) throws {
    for event in events {
      switch event.deed {
      case .line(let file, let text): try append(text, to: file)
      case .entry(let export): try journal?.append(export)
      case .rotate(let file, let packs): try rotate(file, packs: packs)
      }
    }
  }

  func append(_ text: String, to file: String) throws {
    let path = logs + "/" + file
    if writers[file] == nil {
      if !FileManager.default.fileExists(atPath: path) {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.seekToEnd()
      writers[file] = handle
    }
    try writers[file]?.write(contentsOf: Data((text + "\n").utf8))
  }

  func rotate(_ file: String, packs: Bool) throws {
    try writers.removeValue(forKey: file)?.close()
    let path = logs + "/" + file
    let files = FileManager.default
    for number in stride(from: rotations[file, default: 0], to: 0, by: -1) {
      for suffix in ["", ".gz"] where files.fileExists(atPath: "\(path).\(number)\(suffix)") {
        if packs, suffix.isEmpty {
          let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path).\(number)")))
          try Data(gzip(bytes)).write(to: URL(fileURLWithPath: "\(path).\(number + 1).gz"))
          try files.removeItem(atPath: "\(path).\(number)")
        } else {
          try files.moveItem(atPath: "\(path).\(number)\(suffix)", toPath: "\(path).\(number + 1)\(suffix)")
        }
      }
    }
    try files.moveItem(atPath: path, toPath: path + ".1")
    rotations[file, default: 0] += 1
  }

  /// Steps until nothing is left to read.
  /// - Parameter isMarked: whether the moment leaves an entry in the journal, if there is one.
  func step(_ now: Moment, isMarked: Bool = true) async throws {
    guard let run else { return }
    if isMarked { try journal?.pass(to: now) }
    repeat { try await stepFiles(run, now) } while await journal?.awaitsMore(of: run, now) ?? false
    transitions += journal?.takeTransitions() ?? []
  }

  /// The same where nothing is written to the journal any more.
  func stepInSilence(_ now: Moment) async throws {
    journal?.turn(to: now)
    try await step(now, isMarked: false)
  }

  /// The journal's task goes on to a moment before anybody has looked at files.
  func followJournal(to now: Moment) async throws {
    guard let run else { return }
    try journal?.pass(to: now)
    while await journal?.awaitsMore(of: run, now) ?? false {}
  }

  private func stepFiles(_ run: LiveRun, _ now: Moment) async throws {
    var isBehind = true
    while isBehind {
      let before = written
      let outcome = try await run.step(now, nil)
      if written != before { commits += 1 }
      transitions += outcome.transitions
      isBehind = outcome.isBehind
      mostPending = max(mostPending, await run.pendingRequests)
    }
  }

  func finish(_ now: Moment) async throws {
    guard let run else { return }
    try await journal?.leave(run)
    transitions += try await run.finish(now).transitions
  }

  /// When the store's log was last written to.
  var written: Date? {
    try? FileManager.default.attributesOfItem(atPath: storePath + "-wal")[.modificationDate] as? Date
  }

  /// What is stored, each incident with its series.
  func reconstruction() throws -> Reconstruction {
    let stored = store?.incidents
    let incidents = try stored?.incidentIDs().compactMap { try stored?.incident($0) } ?? []
    return Reconstruction(incidents: incidents, coverage: try store?.incidents.coverage() ?? Coverage(sources: []))
  }
}

extension LiveRun {
  /// Requests that wait for their second to be judged.
  var pendingRequests: Int { engine.pending.values.reduce(0) { $0 + $1.second.requests.count } }
}

extension LiveRig {
  /// Seconds of a script.
  static let length = 3300

  /// Not quite an hour of a shop's logs: an access log, an application that prints traces, a database. The first
  /// trouble shows in all three, the second one only in latency.
  static func script(seconds: Int = LiveRig.length, seed: UInt64 = 1, rotates: Bool = true) -> [Event] {
    let log = AccessLog(
      seconds: seconds, seed: seed, rate: { _ in 5 },
      fault: { request, random in
        if request.at >= 900, request.at < 1200, random.chance(0.4) { request.status = 503 }
        if request.at >= 1500, request.at < 1700, random.chance(0.7) { request.latency += 1.2 }
      })
    var events = log.lines { request, number in
      let end = Int64((request.at + request.latency) * 1_000_000) + AccessLog.start * 1_000_000
      return "\(end)\t" + AccessLog.line(request, number: number)
    }.map { line in
      let parts = line.split(separator: "\t", maxSplits: 1)
      return Event(at: Int64(parts[0]) ?? 0, deed: .line(file: "access.log", String(parts[1])))
    }
    for second in 0..<seconds {
      let at = (AccessLog.start + Int64(second)) * 1_000_000
      let time = AccessLog.civil(AccessLog.start + Int64(second))
      func add(_ milliseconds: Int64, _ file: String, _ text: String) {
        events.append(Event(at: at + milliseconds * 1000, deed: .line(file: file, text)))
      }
      add(100, "app.log", "\(time).100 INFO [812] shop: order \(second) placed")
      if second >= 901, second < 1200 {
        add(950, "app.log", "\(time).950 ERROR [812] shop.db: no connection left in the pool")
        add(951, "app.log", "Traceback (most recent call last):")
        add(952, "app.log", "  File \"pool.py\", line \(second), in take")
        add(953, "app.log", "app.PoolTimeout: 5 s")
      } else if second % 10 == 0 {
        add(500, "postgresql.log", "\(time).500 UTC [813] shop@shop LOG:  checkpoint starting: time")
      }
    }
    for (second, file) in [(1000, "access.log"), (1600, "access.log"), (1601, "app.log"), (2900, "access.log")]
    where rotates {
      let at = (AccessLog.start + Int64(second)) * 1_000_000
      events.append(Event(at: at, deed: .rotate(file: file, packs: true)))
    }
    return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
