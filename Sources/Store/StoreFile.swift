import Foundation
import GRDB
import Synchronization

/// The open SQLite file: one connection, in WAL mode, and the right to write where it was asked for.
///
/// A commit is on the disk when it returns (`synchronous=FULL`): a person's note must outlive a power cut, an `fsync`
/// that fails must be heard of at the commit that it concerns, and one sync for each commit, of which the daemon makes
/// about one a second, costs nothing. After a write that failed nothing more is written: the system may hold what the disk
/// does not, and only a new process begins with what is durable. Readers cannot write, and hold no transaction longer than
/// a query.
final class StoreFile: Sendable {
  /// The WAL is written back at this size, 1 MiB: on a full disk the ballast must hold what the file grows by then.
  static let walPages = 256
  /// The WAL is cut to this size when it starts over, should a large checkpoint have made it larger.
  static let walBytesKept = 16 << 20

  let path: String
  private let database: DatabaseQueue
  private let lock: StoreLock?
  private let frozen: FrozenStore?
  private let hasFailed = Atomic(false)
  private let writes = Atomic(0)

  init(path: String, access: IncidentStore.Access, busyTimeout: Duration = .seconds(5)) throws(StoreError) {
    self.path = path
    switch access {
    case .writing:
      try StoreLocation.create(path)
      lock = try StoreLock(of: path)
      frozen = nil
    case .reading:
      try StoreLocation.checkIsReadable(path)
      lock = nil
      frozen = FrozenStore(path)
    }
    var configuration = Configuration()
    configuration.readonly = access == .reading
    configuration.busyMode = .timeout(busyTimeout / .seconds(1))
    do {
      database = try DatabaseQueue(path: frozen?.name ?? path, configuration: configuration)
      try database.inDatabase { try StoreSchema.check($0, path: path, mayWrite: access == .writing) }
      if access == .writing {
        try database.writeWithoutTransaction { db in
          try db.execute(
            sql: """
              PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = \(Self.walBytesKept);
              PRAGMA wal_autocheckpoint = \(Self.walPages);
              PRAGMA application_id = \(StoreSchema.applicationID);
              """)
        }
        try StoreSchema.migrator.migrate(database)
      }
    } catch {
      throw Self.error(error, path: path, access: access)
    }
  }

  /// Reading needs the right to keep an index of the WAL beside the file, too.
  private static func error(_ error: any Error, path: String, access: IncidentStore.Access) -> StoreError {
    let found = StoreError(error, path: path)
    let isRefused = found.reason == .readOnly || found.reason == .cannotCreate
    return access == .reading && isRefused ? StoreError(.readOnlyFolder, path: path, sqlCode: found.sqlCode) : found
  }

  /// The connection ends before the lock is released: the last one to close checkpoints.
  deinit { try? database.close() }

  /// Whether a write is under way.
  var isWriting: Bool { writes.load(ordering: .relaxed) > 0 }

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try unchanged { try database.read(body) } } catch { throw StoreError(error, path: path) }
  }

  /// What was read, unless somebody wrote meanwhile whom no lock kept from it.
  private func unchanged<Value>(_ read: () throws -> Value) throws -> Value {
    let value = Result { try read() }
    if let frozen, !frozen.isUnchanged { throw StoreError(.busy, path: path) }
    return try value.get()
  }

  /// One transaction.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try unlessFailed { try database.write(body) } } catch { throw StoreError(error, path: path) }
  }

  /// One transaction whose body may refuse what it was asked to do.
  func correct<Value>(_ body: (Database) throws -> Value) throws(CorrectionError) -> Value {
    do {
      return try unlessFailed { try database.write(body) }
    } catch let error as CorrectionError {
      throw error
    } catch {
      throw .store(StoreError(error, path: path))
    }
  }

  /// The same without a change.
  func correctionTrial<Value>(_ body: (Database) throws -> Value) throws(CorrectionError) -> Value {
    do {
      return try unchanged { try database.read(body) }
    } catch let error as CorrectionError {
      throw error
    } catch {
      throw .store(StoreError(error, path: path))
    }
  }

  /// Whether another process keeps this one from writing at the moment.
  var isHeld: Bool {
    do {
      try database.writeWithoutTransaction { db in
        let patience = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 0
        try db.execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? db.execute(sql: "PRAGMA busy_timeout = \(patience)") }
        try db.execute(sql: "BEGIN IMMEDIATE; ROLLBACK")
      }
      return false
    } catch {
      return true
    }
  }

  /// Outside of a transaction, as pragmas and checkpoints want it.
  func direct<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try unlessFailed { try database.writeWithoutTransaction(body) } } catch {
      throw StoreError(error, path: path)
    }
  }

  private func unlessFailed<Value>(_ work: () throws -> Value) throws -> Value {
    if hasFailed.load(ordering: .relaxed) { throw StoreError(.notWritten, path: path) }
    writes.add(1, ordering: .relaxed)
    defer { writes.subtract(1, ordering: .relaxed) }
    do {
      return try work()
    } catch let error as DatabaseError {
      switch StoreError(error, path: path).reason {
      case .notWritten: hasFailed.store(true, ordering: .relaxed)
      case .damaged: StoreQuarantine(path: path).suspect()
      default: break
      }
      throw error
    }
  }
}
