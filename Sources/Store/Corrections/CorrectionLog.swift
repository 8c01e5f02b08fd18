import Incidents
import Records

/// All corrections in their order, and what they make of the measured incidents.
struct CorrectionLog {
  let all: [Correction]
  /// Numbers of those that an undo took back; undoing the undo brings them again.
  let undone: Set<Int>
  /// Those that count, without the undos, in their order.
  let effective: [Correction]
  private let former: FormerNoteIDs
  private let wholes: Wholes

  init(_ all: [Correction]) {
    former = FormerNoteIDs(all)
    var undone: Set<Int> = []
    for correction in all.reversed() {
      if case .undo(let number) = correction.change, !undone.contains(correction.number) { undone.insert(number) }
    }
    self.all = all
    self.undone = undone
    effective = all.filter { correction in
      if case .undo = correction.change { return false }
      return !undone.contains(correction.number)
    }
    wholes = effective.reduce(into: Wholes()) { wholes, correction in
      if case .merge(let other) = correction.change, let id = correction.incident { wholes.merge(other, into: id) }
    }
  }

  var isEmpty: Bool { effective.isEmpty }

  // MARK: Which incidents

  /// The incident that this one is a part of by now, or itself.
  func current(_ id: String) -> String { wholes.whole(of: id) }

  /// Incidents that merges and splits connect with this one, itself included.
  func related(to id: String) -> Set<String> {
    var found: Set<String> = [id]
    var size = 0
    while size != found.count {
      size = found.count
      for (a, b) in links where found.contains(a) || found.contains(b) { found.formUnion([a, b]) }
    }
    return found
  }

  private var links: [(String, String)] {
    effective.compactMap { correction in
      guard let incident = correction.incident else { return nil }
      return switch correction.change {
      case .merge(let other): (incident, other)
      case .split(_, let into): (incident, into)
      case .note, .notes, .mark, .set, .undo: nil
      }
    }
  }

  /// Incidents that merges and splits changed or made.
  var restructured: Set<String> { Set(links.flatMap { [$0.0, $0.1] }) }

  /// Incidents that read otherwise than they were measured.
  var touched: Set<String> { restructured.union(effective.compactMap(\.incident)) }

  /// Incidents whose times, status or severity may not be those measured.
  var reshaped: Set<String> {
    restructured.union(
      effective.compactMap { correction in
        if case .set = correction.change { correction.incident } else { nil }
      })
  }

  /// Incidents whose times people set or that they split, so that rows of their course stand elsewhere than they are
  /// stored; with them those that merges and splits connect with these.
  var moved: Set<String> {
    let set = effective.compactMap { correction in
      switch correction.change {
      case .set(let field, _) where field.changesCourse: correction.incident
      case .split: correction.incident
      case .note, .notes, .mark, .set, .merge, .undo: nil
      }
    }
    return Set(set).reduce(into: []) { $0.formUnion(related(to: $1)) }
  }

  /// Ids that splits gave, undone or not: no other incident gets them.
  var splitOff: Set<String> {
    Set(all.compactMap { if case .split(_, let into) = $0.change { into } else { nil } })
  }

  /// Every incident that a correction ever named, undone or not: none of them is forgotten.
  var named: Set<String> {
    var ids = Set(all.compactMap(\.incident))
    for correction in all {
      switch correction.change {
      case .merge(let id), .split(_, let id): ids.insert(id)
      case .note, .notes, .mark, .set, .undo: break
      }
    }
    return ids
  }

  // MARK: Which entries

  /// Ids of entries that a correction ever named, undone or not.
  var markedEntries: Set<String> {
    Set(
      all.flatMap { correction -> [String] in
        guard case .mark(let entry, _, _) = correction.change else { return [] }
        return former.now(entry)
      })
  }

  /// Ids of entries that people took out of what is shown.
  var hidden: Set<String> {
    var hidden: Set<String> = []
    for case .mark(let entry, _, let isHidden?) in effective.map(\.change) {
      if isHidden { hidden.formUnion(former.now(entry)) } else { hidden.subtract(former.now(entry)) }
    }
    return hidden
  }

