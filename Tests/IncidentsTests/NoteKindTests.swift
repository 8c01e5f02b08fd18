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

  @Test(arguments: [
    ("Our monitoring alerted the team.", EntryKind.detection), ("Issue detected by a synthetic check", .detection),
    ("Network issues ruled out; back to the application", .deadEnd),
    ("Inspected the switches, no anomalies found", .deadEnd),
    ("The new index did not fully resolve it", .deadEnd),
    ("We escalated to the storage team to resolve it", .escalation),
    ("Engineers suspected the cache", .hypothesis), ("The deploy was named as a potential root cause", .hypothesis),
    ("It appeared to be resolved, but a new alert came", .detection), ("Not resolved yet", .note),
    ("Service restored after the rollback", .resolution), ("Latency stabilises, incident resolved", .resolution),
    ("Rollback of the deploy initiated", .action), ("We began looking at the switches", .action),
    ("Fix applied: the pool has 200 connections", .mitigation),
    ("Posted on the status page that it is resolved", .communication),
    ("The query was found in the latest deployment", .note), ("dead end: the cache", .deadEnd), ("", .note),
  ])
  func aSentenceTellsItsKind(text: String, kind: EntryKind) {
    #expect(NoteKind.told(in: text) == kind)
  }
}
