import Incidents

/// The splits whose parts can be put together again: merging these gives the whole as it was, under what people noted and
/// set since.
struct Splits {
  private struct Split {
    /// As it was before, under the id of the first part.
    var whole: Incident
    var first: String
    var second: String
    /// What was noted and set in its parts since.
    var later: [Later] = []

    func involves(_ id: String) -> Bool { id == first || id == second }
  }

  private struct Later {
    var correction: Correction
    var isOfFirst: Bool
  }

  /// In the order in which they were made.
  private var splits: [Split] = []

  mutating func add(_ whole: Incident, into second: String) {
    splits.append(Split(whole: whole, first: whole.id, second: second))
  }

  /// Takes what a person noted or set in an incident.
  mutating func keep(_ correction: Correction, in id: String) {
    for index in splits.indices where splits[index].involves(id) {
      splits[index].later.append(Later(correction: correction, isOfFirst: id == splits[index].first))
    }
  }

  /// Both parts of a split as the whole that they were, under the id of the one that the other is merged into; nil where they
  /// are not that, or are no more what the split made of them.
  mutating func rejoin(_ id: String, with part: String) -> Incident? {
    let last = splits.lastIndex { $0.involves(id) || $0.involves(part) }
    guard let last, splits[last].involves(id), splits[last].involves(part) else {
      splits.removeAll { $0.involves(id) || $0.involves(part) }
      return nil
    }
    let split = splits.remove(at: last)
    for index in splits.indices {
      // What was corrected in the first part is there already.
      if splits[index].involves(split.first) {
        let isOfFirst = splits[index].first == split.first
        splits[index].later += split.later.filter { !$0.isOfFirst }
          .map { Later(correction: $0.correction, isOfFirst: isOfFirst) }
      }
      if splits[index].first == part { splits[index].first = id }
      if splits[index].second == part { splits[index].second = id }
    }
    var whole = split.whole
    whole.id = id
    for later in split.later.sorted(by: { $0.correction.number < $1.correction.number }) {
      let correction = later.correction
      switch correction.change {
      case .note, .notes: whole.timeline.insertInTime(correction.entries)
      case .set(let field, let value):
        guard isOfWhole(field, later.isOfFirst, isOfTarget: later.isOfFirst == (id == split.first)) else {
          let part = later.isOfFirst ? split.first : split.second
          if field.isTime { whole.caveats.append(correction.told(of: field, value, endingWith: part)) }
          continue
        }
        field.set(value, by: correction.by, at: correction.at, in: &whole)
      case .mark, .merge, .split, .undo: break
      }
    }
    return whole
  }

  /// Whether what was set in a part says something of the whole: its first part began it, its second ended it.
  private func isOfWhole(_ field: IncidentField, _ isOfFirst: Bool, isOfTarget: Bool) -> Bool {
    switch field {
    case .title, .severity: isOfTarget
    case .startedAt, .detectedAt: isOfFirst
    case .endedAt, .status: !isOfFirst
    }
  }
}

extension Correction {
  /// That a time which was set in a part says nothing of the whole that the part is in again.
  fileprivate func told(of field: IncidentField, _ value: String, endingWith part: String) -> String {
    "\(by) set \(field.rawValue) of \(part) to \(value) while it was a part of its own: of the whole this says nothing."
  }
}
