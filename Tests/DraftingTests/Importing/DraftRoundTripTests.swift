import Incidents
import Records
import SampleIncidents
import Testing

@testable import Drafting

/// What a draft says is read again as it was noted, in every style.
@Suite struct DraftRoundTripTests {
  private func incident() -> Incident {
    var incident = SampleIncidents.shop
    incident.timeline.append(
      TimelineEntry(
        id: "n1", at: SampleIncidents.at(1860), kind: .escalation, origin: .noted,
        summary: "called the *storage* team | [twice](x)", starred: true, by: "anna"))
    incident.timeline.sort { $0.at < $1.at }
    return incident
  }

  @Test(arguments: DraftStyle.all(folder: "/none").map(\.name))
  func notesComeBackAndMeasuredRowsDoNot(style: String) throws {
    let incident = incident()
    let draft = Draft.markdown(of: incident, style: try DraftStyle.named(style))
    let timeline = try TimelineReading().timeline(of: draft)
    let noted = incident.timeline.filter { $0.origin == .noted }
    #expect(timeline.rows.count == noted.count, "\(timeline.rows)")
    for (row, entry) in zip(timeline.rows, noted) {
      #expect(row.text.hasSuffix(entry.summary), "\(style)")
      #expect(row.kind == entry.kind, "\(style)")
      #expect(row.by == entry.by, "\(style)")
      #expect((0..<60).contains(entry.at.seconds(since: row.at)), "\(style)")
    }
    #expect(timeline.leftOut.allSatisfy { $0.reason == .measured || $0.reason == .undated }, "\(style)")
  }

  @Test func whatAPersonAddsToADraftIsImported() throws {
    let draft = Draft.markdown(of: incident(), style: try DraftStyle.named("standard"))
    let edited = draft.replacing(
      "## Root Cause", with: "- 14:25 UTC: the vendor was called\n\n## Root Cause", maxReplacements: 1)
    let rows = try TimelineReading().timeline(of: edited).rows
    #expect(rows.contains { $0.text == "the vendor was called" && $0.at.rfc3339 == "2024-06-05T14:25:00.000Z" })
  }

  @Test(
    arguments: [
      ("the pool is full (noted by anna)", "the pool is full", Origin.noted, "anna"),
      ("the pool is full (noted)", "the pool is full", .noted, nil),
      ("5xx rose (measured)", "5xx rose", .measured, nil),
      ("shop restarted (×3) (observed) [e1]", "shop restarted (×3)", .observed, nil),
    ] as [(String, String, Origin, String?)])
  func aRowsEndTellsWhereItComesFrom(row: String, text: String, origin: Origin, by: String?) throws {
    var left = row
    let provenance = try #require(Provenance.take(off: &left))
    #expect(left == text && provenance.origin == origin && provenance.by == by)
  }

  @Test(arguments: ["the pool (of the shop)", "it was (noted in passing)", "(measured by hand)", "no end"])
  func otherParenthesesAreText(row: String) {
    var left = row
    #expect(Provenance.take(off: &left) == nil && left == row)
  }
}