  /// Whether people starred an entry or took its star, by its id.
  var stars: [String: Bool] {
    var stars: [String: Bool] = [:]
    for case .mark(let entry, let starred?, _) in effective.map(\.change) {
      for entry in former.now(entry) { stars[entry] = starred }
    }
    return stars
  }

  /// Entries that people wrote, and the incident each was written in.
  var notes: [(entry: TimelineEntry, incident: String?)] {
    let stars = stars
    return effective.flatMap { correction in
      correction.entries.map { entry in
        var entry = entry
        entry.starred = stars[entry.id] ?? entry.starred
        return (entry, correction.incident)
      }
    }
  }

  // MARK: What they make

  /// The incidents as they are shown: the measured ones under every correction in its order, oldest first. What is
  /// related to one of them must be among them. Hidden entries are still in.
  func laid(over measured: [Incident]) -> [Incident] {
    var incidents = Dictionary(measured.map { ($0.id, $0) }) { first, _ in first }
    var (wholes, splits) = (Wholes(), Splits())
    let courses = CourseSets(effective)
    for correction in effective {
      guard let id = correction.incident.map({ wholes.whole(of: $0) }), var incident = incidents[id] else { continue }
      switch correction.change {
      case .note, .notes:
        incident.timeline.insertInTime(correction.entries)
        splits.keep(correction, in: id)
      case .set(let field, _):
        for set in field.changesCourse ? courses.set(with: correction) : [correction] {
          set.lay(on: &incident)
          splits.keep(set, in: id)
        }
      case .merge(let other):
        if let part = wholes.merge(other, into: id), let other = incidents.removeValue(forKey: part) {
          incident = splits.rejoin(id, with: part) ?? incident.merged(with: other)
        }
      case .split(let time, let into):
        splits.add(incident, into: into)
        let (before, after) = incident.split(at: time, into: into, by: correction.by)
        incident = before
        incidents[into] = after
      case .mark, .undo: break
      }
      incidents[id] = incident
    }
    return marked(incidents.values.sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) })
  }

  /// The incidents with people's stars on their entries.
  func marked(_ incidents: [Incident]) -> [Incident] {
    let stars = stars
    return stars.isEmpty ? incidents : incidents.map { $0.starred(stars) }
  }
}

/// Which incidents became parts of which.
struct Wholes {
  private var wholes: [String: String] = [:]

  func whole(of id: String) -> String {
    var id = id
    while let whole = wholes[id] { id = whole }
    return id
  }

  /// - Returns: the incident that became a part; nil where both were one already.
  @discardableResult
  mutating func merge(_ other: String, into id: String) -> String? {
    let (whole, part) = (whole(of: id), whole(of: other))
    guard whole != part else { return nil }
    wholes[part] = whole
    return part
  }
}

extension [TimelineEntry] {
  /// Puts each entry behind those of its time and before, in their own order.
  mutating func insertInTime(_ entries: [TimelineEntry]) {
    var merged: [TimelineEntry] = []
    merged.reserveCapacity(count + entries.count)
    var rest = self[...]
    for entry in entries.enumerated().sorted(by: { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }) {
      let before = rest.prefix { $0.at <= entry.element.at }
      merged += before
      merged.append(entry.element)
      rest = rest[before.endIndex...]
    }
    self = merged + rest
  }
}

extension Incident {
  fileprivate func starred(_ stars: [String: Bool]) -> Incident {
    var incident = self
    for index in timeline.indices {
      if let starred = stars[timeline[index].id] { incident.timeline[index].starred = starred }
    }
    return incident
  }

  func without(_ hidden: Set<String>) -> Incident {
    guard !hidden.isEmpty else { return self }
    var incident = self
    incident.timeline.removeAll { hidden.contains($0.id) }
    return incident
  }
}

extension Correction {
  /// Sets what a person set.
  func lay(on incident: inout Incident) {
    guard case .set(let field, let value) = change else { return }
    field.set(value, by: by, at: at, in: &incident)
  }
}
