import Drafting
import Records
import Testing

@Suite struct LintTimesTests {
  private func lines(_ rule: String, _ text: String) -> [Int] {
    Lint.findings(in: text).filter { $0.rule == rule }.map(\.line)
  }

  private func whats(_ text: String) -> [String] { Lint.findings(in: text).map { "\($0.rule): \($0.what)" } }

  // MARK: Start and end

  @Test(arguments: [
    "- Started at: 2024-06-05 14:00 UTC\n- Resolved at: 2024-06-05 15:30 UTC",
    "**Started at** 2024-06-05 14:00 UTC\n**Resolved at** 2024-06-05 15:30 UTC",
    "**Incident start:** June 5, 2024, 14:00 UTC\\\n**Incident end:** June 5, 2024, 15:30 UTC",
    "| Start time (UTC) | 2024-06-05 14:00 |\n| End time (UTC) | 2024-06-05 15:30 |",
    "| Started at | Detected | Mitigated |\n| --- | --- | --- |\n| 14:00 UTC | 14:05 UTC | 15:00 UTC |\n\n- Ended: 15:30 UTC",
    "Start | End\n--- | ---\n2024-06-05 14:00 UTC | 2024-06-05 15:30 UTC",
    "**Start:**\n2024-06-05 14:00 UTC\n\n**End:**\n2024-06-05 15:30 UTC",
    "### Start\n2024-06-05 14:00 UTC\n### End\n2024-06-05 15:30 UTC",
    "Outage window: 14:00 - 15:30 UTC", "It was slow from 14:00 to 15:30 UTC.",
  ])
  func startAndEndAreReadHoweverTheyAreNamed(times: String) {
    let text = "## Summary\n\(times)\n\n- Duration: 30 minutes\n"
    let found = Lint.findings(in: text)
    #expect(found.map(\.rule) == ["duration"])
    #expect(found.first?.what.contains("which is 1 h 30 min") == true)
    #expect(whats(text.replacing("30 minutes", with: "90 minutes")) == [])
  }

  @Test(arguments: [
    (
      "- Started at: 2024-06-05 14:00\n- Resolved at: 2024-06-05 13:30",
      "the end, 2024-06-05 13:30, is before the start"
    ),
    ("- Start: 2024-06-05 14:00 UTC\n- End: 2024-06-04 15:00 UTC", "the end, 2024-06-04 15:00 UTC, is before"),
    ("- Start: 14:00\n- Detected: 13:40\n- End: 15:00", "the detection, 13:40, is before the start, 14:00"),
    ("- Start: 14:00\n- Mitigated: 13:50\n- End: 15:00", "the mitigation, 13:50"),
    ("- Start: 14:00\n- End: 13:00", "the end, 13:00"),
    ("- Start: 14:00 UTC\n- End: 15:30 CEST", "the end, 15:30 CEST"),
  ])
  func anEndBeforeItsStart(times: String, what: String) {
    let found = Lint.findings(in: "## Summary\n\(times)\n")
    #expect(found.map(\.rule) == ["span"])
    #expect(found.first?.what.hasPrefix(what) == true)
  }

  @Test(arguments: [
    "- Start: 23:50\n- End: 00:40", "- Start: 14:00:31\n- Detected: 14:00\n- End: 15:00",
    "- Start: 2024-06-05 23:50\n- Detected: 00:05\n- End: 00:40",
    "- Start: 02:50 UTC+2\n- End: 02:10 UTC+1", "- Detected: 14:00\n- End: 15:00",
    "- End users: all\n- Start: 14:00\n- End: 15:00", "- Time to resolution: 0:30 h\n- Start: 14:00\n- End: 15:00",
    "- Resolution: the node of 13:00 was drained\n- Start: 14:00\n- End: 15:00",
  ])
  func anEndBehindItsStart(times: String) { #expect(whats("## Summary\n\(times)\n") == []) }

  @Test func overAChangeToWinterTimeEachTimeHasItsOffset() {
    let text = """
      ## Summary
      | Start | 2024-10-27 02:40:00 UTC+2 |
      | End | 2024-10-27 02:20:00 UTC+1 |
      | Duration | 40 min |

      ## Timeline (UTC+2, then UTC+1, as beside each of them)
      - 02:40:00 UTC+2: a
      - 02:55:30 UTC+2: b
      - 02:05:00 UTC+1: c
      - 02:20:00 UTC+1: d

      ## Timeline of the shop (UTC-4, then UTC-5, as beside each of them)
      - 1:40 AM UTC-4: a
      - 1:05 AM UTC-5: b
      """
    #expect(whats(text).filter { !$0.hasPrefix("outside") } == [])
    #expect(lines("outside", text) == [13, 14])
  }

  @Test func aHundredThousandRowsAreReadInOneGo() {
    // Half of them stand where they should not: all pairs would be five thousand million.
    let rows = (0..<20_000).map { "- 2024-06-05 1\($0 % 2):00:00 row \($0)" }
    let found = lines("order", "## Timeline\n" + rows.joined(separator: "\n"))
    #expect(found.count == 9_999)
  }

  // MARK: What does not exist

  @Test(arguments: [
    ("- Start: 2026-02-30 14:00", "2026-02-30 does not exist"), ("on 31.04.2026 it broke", "31.04.2026 does not exist"),
    ("Date: 13/13/2026", "13/13/2026 does not exist"), ("On February 30 it broke", "February 30 does not exist"),
    ("on 31st of June 2026", "31st of June 2026 does not exist"), ("Due: Feb 29, 2026", "Feb 29, 2026 does not exist"),
    ("## Timeline\n- 25:61: it broke", "25:61 is no time of day"), ("it broke at 25:10", "25:10 is no time of day"),
    ("at 2026-06-05 24:30", "24:30 is no time of day"), ("it ended 14:75 UTC", "14:75 is no time of day"),
    ("| Start | 26:00 |", "26:00 is no time of day"), ("- Start: 2026-06-05T14:61Z", "14:61 is no time of day"),
    ("On Monday, June 5, 2024, it broke", "Monday, June 5, 2024 was a Wednesday"),
    ("Tue 2024-06-05", "Tue 2024-06-05 was a Wednesday"),
  ])
  func datesAndTimesThatDoNotExist(text: String, what: String) {
    let found = Lint.findings(in: text).filter { $0.rule == "date" }
    #expect(found.map(\.what).first?.hasPrefix(what) == true && found.count == 1, "\(found)")
  }

  @Test(arguments: [
    "2024-02-29 and 24:00", "a split of 30:70, then 50:50", "shop.example:8080 and 10:99:12:34", "version 2024.31.1",
    "In March 40 users complained; in May 31 did", "Wednesday, June 5, 2024", "05/13/2024 and 13/05/2024",
    "file.c:12:99",
    "it may 40 times", "`2026-02-30`", "> 2026-02-30", "ratio 1:75", "lasted 36:15:00", "12:60 odds",
  ])
  func datesAndTimesThatDo(text: String) { #expect(lines("date", text) == []) }
}
