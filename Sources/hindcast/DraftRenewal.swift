import Control
import Drafting
import Foundation
import Incidents
import Store

extension DraftCommand {
  /// What became of a draft that was renewed.
  struct Renewal: Equatable {
    var lines: [String]
    var hasConflicts: Bool
  }

  /// Merges what is generated now into a draft that a person has edited.
  func renew(_ path: String, _ surroundings: Surroundings) throws -> Renewal {
    let edited = try EditedDraft(path)
    try EditedDraft.checkIsFinishedMarkdown(edited.text, path)
    let given = try base.map { try EditedDraft.read($0) }
    let stamp = try stamp(of: edited.text, path) ?? given.flatMap { try self.stamp(of: $0, base ?? "") }
    guard let id = id ?? stamp?.incident else { throw DraftError(.noStamp, path) }
    let access = try surroundings.incidents(store: store)
    if let told = stamp?.incident, told != id {
      let ids = try [told, id].map { try access.document($0, includingHidden: false, entries: 1).incident.id }
      guard ids[0] == ids[1] else { throw DraftError(.otherIncident(told), path) }
    }
    guard let base = try given ?? stamp?.base.flatMap({ try access.draft($0)?.text }) else {
      throw DraftError(.unknownBase(incident: id), path)
    }
    let renewed = try generate(id, as: stamp, beside: path, access, surroundings).draft
    let name = URL(fileURLWithPath: path).lastPathComponent
    let update = DraftUpdate(edited: edited.text, base: base, renewed: renewed.text, label: name)
    let isNew = update.text != edited.text
    if isNew { try edited.replace(with: update.text) }
    // Last: they belong to the text that is there now.
    let refused = renewed.pictures?.linked(in: update.text).write() ?? []
    return Renewal(
      lines: (isNew ? Self.report(update.merge, path) : ["\(path) is up to date"])
        + refused.map(\.localizedDescription),
      hasConflicts: isNew && !update.merge.conflicts.isEmpty)
  }

  private static func report(_ merge: DraftMerge, _ path: String) -> [String] {
    var lines = ["\(path): \(merge.renewed) \(merge.renewed == 1 ? "place" : "places") renewed"]
    if merge.leftOut > 0 {
      let what = merge.leftOut == 1 ? "1 change is" : "\(merge.leftOut) changes are"
      lines.append("\(path): \(what) left out, of what you had deleted")
    }
    lines += merge.leftOutSections.map {
      "\(path): section '\($0)', which you had deleted, has changed: it stays deleted"
    }
    lines += merge.conflicts.map {
      "\(path):\($0): conflict: you and the renewal changed the same: keep what is right and delete the marks"
    }
    return lines
  }
}
