/// Which journals share one count of entries.
///
/// Up to systemd 253 a journald numbers the entries of its system's and its users' journals in one count, but gives
/// each of these journals a sequence of its own: within it numbers are missing that the others have.
enum JournalCount: Hashable, Sendable {
  /// The journald that writes into this folder.
  case folder(String)
  case sequence(JournalSequence)

  init(path: String, header: JournalHeader) {
    let name = Self.name(path)
    if name.hasPrefix("system.") || name.hasPrefix("system@") || name.hasPrefix("user-") {
      self = .folder(JournalFolders.folder(path))
    } else {
      self = .sequence(JournalSequence(header.sequenceID))
    }
  }

  /// Whether the file is a user's journal: what numbers it lacks says nothing without the system's.
  static func isOfUser(_ path: String) -> Bool { name(path).hasPrefix("user-") }

  private static func name(_ path: String) -> Substring {
    path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
  }
}
