import Drafting
import Records
import Testing

@Suite struct LintTests {
  /// `RULE:LINE` of each finding.
  private func found(_ text: String, _ knowledge: LintKnowledge = LintKnowledge()) -> [String] {
    Lint.findings(in: text, knowing: knowledge).map { "\($0.rule):\($0.line)" }
  }

  private func lines(_ rule: String, _ text: String, _ knowledge: LintKnowledge = LintKnowledge()) -> [Int] {
    Lint.findings(in: text, knowing: knowledge).filter { $0.rule == rule }.map(\.line)
  }

  @Test func everyRuleHasANameOfItsOwnAndSaysWhatItFinds() {
    #expect(Set(Lint.rules.map(\.name)).count == Lint.rules.count)
    #expect(Lint.rules.allSatisfy { !$0.summary.isEmpty && !$0.name.contains(" ") })
  }

  @Test func onlyWhatIsClosedIsFrontMatterOrCode() {
    let rest = "# Cart slow\n\n```kubectl get pods```\n\nTODO: who?\n"
    #expect(lines("todo", "---\ntitle: x\n---\n" + rest) == [8])
    #expect(lines("todo", "---\n\n" + rest) == [7])
    #expect(lines("todo", "---\ntitle\n" + rest) == [7])
    #expect(lines("todo", "---\nTODO: x\n---\n\n```\nTODO: y\n```\n") == [])
  }

