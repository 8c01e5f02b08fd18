import Foundation
import GRDB
import Incidents
import Records

/// A store whose file is damaged: it is moved aside once, and what can still be read of it goes into a new one.
///
/// Positions and the engine's state are left behind: the daemon reads its sources again from their beginnings, and what
/// it finds has the ids it had. Looking for damage reads the whole file, so it is done only for a store that is suspect:
/// one that cannot be opened, or that a writer met damage in, which it leaves a mark of for the next one.
struct StoreQuarantine {
  private let path: String

  init(path: String) { self.path = path }

  /// Where the damaged file lies; one from before is replaced, so that copies do not pile up.
  private var damagedPath: String { path + ".damaged" }
  private var markPath: String { path + ".suspect" }

  var isSuspect: Bool { FileManager.default.fileExists(atPath: markPath) }

  /// Leaves the mark.
  func suspect() { _ = FileManager.default.createFile(atPath: markPath, contents: nil) }

  /// Takes the mark away.
  func trust() { try? FileManager.default.removeItem(atPath: markPath) }

  /// Moves the store aside if SQLite confirms that it is damaged, and saves what can be read of it. No writer may be
  /// open.
  /// - Returns: whether it was damaged.
  func replaceIfDamaged() throws(StoreError) -> Bool {
    guard try isDamaged() else { return false }
    do {
      let lock = try StoreLock(of: path)
      try moveAside()
      withExtendedLifetime(lock) {}
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotCreate, path: damagedPath)
    }
    let file = try StoreFile(path: path, access: .writing)
    salvage(into: file)
    try? FileManager.default.removeItem(atPath: damagedPath + "-shm")
    if (try? FileManager.default.attributesOfItem(atPath: damagedPath + "-wal")[.size]) as? Int == 0 {
      try? FileManager.default.removeItem(atPath: damagedPath + "-wal")
    }
    return true
  }

  private func isDamaged() throws(StoreError) -> Bool {
    do throws(StoreError) {
      let file = try StoreFile(path: path, access: .writing)
      return try file.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(1)") != ["ok"] }
    } catch {
      switch error.reason {
      case .damaged: return true
      // Noise where the header was. That it was a store is known only where a daemon left its ballast.
      case .notAStore where error.sqlCode != nil && FileManager.default.fileExists(atPath: path + ".ballast"):
        return true
      default: throw error
      }
    }
  }

  /// The write-ahead log first: one that stayed would be taken for that of the new file.
  private func moveAside() throws {
    for suffix in ["-wal", "-shm", ""] {
      let target = damagedPath + suffix
      try? FileManager.default.removeItem(atPath: target)
      guard FileManager.default.fileExists(atPath: path + suffix) else { continue }
      try FileManager.default.moveItem(atPath: path + suffix, toPath: target)
    }
  }

  /// Copies what can be read, piece by piece; a piece that cannot is left out.
  private func salvage(into file: StoreFile) {
    var configuration = Configuration()
    configuration.readonly = true
    guard let damaged = try? DatabaseQueue(path: damagedPath, configuration: configuration) else { return }
    func rows(_ table: String) -> [Row] {
      var rows: [Row] = []
      try? damaged.read { db in
        let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \(table)")
        while let row = try cursor.next() { rows.append(row.copy()) }
      }
      return rows
    }
    for table in ["correction", "withdrawn", "event", "delivery", "pseudonym_key"] {
      for row in rows(table) {
        let marks = Array(repeating: "?", count: row.count).joined(separator: ", ")
        try? file.write { db in
          try db.execute(
            sql: "INSERT OR REPLACE INTO \(table) VALUES (\(marks))", arguments: StatementArguments(row.databaseValues))
        }
      }
    }
    for id in rows("incident").compactMap({ String.fromDatabaseValue($0["id"]) }) {
      let found = try? damaged.read { try MeasuredIncidents(path: damagedPath, $0).incident(id) }
      if let incident = found ?? nil { try? file.write { try MeasuredIncidents(path: path, $0).replace(incident) } }
    }
  }
}
