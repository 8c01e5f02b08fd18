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
    let given = try base.map { try EditedDraft.read($0) }
    let stamp = DraftStamp(of: edited.text) ?? given.flatMap { DraftStamp(of: $0) }
    guard let id = id ?? stamp?.incident else { throw DraftUpdateError(.noStamp, path) }
    let access = try surroundings.incidents(store: store)
    if let told = stamp?.incident, told != id {
      let ids = try [told, id].map { try access.document($0, includingHidden: false, entries: 1).incident.id }
      guard ids[0] == ids[1] else { throw DraftUpdateError(.otherIncident(told), path) }
    }
    guard let base = try given ?? stamp?.base.flatMap({ try access.draft($0)?.text }) else {
      throw DraftUpdateError(.unknownBase(incident: id), path)
    }
    let renewed = try generate(id, as: stamp, beside: path, access, surroundings).draft
    let name = URL(fileURLWithPath: path).lastPathComponent
    let update = DraftUpdate(edited: edited.text, base: base, renewed: renewed.text, label: name)
    try renewed.pictures?.linked(in: update.text).write(force: true)
    guard update.text != edited.text else { return Renewal(lines: ["\(path) is up to date"], hasConflicts: false) }
    try edited.replace(with: update.text)
    return Renewal(lines: Self.report(update.merge, path), hasConflicts: !update.merge.conflicts.isEmpty)
  }

  private static func report(_ merge: DraftMerge, _ path: String) -> [String] {
    var lines = ["\(path): \(merge.renewed) \(merge.renewed == 1 ? "place" : "places") renewed"]
    if merge.leftOut > 0 {
      let what = merge.leftOut == 1 ? "1 change is" : "\(merge.leftOut) changes are"
      lines.append("\(path): \(what) left out, of what you had deleted")
    }
    lines += merge.conflicts.map {
      "\(path):\($0): conflict: you and the renewal changed the same words: keep what is right and delete the marks"
    }
    return lines
  }
}