  @Test(arguments: [#"row \<!-- x"#, "row `<!-- x`", "row ``a ` <!-- x``", "row <!-- x -->"])
  func whatIsNoCommentHidesNothing(row: String) {
    #expect(lines("todo", "# A\n\n\(row)\n\nTODO: who?\n") == [5])
  }

  @Test func aFinishedPostmortemHasNoFindings() {
    #expect(
      found(
        """
        # The cart was slow

        ## Summary
        - **Start:** June 5, 2024, 14:00 UTC
        - **End:** June 5, 2024, 15:30 UTC
        - **Duration:** 90 minutes
        - Ada Example and Sam Sample led the response. The deploy failed to start, since nobody is told when it does.

        ## Timeline
        | Time (UTC) | What |
        | --- | --- |
        | 13:58 | shop 1.4.2 was deployed |
        | 14:00 | latency rose |
        | 15:30 | it was over |

        ## Action Items
        | What | Owner | Due |
        | --- | --- | --- |
        | Try the statement with as much data as in production | Ada Example | 2024-07-01 |
        """) == [])
  }

  @Test(arguments: [
    ("**TODO(responders):** what ended it?", true), ("| Start | **TODO (incident lead):** when |", true),
    ("FIXME: the figure", true), ("The TODOs are done", false), ("`TODO`", false), ("> TODO: quoted", false),
    ("<!-- TODO -->", false), ("```\nTODO\n```", false), ("mastodon and todo lists", false),
  ])
  func openTodos(text: String, isOpen: Bool) {
    #expect(found(text).contains { $0.hasPrefix("todo") } == isOpen)
  }

  @Test(arguments: [
    ("Outage Duration:(date), 14:30 - (date), 17:45 (UTC+2)", "(date)"), ("Date: YYYY-MM-DD", "YYYY-MM-DD"),
    ("Owner: TBD", "TBD"), ("at HH:MM", "HH:MM"), ("By [name] on it", "[name]"), ("Start: <date>", "<date>"),
    ("| XX:XX | rolled back |", "XX:XX"), ("Lead: [Insert name here]", "[Insert name here]"),
    ("Lead: <name>", "<name>"), ("Lead: <Your Name>", "<Your Name>"), ("Lead: {{incident_lead}}", "{{incident_lead}}"),
    ("[Describe what users saw]", "[Describe what users saw]"), ("Ticket: OPS-XXXX", "XXXX"),
    ("Owner: {name}", "{name}"),
    ("Start: yyyy-mm-dd", "yyyy-mm-dd"), ("Lorem ipsum dolor", "Lorem ipsum"),
    ("Postmortem: [Incident Title]", "[Incident Title]"), ("From [Start time] on", "[Start time]"),
    ("Until <end time>", "<end time>"), ("| what | Ada Example | [Due date] |", "[Due date]"),
    ("Impact: [Brief description of what users saw]", "[Brief description of what users saw]"),
    ("[One-paragraph summary]", "[One-paragraph summary]"), ("[short descriptive title]", "[short descriptive title]"),
    ("Hit: [Number or percentage]", "[Number or percentage]"), ("See [link to dashboard]", "[link to dashboard]"),
    ("On [date and time]", "[date and time]"), ("Lead: [name here]", "[name here]"),
    ("Lead: <name of the lead>", "<name of the lead>"), ("The cause: [root cause]", "[root cause]"),
    ("Due: [to be decided]", "[to be decided]"), ("Lead: <team name>", "<team name>"),
    ("At {time of the change} it began", "{time of the change}"), ("{EVENT SYMPTOMS} were seen", "{EVENT SYMPTOMS}"),
    ("Title: {incident_title}", "{incident_title}"), ("[What happened]", "[What happened]"),
  ])
  func placeholders(text: String, placeholder: String) {
    let findings = Lint.findings(in: text)
    #expect(findings.map(\.rule) == ["placeholder"])
    #expect(findings.first?.what == "\(placeholder) is a placeholder")
  }

  @Test(arguments: [
    "the release (time permitting) went out", "It said \"(date)\" to users", "`YYYY-MM-DD`",
    "[date](https://shop.example)", "<details>", "<br> and <summary>", "{{< figure src=a >}} {{ page.title }}",
    "[x] done", "it grew [see the chart below]", "the shop (start page) was slow", "a < b and c > d",
    "Map<String, Name>",
    "[Service worker] failed", "[Root cause analysis] begins", "ask <team lead> first", "[Start page]", "[End of life]",
    "[Time to first byte]", "[Incident commander]", "[Add-on service]", "[Link layer]", "[Short-lived token]",
    "(list of all hosts in the appendix)", "[Link to the ticket](https://shop.example)", "Part XII, XL",
  ])
  func whatIsNoPlaceholder(text: String) { #expect(lines("placeholder", text) == []) }

  @Test func sectionsWithNothingInThem() {
    #expect(lines("empty", "# A\n\n## B\n\n## C\n<!-- fill in -->\n\n---\n\n### D\n\ntext\n\n## E\n") == [3, 14])
    #expect(lines("empty", "# A\n\n## B\n| a | b |\n| --- | --- |\n\n## C\n> quoted\n\n## D\n```\nx\n```\n") == [3])
  }

  // MARK: Times

  private func timeline(_ rows: String...) -> String { "## Timeline\n" + rows.joined(separator: "\n") }

  @Test func rowsOutOfOrderOneFindingAWrongTime() {
    #expect(lines("order", timeline("* 14:00: a", "* 18:05: b", "* 14:10: c", "* 14:20: d")) == [3])
    #expect(lines("order", timeline("+ 14:00 UTC: a", "+ 14:10 UTC: b", "+ 14:05 UTC: c", "+ 14:20 UTC: d")) == [3])
    #expect(lines("order", timeline("| Time | What |", "| --- | --- |", "| 14:00:03 | a |", "| 13:59:51 | b |")) == [4])
    let finding = Lint.findings(in: timeline("* 14:00: a", "* 18:05: b", "* 14:10: c", "* 14:20: d")).first
    #expect(finding?.what == "18:05 stands before 14:10 of line 4")
  }

  @Test(arguments: [
    // Over midnight; clocks of twelve hours with and without marks; a dated row; zones.
    ["* 23:50: a", "* 00:10: b", "* 00:40: c"],
    ["10:00 AM: a", "11:30 AM: b", "12:30 PM: c", "1:00 PM: d", "2:00 PM: e"],
    ["- 11:45 a", "- 12:30 b", "- 1:15 c", "- 2:00 d"],
    ["- 2024-06-05 23:50 a", "- 2024-06-06 00:10 b", "- 2024-06-07 00:05 c"],
    ["- 14:00 UTC a", "- 16:05 CEST b", "- 14:10 UTC c"],
    ["- 14:00 a", "- 14:00 b", "- 14:01–14:20 c", "- 14:10 d"],
    ["- **Actions Taken:**", "  - 14:20: a", "  - 14:40: b", "- **Misleading Paths:**", "  - 14:10: c"],
    ["### June 5, 2024", "- 14:00 a", "### June 6, 2024", "- 09:00 b"],
    ["> - 15:00 quoted", "- 14:00 a"],
  ])
  func rowsInOrder(rows: [String]) { #expect(lines("order", "## Timeline\n" + rows.joined(separator: "\n")) == []) }

  private func spanned(_ summary: String, _ rows: String...) -> String {
    "## Summary\n\(summary)\n\n## Timeline\n" + rows.joined(separator: "\n")
  }

  @Test func rowsOutsideOfTheIncident() {
    let times = "- Start: June 5, 2024, 14:00 UTC\n- End: June 5, 2024, 15:30 UTC"
    #expect(lines("outside", spanned(times, "* 13:45: deploy", "* 14:10: a", "* 15:50: told users")) == [])
    #expect(lines("outside", spanned(times, "* 02:10 PM: a", "* 16:10: b")) == [7])
    #expect(lines("outside", spanned(times, "* 14:10 CEST: a")) == [6])
    #expect(lines("outside", spanned(times, "* June 4, 2024, 14:10 UTC: a")) == [6])
    #expect(
      lines(
        "outside",
        spanned("On May 1, 2023, between 10:00 AM and 2:00 PM EST, it was slow.", "* 9:00 PM: a", "* 1:00 PM: b")) == [
          5
        ])
    #expect(
      lines(
        "outside",
        spanned(
          "| Start | 2024-06-05 23:50:03 UTC |\n| End | 2024-06-06 00:40:00 UTC |", "| 23:55 | a |", "| 00:20 | b |",
          "| 03:00 | c |")) == [8])
    // What a program measured or recorded lies where it lies.
    #expect(
      lines("outside", spanned(times, "| 12:10:00 | observed | deploy |", "- 12:12:00 deploy *(observed)*")) == [])
    let known = LintKnowledge(
      startedAt: Timestamp(rfc3339: "2024-06-05T14:00:03Z"), endedAt: Timestamp(rfc3339: "2024-06-05T14:31:40Z"))
    #expect(lines("outside", timeline("* 14:10 UTC a", "* 17:00 UTC b"), known) == [3])
  }

