import Drafting
import Testing

/// Postmortems in the shapes that teams use, with mistakes planted in them: all of these are found, and nothing else.
@Suite struct LintPlantedTests {
  @Test(arguments: [tabular, reliability, plain, sectioned, responder, site, review, clean])
  func plantedMistakesAreFoundAndNothingElse(document: String) {
    var planted: [String] = []
    var lines: [Substring] = []
    for (index, line) in document.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      // What is planted stands behind its line, and is taken away before it is read.
      let parts = line.split(separator: "¤", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { planted += parts[1].split(separator: " ").map { "\($0):\(index + 1)" } }
      lines.append(parts[0])
    }
    let found = Lint.findings(in: lines.joined(separator: "\n"))
    #expect(found.map { "\($0.rule):\($0.line)" } == planted, "\(found.map { "\($0.line): \($0.what)" })")
  }

  private static let tabular = """
    # Incident 42: checkout unavailable

    | | |
    | --- | --- |
    | **Status** | Resolved |
    | **Started at** | 2024-06-05 14:00 UTC |
    | **Detected at** | 2024-06-05 13:52 UTC |¤span
    | **Resolved at** | 2024-06-05 15:30 UTC |
    | **Duration** | 45 minutes |¤duration
    | **Incident commander** | [Insert name here] |¤placeholder
    | **Affected** | 30:70 split of shop.example:8443, ratio 1:90 |

    ## Timeline (UTC)
    | Time | Event |
    | --- | --- |
    | 14:00 | error rate rose to 12.5 % |
    | 14:05 | paged |¤order
    | 14:04 | acknowledged |
    | 14:75 | rolled back 1.4.2 |¤date
    | 15:30 | error rate back to normal |

    ## Action items
    | Action | Owner | Due |
    | --- | --- | --- |
    | Canary the checkout | @sam | 2024-06-31 |¤date
    | Alert on 5xx share | | 2024-07-01 |¤action
    """

  private static let reliability = """
    # Shop Checkout Postmortem (incident #465)

    **Date:** Monday, June 5, 2024¤date

    **Authors:** ada, sam

    **Status:** Complete, action items in progress

    **Summary:** Checkout was down for 66 minutes while a feature flag was on.

    **Impact:** Estimated 1,213 orders lost, no revenue impact known.

    **Trigger:** the flag `checkout-v2`.

    ## Lessons Learned
    ### What went well
    - Monitoring alerted us within a minute.

    ### What went wrong
    - Bert Baker should have known that the flag was on.¤blame

    ### Where we got lucky
    ¤
    ## Timeline
    2024-06-05 (*all times UTC*)
    - 14:51 the flag is turned on
    - 14:53 traffic to checkout rises 10 times
    - 14:54 **OUTAGE BEGINS** — checkout returns 502
    - 14:55 pages arrive
    - 16:00 **OUTAGE ENDS**, the flag is off

    ## Action Items
    | Action Item | Type | Owner | Bug |
    | --- | --- | --- | --- |
    | Limit the flag to 1 % | prevent | ada | OPS-1234 |
    | Write a runbook | mitigate | sam | TODO |¤todo
    """.replacing("### Where we got lucky\n¤", with: "### Where we got lucky¤empty\n")

  private static let plain = """
    Incident report
    Summary
    On August 10, between 10:00 AM and 12:00 PM EST, the shop was down for 3 hours.¤duration
    Timeline
    10:00 AM: a deploy went out
    10:20 AM: users complained
    1:15 AM: the deploy was rolled back¤order outside
    12:00 PM: all was well
    Root cause and resolution
    The pool of connections was exhausted; it holds 20 of them.
    Corrective and preventative measures
    Ada Example adds an alert on the pool by August 20.
    Enlarge the pool.¤action
    """

  private static let sectioned = """
    # Incident Report

    ## Issue Summary
    - Started: 14:30 (UTC+2)
    - Ended: 17:45 (UTC+2)
    - Duration: 3 h 15 min
    - Lead: <Your Name>¤placeholder
    - Root cause: TBD¤placeholder

    ## Timeline
    - **14:30** - monitoring saw latency of 2.5 s
    - **14:40** - the team looked at the database
    - **17:40** - index created
    - **17:45** - resolved
    - **23:10** - the status page was updated¤outside

    ## Corrective measures
    ### Tasks
    1. [x] Create the index
    2. Watch slow queries (owner: Ada Example, due: 2024-07-01)
    3. Review all queries of 1.4.2 (owner: platform team)¤action
    """

  private static let responder = """
    # Postmortem: carts lost

    > Overview: what happened, in two sentences.

    {{summary}}¤placeholder

    - Incident start: 2024-10-27 02:40 UTC+2
    - Incident end: 2024-10-27 02:20 UTC+1
    - Duration: 40 minutes
    - Customers affected: 2,928 of 10,000 (29.3 %)

    ## What Happened
    The release was deployed at 25:40 by the pipeline.¤date

    ## Timeline
    - 02:40 UTC+2: carts are lost
    - 02:55 UTC+2: paged
    - 02:05 UTC+1: rolled back
    - 02:20 UTC+1: all carts are back

    ## Action Items
    - [ ] Keep carts in two zones (@ada, next sprint)
    - [ ] [Describe the action]¤placeholder action
    """

  private static let site = """
    ---
    title: Search was slow
    date: 2024-06-05
    ---
    {{< toc >}}

    Start | End
    --- | ---
    2024-06-05 15:00 UTC | 2024-06-05 14:10 UTC¤span

    Search lasted longer than usual, {{ page.title }} says. <details>

    ```yaml
    start: YYYY-MM-DD
    TODO: nothing
    ```

    <!-- TODO: a comment -->

    ## Chronology
    14:02 deploy of search 2.0.1
    14:10 rollback

    ## Next steps
    - Add a benchmark to the pipeline, search team, by Friday
    """

  private static let review = """
    Checkout outage
    ===============

    **Start:** June 5, 2024, 14:00 UTC\\
    **End:** June 5, 2024, 15:00 UTC\\
    **Severity:** SEV-2

    Resolution
    ----------
    Sam Sample rolled back release 2024.31.1 after 50:50 traffic splits did not help.

    Timeline
    --------
    * 14:00 – 502s on nginx
    * 14:20 – hypothesis: database (wrong)
    * 14:45 – rollback begins
    * 15:00 – recovered, see [the chart](chart.svg)

    Follow-up actions
    -----------------
    <<<<<<< HEAD¤conflict
    * Page on 502s (owner: sam, due: 2024-07-01)
    =======
    * Page on 502s and 504s (owner: sam, due: 2024-07-08)
    >>>>>>> other¤conflict
    """

  private static let clean = """
    # Mail was late

    Mail was late for about two hours on Wednesday, June 5, 2024.

    - Outage window: 22:50 – 00:55 UTC
    - Detected: 23:05 UTC, by an alert
    - Time to resolution: 2:05 h

    ## Sequence of events
    1. 22:50 the queue grows to 4,000
    2. 23:05 paged
    3. 00:10 a second relay is started
    4. 00:55 the queue is empty

    ## Improvements
    - Relays start by themselves (mail team, Q3)
    - ~~Alert on the queue~~
    """
}
