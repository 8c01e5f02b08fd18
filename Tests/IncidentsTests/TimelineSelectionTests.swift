import Incidents
import Records
import SampleIncidents
import Testing

@Suite struct TimelineSelectionTests {
  private func entry(_ id: Int, _ kind: EntryKind, _ summary: String, origin: Origin = .observed) -> TimelineEntry {
    TimelineEntry(
      id: "e\(id)", at: SampleIncidents.at(Double(id)), kind: kind, origin: origin, service: "shop", summary: summary)
  }

  @Test func repeatsBecomeOneRowThatCountsThem() {
    let selection = TimelineSelection(
      [entry(1, .error, "x"), entry(2, .error, "x"), entry(5, .error, "x")], limit: nil)
    var folded = entry(1, .error, "x")
    folded.count = 3
    folded.until = SampleIncidents.at(5)
    #expect(selection.rows == [.entry(folded)])
  }

  @Test func notesAreNeverFolded() {
    let notes = [entry(1, .note, "looking", origin: .noted), entry(2, .note, "looking", origin: .noted)]
    #expect(TimelineSelection(notes, limit: nil).rows == notes.map { .entry($0) })
  }

  @Test func theLeastImportantAreCountedWhereTheyWere() {
    let errors = (1...5).map { entry($0, .error, "error \($0)") }
    let entries = [entry(0, .onset, "onset")] + errors + [entry(9, .end, "end")]
    let selection = TimelineSelection(entries, limit: 3)
    #expect(
      selection.rows == [
        .entry(entries[0]), .entry(entries[1]),
        .omitted(count: 4, from: SampleIncidents.at(2), until: SampleIncidents.at(5)), .entry(entries[6]),
      ])
    #expect(selection.omitted == 4)
  }

  @Test func starredEntriesStay() {
    var errors = (1...50).map { entry($0, .error, "error \($0)") }
    errors[40].starred = true
    #expect(TimelineSelection(errors, limit: 1).rows.contains(.entry(errors[40])))
  }

  /// What a person says of when it was noticed tells nothing of how far the logs reach.
  @Test func aTimeThatAPersonSetIsNoLogs() {
    var incident = SampleIncidents.shop
    incident.status = .open
    incident.endedAt = nil
    let known = incident.knownUntil
    incident.detectedAt = known.advanced(bySeconds: 1800)
    #expect(incident.knownUntil == incident.detectedAt)
    incident.setBy[.detectedAt] = "anna"
    #expect(incident.knownUntil == known)
  }
}