  @Test(arguments: [
    ("- Duration: 90 minutes", false), ("- Duration: 80 minutes", true), ("- Duration: 1 h 30 min", false),
    ("- Duration: 1 hour", false), ("- Duration: 3 hours", true), ("- Duration: about 100 minutes", false),
    ("It was unusable for 90 minutes.", false), ("The outage lasted 2.5 hours.", true),
    ("It was down for nearly two days of the week.", false), ("The incident went on for 45 minutes.", true),
    ("We looked at the network for 20 minutes.", false), ("| Duration | 31 min 37 s, in 2 phases |", true),
  ])
  func durations(text: String, isWrong: Bool) {
    let times = "Start: June 5, 2024, 14:00 UTC\nEnd: June 5, 2024, 15:30 UTC\n"
    #expect(lines("duration", "## Issue Summary\n\(times)\(text)\n") == (isWrong ? [4] : []))
  }

  // MARK: People

  @Test(arguments: [
    "Ada Example forgot to run the migration.", "The outage was the fault of Ada Example.",
    "@ada should have known that the index was missing.", "Ada Example then carelessly deployed it.",
    "It was human error: Ada Example restarted the wrong host.", "It was Ada Example's fault.",
    "The outage was caused by Ada Example.", "anna failed to look at the dashboard.",
    "Ada Example did the\nrollout and forgot the index.",
  ])
  func wordsThatBlame(text: String) {
    let found = Lint.findings(in: text, knowing: LintKnowledge(people: ["anna", "root"]))
    #expect(found.map(\.rule) == (text.contains("did the") ? [] : ["blame"]))
  }

  @Test(arguments: [
    "Ada Example noticed that nginx failed to start.", "The Database Team forgot nothing.",
    "The deploy failed to start.",
    "The root cause failed to show in the logs.", "Human error is no root cause.", "Load Balancer ignored the header.",
    "> Ada Example forgot it.", "`Ada Example forgot`", "Ada Example rolled it back. The job failed to run.",
    "In August Example Shop was slow.", "The Senior DevOps Engineer should have an alert.", "The MySQL Server broke.",
    "It was caused by a deploy that Ada Example rolled back.",
  ])
  func wordsThatDoNot(text: String) {
    #expect(lines("blame", text, LintKnowledge(people: ["anna", "root"])) == [])
  }

  @Test(arguments: [
    ("- Add an index", "neither"), ("- Add an index (owner: Ada Example)", "no due"),
    ("- Add an index by 2024-07-01", "no owner"),
    ("- Add an index (@ada, by July 1)", ""), ("- [x] Add an index", ""),
    ("- Add an index — platform team, next sprint", ""),
    ("- **Database Team:**\n  - Add an index until Friday", ""), ("- **Database Team:**\n  - Add an index", "no due"),
    ("- Add an index\n  - Owner: Sam Sample\n  - Due: 2024-07-01", ""),
    ("1. Add an index, assigned to sam, due Q3", ""),
    ("- **TODO(incident lead):** what will be done?", ""), ("We will do better.", ""),
    ("| What | Owner | Due |\n| --- | --- | --- |\n| Index | sam | TBD |", "no due"),
    ("| What | Owner | Due |\n| --- | --- | --- |\n| Index |  | 2024-07-01 |", "no owner"),
    ("| What | Owner | Due |\n| --- | --- | --- |\n| Index | sam | soon |", ""),
    ("| What | Who |\n| --- | --- |\n| Index | sam |", "the table has no column for the due date"),
    ("| What | Owner | Due |\n| --- | --- | --- |\n| Index | **TODO:** who | **TODO:** when |", ""),
  ])
  func actionItems(text: String, what: String) {
    let found = Lint.findings(in: "## Action Items\n\(text)\n").filter { $0.rule == "action" }
    #expect(found.count == (what.isEmpty ? 0 : 1))
    #expect(what.isEmpty || found.first?.what.hasPrefix(what) == true)
  }

