/// Which journals share one count of entries.
///
/// Up to systemd 253 a journald numbers the entries of its system's and its users' journals in one count, but gives
/// each of these journals a sequence of its own: within it numbers are missing that the others have.
enum JournalCount: Hashable, Sendable {
  /// The journald that writes into this folder.
  case folder(String)
  case sequence(JournalSequence)

  init(path: String, header: JournalHeader) {
    let slash = path.lastIndex(of: "/")
    let name = path[(slash.map { path.index(after: $0) } ?? path.startIndex)...]
    if name.hasPrefix("system.") || name.hasPrefix("system@") || name.hasPrefix("user-") {
      self = .folder(String(slash.map { path[..<$0] } ?? "."))
    } else {
      self = .sequence(JournalSequence(header.sequenceID))
    }
  }
}
