import Foundation
import GRDB
import Records

/// Why a store could not be opened, read or written. Holds no value from a log.
package struct StoreError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// Neither `XDG_STATE_HOME` nor `HOME` says where the store lives.
    case noHome
    case missing
    /// It is there, and may not be read.
    case unreadable
    /// A folder, a pipe or a device.
    case noFile
    /// The file or its folder could not be created.
    case cannotCreate
    /// A file, but no SQLite database, or one of another program.
    case notAStore
    /// Written by a newer Hindcast; the schema versions of the file and of this program.
    case newerSchema(found: Int, known: Int)
    /// Not readable before a program that may write has upgraded it.
    case olderSchema
    case busy
    /// Another process has the right to write; its number where it is known.
    case heldBy(String, process: Int32?)
    case full
    case readOnly
    /// What was written last is in a WAL that those only can read who may write beside it.
    case readOnlyFolder
    /// A write did not reach the disk: what the system still holds of it is unknown until the file is opened again.
    case notWritten
    case damaged
    /// A stored value that no Hindcast writes.
    case unreadableRow(table: String)
    /// A draft that is longer than what is kept.
    case tooLarge
    case database
  }

  package var reason: Reason
  package var path: String
  /// The extended SQLite result code, where SQLite said no.
  package var sqlCode: Int32?
  /// The system's error number, where it said no.
  package var errorNumber: Int32?

  package init(_ reason: Reason, path: String, sqlCode: Int32? = nil, errorNumber: Int32? = nil) {
    self.reason = reason
    self.path = path
    self.sqlCode = sqlCode
    self.errorNumber = errorNumber
  }

  /// The error that GRDB met, in terms of what a user can do about it.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError:
      let reason: Reason =
        switch error.resultCode {
        case .SQLITE_NOTADB: .notAStore
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_FULL: .full
        // The shared memory beside the WAL found no room.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: .full
        case .SQLITE_IOERR: .notWritten
        case .SQLITE_READONLY: .readOnly
        case .SQLITE_CORRUPT: .damaged
        case .SQLITE_CANTOPEN: .cannotCreate
        default: .database
        }
      self.init(reason, path: path, sqlCode: error.extendedResultCode.rawValue)
    default: self.init(.database, path: path)
    }
  }
}

extension StoreError: LocalizedError {
  /// One line: what happened and what to do.
  package var errorDescription: String? {
    switch reason {
    case .noHome: "neither XDG_STATE_HOME nor HOME is set: name a store with --store FILE"
    case .missing: "no store at \(path): make one with 'hindcast replay PATH...', or name another with --store FILE"
    case .unreadable:
      "cannot read the store \(path)\(detail): ask as root or as a member of its group, or name another with --store FILE"
    case .noFile: "\(path) is no file but a folder, a pipe or a device: name a store with --store FILE"
    case .cannotCreate:
      "cannot open or create the store \(path)\(detail): check its folder, or name another with --store FILE"
    case .notAStore: "\(path) is no Hindcast store: name another file with --store FILE"
    case .newerSchema(let found, let known):
      "the store \(path) has schema \(found), this hindcast knows \(known): use the newer hindcast, or another --store FILE"
    case .olderSchema: "the store \(path) is of an older schema: run a command that writes it, which upgrades it"
    case .busy: "the store \(path) is in use by another process: try again when it is done"
    case .heldBy(let name, let process):
      "the store \(path) is being written by \(name.controlsVisible)\(process.map { " (process \($0))" } ?? ""): "
        + (name == "hindcastd" ? "stop it, or leave out --store to ask it" : "try again when it is done")
    case .notWritten: "the store \(path) could not be read or written\(detail): check the disk"
    case .full: "no room left to write the store \(path): free some and try again"
    case .readOnly: "the store \(path) may not be written: check its permissions"
    case .readOnlyFolder:
      "what was written last into the store \(path) is in files beside it that cannot be used\(detail): ask as its owner, "
        + "or copy it with what lies beside it and name the copy with --store"
    case .damaged: "the store \(path) is damaged: move it away and reconstruct with 'hindcast replay'"
    case .unreadableRow(let table):
      "the store \(path) holds a row of \(table) that this hindcast cannot read: move it away and reconstruct"
    case .tooLarge: "the draft is longer than the store keeps: a copy of it can be its base later on"
    case .database: "the store \(path) failed\(detail): check the file, or name another with --store FILE"
    }
  }

  private var detail: String {
    if let errorNumber { return " (\(unsafe String(cString: strerror(errorNumber))))" }
    if let sqlCode { return " (SQLite code \(sqlCode))" }
    return ""
  }
}
