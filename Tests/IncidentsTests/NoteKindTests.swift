import Incidents
import Testing

@Suite struct NoteKindTests {
  @Test(arguments: [
    ("dead end: network ruled out", EntryKind.deadEnd), ("Dead-End - load balancer", .deadEnd),
    ("DEADEND dns", .deadEnd), ("hypothesis: network issue", .hypothesis), ("[Hypothesis] pool too small", .hypothesis),
    ("escalated to the database team", .escalation), ("Escalation: paged the DBAs", .escalation),
    ("resolved: rolled back", .resolution), ("Resolution - index added", .resolution),
    ("mitigation: traffic moved", .mitigation), ("mitigated by a restart", .mitigation),
    ("action: restarted the pool", .action), ("investigating recent code changes and server metrics", .action),
    ("rollback of shop-web 5.0.0 started", .action), ("Rolling back to 4.9.7", .action),
    ("detected by a customer", .detection), ("Detection: pager at 14:05", .detection),
    ("communication: mail to all customers", .communication), ("status page updated", .communication),
    ("a look at the graphs", .note), ("", .note), ("the dead end of the street", .note), ("actionable items", .note),
  ])
  func readsTheKindFromTheBeginning(text: String, kind: EntryKind) {
    #expect(NoteKind.read(text).kind == kind)
  }

  @Test func keepsTheWholeText() {
    #expect(NoteKind.read("  dead end: network ruled out\n").text == "dead end: network ruled out")
  }
}
