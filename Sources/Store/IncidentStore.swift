import Foundation
import GRDB
package import Incidents
import Records

/// The SQLite file that incidents, timeline entries and coverage live in.
///
/// One connection writes and checkpoints (faults.md, fact 2), in WAL mode; those that only read are opened so.
package struct IncidentStore: Sendable {
  package enum Access: Sendable {
    /// The file must be there and is left as it is.
    case reading
    /// The file is created or upgraded where needed.
    case writing
  }

  package let path: String
  private let database: DatabaseQueue

  package init(path: String, access: Access = .writing) throws(StoreError) {
    self.path = path
    switch access {
    case .writing: try StoreLocation.create(path)
    case .reading:
      guard FileManager.default.fileExists(atPath: path) else { throw StoreError(.missing, path: path) }
    }
    var configuration = Configuration()
    configuration.readonly = access == .reading
    configuration.busyMode = .timeout(5)
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      try database.inDatabase { try StoreSchema.check($0, path: path, mayWrite: access == .writing) }
      if access == .writing {
        try database.writeWithoutTransaction { db in
          try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = \(StoreSchema.applicationID)")
        }
        try StoreSchema.migrator.migrate(database)
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Stores a reconstruction in one transaction. Saving it again changes nothing.
  ///
  /// An incident that is already stored (`IncidentIdentity`) is replaced but for what a person noted in it and the
  /// reconstruction does not have; one with an id that another incident has gets `-2`, `-3`.
  /// - Returns: the incidents as they are stored now, in the reconstruction's order.
  @discardableResult
  package func save(_ reconstruction: Reconstruction) throws(StoreError) -> [Incident] {
    try write { db in
      let rows = IncidentRows(path: path)
      let entries = EntryRows(path: path)
      var identity = IncidentIdentity(stored: try outlines(db))
      var saved: [Incident] = []
      for incident in reconstruction.incidents {
        var incident = incident
        let place = identity.place(IncidentIdentity.Outline(incident))
        incident.id = place.id
        if place.isKnown {
          let kept = try entries.timeline(of: place.id, db)
          incident.timeline = incident.timeline.keepingNotes(of: kept)
          try db.execute(sql: "DELETE FROM incident WHERE id = ?", arguments: [place.id])
        }
        try rows.insert(incident, db)
        try entries.insert(incident.timeline, of: incident.id, db)
        saved.append(incident)
      }
      for source in reconstruction.coverage.sources { try CoverageRows().replace(source, db) }
      return saved
    }
  }

  /// Stores entries that belong to no incident; one whose id is stored so already is replaced.
  package func saveOutside(_ entries: [TimelineEntry]) throws(StoreError) {
    try write { db in
      for entry in entries {
        try db.execute(sql: "DELETE FROM entry WHERE incident_id IS NULL AND id = ?", arguments: [entry.id])
      }
      try EntryRows(path: path).insert(entries, of: nil, db)
    }
  }

  /// The incidents asked for, oldest first.
  package func incidents(_ filter: IncidentFilter = IncidentFilter()) throws(StoreError) -> [Incident] {
    try read { db in
      let condition = filter.condition
      return try Row.fetchAll(
        db, sql: "SELECT * FROM incident \(condition.sql) ORDER BY started_at, id", arguments: condition.arguments
      ).map { try IncidentRows(path: path).incident($0, db) }
    }
  }

  package func incident(_ id: String) throws(StoreError) -> Incident? {
    try read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM incident WHERE id = ?", arguments: [id])
        .map { try IncidentRows(path: path).incident($0, db) }
    }
  }

  /// Every incident's id, oldest first.
  package func incidentIDs() throws(StoreError) -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT id FROM incident ORDER BY started_at, id") }
  }

  /// The timeline entries asked for, in time order, in or out of incidents.
  package func entries(_ query: EntryQuery = EntryQuery()) throws(StoreError) -> [StoredEntry] {
    try read { try EntryRows(path: path).entries(query, $0) }
  }

  /// What was read of every source, by the source's name.
  package func coverage() throws(StoreError) -> Coverage {
    try read { try CoverageRows().coverage($0) }
  }

  private func outlines(_ db: Database) throws -> [IncidentIdentity.Outline] {
    let rows = try Row.fetchAll(db, sql: "SELECT id, started_at, ended_at FROM incident ORDER BY started_at, id")
    return try rows.map { row in
      let id: String = row["id"]
      let services = try String.fetchSet(db, sql: "SELECT service FROM signal WHERE incident_id = ?", arguments: [id])
      return IncidentIdentity.Outline(
        id: id, startedAt: time(row["started_at"]), endedAt: time(row["ended_at"]), services: services)
    }
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try database.read(body) } catch { throw StoreError(error, path: path) }
  }

  private func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try database.write(body) } catch { throw StoreError(error, path: path) }
  }
}

extension [TimelineEntry] {
  /// These entries and the notes of an earlier timeline that they lack, in time order.
  fileprivate func keepingNotes(of earlier: [TimelineEntry]) -> [TimelineEntry] {
    let ids = Set(map(\.id))
    var merged = self
    for note in earlier where note.origin == .noted && !ids.contains(note.id) {
      merged.insert(note, at: merged.firstIndex { $0.at > note.at } ?? merged.endIndex)
    }
    return merged
  }
}
