internal import Glibc

/// Why a journal, or a part of it, was not read.
package struct JournalError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// The file or folder cannot be opened.
    case unreadable
    /// A folder without any journal file.
    case noJournal
    /// The file does not begin as a journal does.
    case notAJournal
    /// The file is shorter than its header says: `present` of `expected` bytes.
    case truncated(present: UInt64, expected: UInt64)
    /// libsystemd refuses the file.
    case refused
    /// Reading ended before the last entry that the header counts.
    case endedEarly
    /// Sequence numbers that no given file has: entries vacuumed, lost, or in a file that was not given.
    case missingEntries
    /// Entries were deleted, or damaged, before they were read.
    case lostEntries
    /// Reading was to go on behind an entry that does not exist yet.
    case positionAhead
    /// Journals are there, and none may be read.
    case blind
  }

  package var reason: Reason
  package var path: String
  /// The error number; 0 where there is none.
  package var code: Int32
  /// Between which entries (microseconds since the epoch) something is missing, and how many entries; nil where not known.
  package var from: Int64?
  package var to: Int64?
  package var lost: UInt64?

  package init(
    _ reason: Reason, path: String, code: Int32 = 0, from: Int64? = nil, to: Int64? = nil, lost: UInt64? = nil
  ) {
    self.reason = reason
    self.path = path
    self.code = code
    self.from = from
    self.to = to
    self.lost = lost
  }
}

extension JournalError: CustomStringConvertible {
  /// One sentence: what is the matter and what to do.
  package var description: String {
    switch reason {
    case .unreadable where code == EACCES || code == EPERM:
      "cannot read the journal \(path): \(systemMessage); run as root or join the group systemd-journal"
    case .unreadable: "cannot read the journal \(path): \(systemMessage)"
    case .noJournal: "no journal file (*.journal) in \(path)"
    case .notAJournal: "\(path) is no journal file"
    case .truncated(let present, let expected):
      "the journal \(path) is cut off (\(present) of \(expected) bytes) and cannot be read; copy it again"
    case .refused where code == EPROTONOSUPPORT:
      "the journal \(path) was written by a newer systemd than this one; export it there with journalctl -o export"
    case .refused: "the journal \(path) is damaged: \(systemMessage); journalctl --verify --file tells more"
    case .endedEarly:
      "the journal \(path) is damaged: it ends before its last entry; journalctl --verify --file tells more"
    case .missingEntries:
      "entries of the journal beside \(path) are missing by their sequence numbers: vacuumed, or in a file not given"
    case .lostEntries:
      "entries of the journal \(path) were deleted or damaged before they were read"
    case .positionAhead:
      "the journal \(path) ends before the entry that was read last, as after a restored backup: read on by time"
    case .blind:
      "cannot see any journal in \(path); let the user of this program join the group systemd-journal (or adm)"
    }
  }

  private var systemMessage: String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return "\(unsafe String(cString: text)) (error \(code))"
  }
}
