import Incidents

/// What people set of the course of incidents, each of them from one merge or split to the next: only the last of each
/// field counts, as if the others had not been set, whichever order they were set in.
struct CourseSets {
  private var open: [String: [Correction]] = [:]
  /// What counts of a run, by the number of its first correction.
  private var runs: [Int: [Correction]] = [:]

  init(_ effective: [Correction]) {
    var wholes = Wholes()
    for correction in effective {
      guard let id = correction.incident.map({ wholes.whole(of: $0) }) else { continue }
      switch correction.change {
      case .set(let field, _) where field.changesCourse: open[id, default: []].append(correction)
      case .merge(let other):
        close(id)
        close(wholes.whole(of: other))
        wholes.merge(other, into: id)
      case .split: close(id)
      case .note, .notes, .mark, .set, .undo: break
      }
    }
    for id in Array(open.keys) { close(id) }
  }

  /// What is set where this correction stands: all that counts of its run with the first of it, nothing with the others.
  func set(with correction: Correction) -> [Correction] { runs[correction.number] ?? [] }

  private mutating func close(_ id: String) {
    guard let run = open.removeValue(forKey: id), let first = run.first else { return }
    var last: [IncidentField: (value: String, correction: Correction)] = [:]
    for correction in run {
      guard case .set(let field, let value) = correction.change else { continue }
      last[field] = (value, correction)
    }
    // That it goes on takes back an end that was set before, and an end that was set later takes back that.
    if let status = last[.status], let end = last[.endedAt], status.value == IncidentStatus.open.rawValue {
      last[status.correction.number > end.correction.number ? .endedAt : .status] = nil
    }
    runs[first.number] = [IncidentField.startedAt, .detectedAt, .endedAt, .status].compactMap { last[$0]?.correction }
  }
}