  @Test func actionsThatWereTakenAreNoActionItems() {
    #expect(lines("action", "## Actions Taken\n- Looked at the network\n") == [])
    #expect(
      lines("action", "Corrective and Preventative Measures\nWe will:\nAdd an index.\nWatch it.\nConclusion\nSorry.")
        == [3, 4])
  }

  // MARK: The rest

  @Test func figuresThatWereChangedByHand() {
    let base = "# T\n\n| Duration | 31 min 37 s |\n| Requests | 1,234 of 20,000 failed |\n\nUsually 40 ms.\n"
    let text = base.replacing("31 min 37 s", with: "30 min").replacing("failed", with: "failed, most of them carts")
      .replacing("# T", with: "# The 5 carts")
    let found = Lint.findings(in: text, knowing: LintKnowledge(base: base)).filter { $0.rule == "figure" }
    #expect(found.map(\.line) == [3])
    #expect(found.first?.what == "\"30 min\" was generated as \"31 min 37 s\"")
    #expect(lines("figure", base, LintKnowledge(base: base)) == [])
    #expect(lines("figure", base.replacing("Usually 40 ms.\n", with: ""), LintKnowledge(base: base)) == [])
  }

  @Test func aFigureThatWasChangedInASectionThatWasMovedIsFound() {
    let impact = "## Impact\n\n| Requests | 1,234 of 20,000 failed |\n\nUsers waited 40 ms.\n\n"
    let timeline = "## Timeline\n\n- 14:00 began\n- 14:31 over\n\n"
    let causes = "## Causes\n\nOf 3 candidates one is likely.\n\n"
    let base = "# T\n\n" + impact + timeline + causes
    let moved = "# T\n\n" + timeline + causes.replacing("3", with: "5") + impact.replacing("1,234", with: "12")
    #expect(lines("figure", moved, LintKnowledge(base: base)) == [10, 14])
    // What was only moved is as it was.
    #expect(lines("figure", "# T\n\n" + causes + timeline + impact, LintKnowledge(base: base)) == [])
  }

  @Test(arguments: ["2928", "2 928", "2\u{202F}928", "2\u{A0}928", "2.928", "2'928"])
  func aMarkOfThousandsIsNoChange(figure: String) {
    let base = "It lost 2,928 of 1,234,567 requests in 2024.\n"
    let text = base.replacing("2,928", with: figure).replacing("1,234,567", with: "1234567")
    #expect(lines("figure", text, LintKnowledge(base: base)) == [])
    #expect(lines("figure", text.replacing("928", with: "929"), LintKnowledge(base: base)) == [1])
    #expect(lines("figure", "took 2928 s\n", LintKnowledge(base: "took 2.928 s\n")) == [1])
  }

  @Test func aTextOfAnotherIncidentIsNoBase() {
    func draft(_ id: String, _ base: String = "0123456789abcdef") -> String {
      "# A\n\nIt was slow.\n\n<!-- hindcast draft of \(id), style standard, base \(base) -->\n"
    }
    let text = draft("20240605-1400")
    #expect(LintBase.objection(to: draft("20240605-1400"), of: text) == nil)
    #expect(LintBase.objection(to: "# A\n\nIt was slow.\n", of: text) == nil)
    #expect(LintBase.objection(to: draft("20240606-1400"), of: text)?.contains("20240606-1400") == true)
    #expect(LintBase.objection(to: draft("20240605-1400", "ffff456789abcdef"), of: text)?.contains("version") == true)
    #expect(LintBase.objection(to: "# B\n\nAnother.\nNothing\nin\ncommon.\n", of: text) != nil)
  }

  @Test func marksOfAConflict() {
    #expect(lines("conflict", "a\n<<<<<<< b\nc\n=======\nd\n>>>>>>> hindcast\n") == [2, 6])
  }

  @Test func aRuleCanBeLeftOut() {
    let text = "TBD and TODO"
    #expect(found(text) == ["todo:1", "placeholder:1"])
    #expect(Lint.findings(in: text, ignored: ["todo"]).map(\.rule) == ["placeholder"])
  }

  @Test func windowsLinesAndFrontMatterAreRead() {
    #expect(found("---\r\ndate: TBD\r\n---\r\n# A\r\nTODO\r\n") == ["todo:5"])
    #expect(found("Title\n=====\n\nTODO\n") == ["todo:4"])
  }
}
