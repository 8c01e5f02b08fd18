import Incidents
import Records

extension Incident {
  /// Its parts (`parts(at:into:)`), and who says where they end and begin: where nothing was measured to end or to begin at
  /// that time, the person does.
  func split(at time: Timestamp, into id: String, by person: String) -> (before: Incident, after: Incident) {
    var (before, after) = parts(at: time, into: id)
    before.setBy[.endedAt] = before.endedAt == time ? person : nil
    before.setBy[.status] = nil
    after.setBy[.startedAt] = after.startedAt == time ? person : nil
    after.setBy[.detectedAt] = nil
    // What was measured instead of what a person had set goes with that.
    before.measured[.endedAt] = nil
    (after.measured[.startedAt], after.measured[.detectedAt]) = (nil, nil)
    before.tellCourseAnew()
    after.tellCourseAnew()
    return (before, after)
  }
}
