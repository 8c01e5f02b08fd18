import Incidents
import Records

/// Decides which stored incident a reconstructed one is again, and which id a new one gets.
///
/// It is the same incident if their ids name the same minute and their onsets are equal, or if a service is in trouble
/// in both and their times overlap. A replay may be of the logs of another host, on which a service of that name was in
/// trouble at that time: its incidents are the stored ones only where they rest on the same lines, or on logs in the same
/// folder. A stored incident is matched at most once; among several the one whose onset is nearest is taken. A stored
/// incident keeps its id, for people may have written it down.
struct IncidentIdentity {
  /// What identity needs to know of an incident.
  struct Outline {
    var id: String
    var startedAt: Timestamp
    var endedAt: Timestamp?
    var services: Set<String>

    init(id: String, startedAt: Timestamp, endedAt: Timestamp?, services: Set<String>) {
      self.id = id
      self.startedAt = startedAt
      self.endedAt = endedAt
      self.services = services
    }

    init(_ incident: Incident) {
      self.init(
        id: incident.id, startedAt: incident.startedAt, endedAt: incident.endedAt,
        services: Set(incident.signals.map(\.service)))
    }

    func isSame(as other: Outline) -> Bool {
      if base(id) == base(other.id) && startedAt == other.startedAt { return true }
      let begunBeforeOtherEnds = other.endedAt.map { startedAt <= $0 } ?? true
      let otherBegunBeforeEnd = endedAt.map { other.startedAt <= $0 } ?? true
      return begunBeforeOtherEnds && otherBegunBeforeEnd && !services.isDisjoint(with: other.services)
    }
  }

  private var unmatched: [Outline]
  private var taken: Set<String>

  /// - Parameter taken: ids that no new incident gets.
  init(stored: [Outline], taken: Set<String>) {
    unmatched = stored
    self.taken = taken.union(stored.map(\.id))
  }

  /// The id to store the incident under, and whether one is stored there already.
  /// - Parameter isOfItsLogs: whether the stored incident of an id may be of the same logs as this one.
  mutating func place(
    _ incident: Outline, isOfItsLogs: (_ id: String) throws -> Bool
  ) rethrows -> (id: String, isKnown: Bool) {
    let same = try unmatched.indices.filter { try unmatched[$0].isSame(as: incident) && isOfItsLogs(unmatched[$0].id) }
      .min { distance(unmatched[$0], incident) < distance(unmatched[$1], incident) }
    if let same { return (unmatched.remove(at: same).id, true) }
    var id = incident.id
    var suffix = 2
    while taken.contains(id) {
      id = "\(base(incident.id))-\(suffix)"
      suffix += 1
    }
    taken.insert(id)
    return (id, false)
  }

  private func distance(_ a: Outline, _ b: Outline) -> (Int64, String) {
    (abs(a.startedAt.microseconds - b.startedAt.microseconds), a.id)
  }
}

/// `YYYYMMDD-HHMM` of an id that may have a number behind it.
private func base(_ id: String) -> Substring {
  let parts = id.split(separator: "-", omittingEmptySubsequences: false)
  return parts.count == 3 ? id.dropLast(parts[2].count + 1) : id[...]
}
