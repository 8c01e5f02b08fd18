import Foundation
import GRDB
package import Incidents
import Records

/// The daemon's hold on the store: the one connection that writes and checkpoints, for as long as the value lives.
///
/// An error tells what to do by its reason: `full`, `readOnly` and `busy`: nothing was stored, so do not go on with the
/// positions, and try the same checkpoint again later (`sweep` makes room). `damaged` and `notWritten`: end the process; the
/// next one begins with what `recovering` and `resume` find.
package struct StoreWriter: Sendable {
  /// A write-ahead log of this size means that some reader does not come to an end.
  package static let walAlarmBytes = 64 << 20

  let file: StoreFile
  let ballast: Ballast
  private let destinations: Destinations

  /// Creates the store or upgrades it where needed.
  /// - Parameters:
  ///   - destinations: names of those who are told of transitions, each with an outbox of its own.
  ///   - ballastBytes: room kept beside the store, so that a full disk can be swept: more than 2 MiB and two of the
  ///     largest checkpoints; 0 keeps none.
  ///   - busyTimeout: how long a checkpoint waits for another program that holds the file.
  package init(
    path: String, destinations: [String] = [], ballastBytes: Int = 32 << 20, busyTimeout: Duration = .seconds(1)
  ) throws(StoreError) {
    file = try StoreFile(path: path, access: .writing, busyTimeout: busyTimeout)
    self.destinations = Destinations(destinations)
    ballast = Ballast(path: path + ".ballast", bytes: ballastBytes)
    ballast.hold()
  }

  /// Opens the store as `init` does, but for one that is damaged: that is moved to `PATH.damaged`, and a new one begins
  /// with the corrections, events and incidents that can be read of it.
  /// - Returns: the writer, and whether the store was replaced.
  package static func recovering(
    path: String, destinations: [String] = [], ballastBytes: Int = 32 << 20
  ) throws(StoreError) -> (writer: StoreWriter, isReplaced: Bool) {
    func open() throws(StoreError) -> StoreWriter {
      try StoreWriter(path: path, destinations: destinations, ballastBytes: ballastBytes)
    }
    let quarantine = StoreQuarantine(path: path)
    if !quarantine.isSuspect {
      do throws(StoreError) { return (try open(), false) } catch {
        guard error.reason == .damaged || error.reason == .notAStore else { throw error }
      }
    }
    let isReplaced = try quarantine.replaceIfDamaged()
    quarantine.trust()
    return (try open(), isReplaced)
  }

  package var path: String { file.path }

  /// Whether a write is under way; it takes as long as the disk does.
  package var isWriting: Bool { file.isWriting }

  /// From now on these are told of transitions.
  package func tell(_ destinations: [String]) { self.destinations.names = destinations }

  /// What is stored, read by this connection.
  package var incidents: IncidentStore { IncidentStore(file) }

  /// Stores what changed, and puts what is to be told into the outbox.
  package func commit(_ checkpoint: Checkpoint) throws(StoreError) -> CommitReceipt {
    guard !checkpoint.isEmpty else { return CommitReceipt(walBytes: walBytes) }
    var receipt = try file.write { db in
      let ids = try store(checkpoint.incidents, checkpoint.underWay, checkpoint.at, db)
      try EntryRows(path: path).replaceOutside(checkpoint.entries, db)
      for source in checkpoint.coverage { try CoverageRows().replace(source, db) }
      if let resumption = checkpoint.resumption { try ResumptionRows().replace(resumption, db) }
      return ids
    }
    receipt.walBytes = walBytes
    return receipt
  }

  /// Where the last checkpoint with a resumption left off; nil in a new store.
  package func resume() throws(StoreError) -> Resumption? {
    try file.read { try ResumptionRows().resumption($0) }
  }

  /// The incidents that were measured to be under way, as they were measured, whatever people made of them.
  package func openIncidents() throws(StoreError) -> [Incident] {
    try file.read { try MeasuredIncidents(path: path, $0).open() }
  }

  /// Records what a person asks for; what follows from it is told as what follows from a checkpoint.
  package func correct(
    _ request: CorrectionRequest, forms: @escaping (String) -> [String] = { [$0] }
  ) throws(CorrectionError) -> CorrectionReceipt {
    try file.correct { db in
      let before = try ShownIncidents(path: path, db)
      let receipt = try CorrectionRecorder(path: path, db).record(request, forms: forms)
      guard let number = receipt.corrections.last?.number else { return receipt }
      let after = try ShownIncidents(path: path, db)
      // A correction reaches what it connects, or what was connected until it was undone, and nothing else.
      var reached: Set<String> = []
      for id in Set(receipt.corrections.compactMap(\.incident)) {
        reached.formUnion(before.log.related(to: id).union(after.log.related(to: id)))
      }
      // What was measured stays as it is; only the log of corrections has grown.
      let earlier = try before.corrected(reached, with: [])
      for incident in try after.corrected(reached, with: []) {
        let known = earlier.first { $0.id == incident.id }
        guard let transition = IncidentTransition(from: known, to: incident, correction: number) else { continue }
        _ = try EventRows().add(transition, to: destinations.names, at: request.at, db)
      }
      return receipt
    }
  }

  private func store(
    _ incidents: [Incident], _ underWay: Set<String>, _ now: Timestamp, _ db: Database
  ) throws -> CommitReceipt {
    guard !incidents.isEmpty || !underWay.isEmpty else { return CommitReceipt() }
    let measured = MeasuredIncidents(path: path, db)
    let shown = try ShownIncidents(path: path, db)
    let placed = try measured.placed(incidents)
    let withdrawn = underWay.subtracting(placed.map(\.id)).sorted()
    var related: Set<String> = []
    for id in placed.map(\.id) + withdrawn { related.formUnion(shown.log.related(to: id)) }
    let before = try shown.corrected(related)
    for incident in placed { try measured.replace(incident) }
    for id in withdrawn { try measured.withdraw(id, isNamed: shown.log.named.contains(id)) }
    let after = try shown.corrected(related)

    var transitions = after.compactMap { incident in
      IncidentTransition(from: before.first { $0.id == incident.id }, to: incident, correction: nil)
    }
    transitions += before.filter { old in withdrawn.contains(old.id) && !after.contains { $0.id == old.id } }
      .compactMap(IncidentTransition.init(withdrawn:))
    return CommitReceipt(
      incidents: placed.map(\.id),
      transitions: try transitions.filter { try EventRows().add($0, to: destinations.names, at: now, db) })
  }

  /// Size of the file and its write-ahead log.
  package var bytes: Int { size("") + walBytes }

  /// Whether some reader does not come to an end, so that the write-ahead log cannot be written back.
  package var isLogTooLong: Bool { walBytes > Self.walAlarmBytes }

  /// Whether a checkpoint made now might fail: another process holds the file, or the disk is nearly full or read-only.
  /// Writes nothing.
  package var isDoubtful: Bool {
    var disk = statvfs()
    guard unsafe statvfs(path, &disk) == 0 else { return true }
    if disk.f_flag & UInt(ST_RDONLY) != 0 || disk.f_bavail * disk.f_frsize < Self.roomBytes { return true }
    return file.isHeld
  }

  /// Room below which a disk is nearly full.
  private static let roomBytes: UInt = 4 << 20

  private var walBytes: Int { size("-wal") }

  private func size(_ suffix: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
    return (attributes?[.size] as? Int) ?? 0
  }
}
