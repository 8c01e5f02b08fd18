import Incidents
import Records

/// The ids that imported notes had in earlier versions: `i` and the beginning of a hash of the incident, the time and the
/// text. Marks that people made by them are kept in the log, and mean the same notes still.
struct FormerNoteIDs {
  private var ids: [String: [String]] = [:]

  /// - Parameter all: the whole log.
  init(_ all: [Correction]) {
    // Hashes are made only where something is known by one.
    guard all.contains(where: \.marksByFormerID) else { return }
    for correction in all {
      guard case .notes(_, let notes) = correction.change else { continue }
      for (note, entry) in zip(notes, correction.entries) {
        let hash = sha256Hex("\(correction.incident ?? "")\u{0}\(note.at.microseconds)\u{0}\(note.text)")
        ids["i" + hash.prefix(12), default: []].append(entry.id)
      }
    }
  }

  /// The ids by which an entry is known now: several where the same note was imported, taken back and imported again.
  func now(_ id: String) -> [String] { ids[id] ?? [id] }
}

extension Correction {
  fileprivate var marksByFormerID: Bool {
    if case .mark(let entry, _, _) = change { entry.hasPrefix("i") } else { false }
  }
}
