extension PublishedExample {
  static let all = [classic, brief, responder, illustrated, sectioned]

  private static let clock12 = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? [AP]M"
  private static let clock = "[0-9]{2}:[0-9]{2}(?::[0-9]{2})?"

  /// A row of a timeline that tells of something at a time, as people noted it.
  private static func noted(_ name: String, _ mark: String, _ at: String, _ words: String) -> Fact {
    .words(name, "(?m)^\(mark)\(at)[^\n]*\(words)[^\n]*noted")
  }

  private static let classic = PublishedExample(
    scenario: "seed-000-relapse", style: "classic", zone: "-05:00",
    notes: [
      Note("10:00", "the monitor warned of too many database queries", kind: "detection"),
      Note("12:30", "hypothesis: after long debugging only the slow query is left"),
    ],
    headings: ["Issue Summary", "Root Cause", "Timeline", "Corrective and Preventative Measures", "Conclusion"],
    outline: ["Outage Postmortem: ", "Issue Summary", "On May 1, 2023, between ", "Root Cause", "Timeline", "10:0"],
    row: "^\(clock12): ",
    facts: [
      .words("date", "On May 1, 2023, between"),
      // The fault takes four minutes to unfold; the zone is named once.
      .time("start", "between (\(clock12)) and \(clock12) UTC-5", "10:00", late: 240),
      .end("end", "between \(clock12) and (\(clock12)) UTC-5", "14:00"),
      .words("symptoms", "Requests to nginx failed with 5xx.*became slow"),
      .share("users", "([0-9.]+) % of our users were affected: [0-9,]+ of [0-9,]+ clients", 30.8),
      .words("how users were counted", "affected clients: distinct client addresses"),
      .words("the statement", "slow-query: `select \\* from products p join reviews r"),
      noted("alert", "", "10:00 AM", "warned of too many database queries"),
      noted("investigation", "", "10:05 AM", "one database query"),
      .words("attempt", "(?m)^10:30 AM: ops ran `/usr/bin/psql shop -c CREATE INDEX"),
      .end("false recovery", "(?m)^(\(clock12)): All signals were back at their baselines, after", "10:55"),
      .time("relapse", "(?m)^(\(clock12)): It began again", "11:03", late: 120),
      noted("index did not help", "", "11:15 AM", "did not fully solve it"),
      noted("network and load", "", "11:30 AM", "network and server load"),
      noted("conclusion", "", "12:30 PM", "only the slow query is left"),
      noted("escalation", "", "1:00 PM", "database team"),
      .end("resolution", "(?m)^(\(clock12)): resolved: problematic query optimised", "14:00"),
    ],
    blanks: [
      "incident lead: what was the root cause, and what triggered it?",
      "incident lead: what will be done to prevent such incidents, by whom and by when?",
      "incident lead: what do you say to the users who were affected?",
    ])

  private static let brief = PublishedExample(
    scenario: "seed-001-algorithm", style: "brief", zone: "+02:00",
    notes: [
      Note("14:30", "detected: the monitor warned of rising response times"),
      Note("14:45", "hypothesis: more visitors than usual load the servers"),
      Note("15:00", "ruled out: load balancers and database servers look as always"),
      Note("16:15", "hypothesis: unusual database queries, found by the senior on-call"),
      Note("16:30", "escalated to the backend developers, to look at the queries"),
      Note("17:00", "the developers confirm that slow queries overload the database"),
    ],
    headings: [
      "### Issue Summary:", "### Timeline:", "### Root Cause and Resolution:",
      "### Corrective and Preventative Measures:",
    ],
    outline: [
      "# ", "---", "### Issue Summary:", "Outage Duration: ", "Impact: ", "### Timeline:", "* ",
      "### Root Cause and Resolution:", "**Root Cause:** ", "**Resolution:** ",
      "### Corrective and Preventative Measures:", "**Improvements/Fixes:**", "1. ", "**Tasks to Address the Issue:**",
      "1. ", "---", "**In conclusion**, ",
    ],
    row: "^\\* \(clock): ",
    facts: [
      // The example still says "(date)".
      .time("start", "Outage Duration: 2023-08-10, (\(clock)) - 2023-08-10, \(clock) \\(UTC\\+2\\)", "14:30"),
      .end("end", "Outage Duration: 2023-08-10, \(clock) - 2023-08-10, (\(clock)) \\(UTC\\+2\\)", "17:45"),
      .words("symptoms", "Impact: Requests to nginx failed with 5xx.*became slow"),
      .share("users", "([0-9.]+) % of the users were affected: [0-9,]+ of [0-9,]+ clients", 22.1),
      .words("what came before", "(?m)^\\* 14:25: shop-recommender.service was deployed with package .* 3.2.0"),
      .words("its gap to the onset", "1. deploy, (299|300|301) s \\("),
      .words("the statement", "2. slow-query: `select p\\.\\* from recommendations r, products p"),
      noted("alert", "\\* ", "14:30", "rising response times"), noted("team", "\\* ", "14:32", "ops team notified"),
      noted("first assumption", "\\* ", "14:45", "more visitors than usual"),
      noted("inspection", "\\* ", "15:00", "load balancers and database servers"),
      noted("network", "\\* ", "15:30", "network performance"),
      noted("escalation", "\\* ", "16:00", "escalated to senior on-call"),
      noted("the queries", "\\* ", "16:15", "unusual database queries"),
      noted("developers", "\\* ", "16:30", "escalated to the backend developers"),
      noted("confirmation", "\\* ", "17:00", "overload the database"),
      .words("repair", "(?m)^\\* 17:30: shop-recommender.service was deployed with package .* 3.2.1"),
      .end("recovery", "(?m)^\\* (\(clock)): All signals were back at their baselines for good", "17:45"),
      noted("resolution", "\\* ", "17:45", "platform performance stable"),
    ],
    blanks: [
      "incident lead: what was it, and what triggered it?", "incident lead: what should be better, in general?",
      "incident lead: what will be done, by whom and by when?", "incident lead: what will you remember of it?",
    ])

  private static let responder = PublishedExample(
    scenario: "seed-002-http500", style: "responder", zone: "UTC",
    notes: [
      Note("14:30", "detected: the monitor warned of HTTP 500 errors"),
      Note("14:35", "investigating: backend services, database connections, CDN"),
      Note("15:20", "dead end: the servers are not short of memory or processor time"),
      Note("17:40", "one query reads far more than it needs"),
      Note("17:45", "resolved: hotfix of the query is in production"),
    ],
    headings: [
      "## Issue Summary", "## Timeline", "## Root Cause and Resolution", "## Corrective and Preventative Measures",
      "## Conclusion", "## Appendix: timeline",
    ],
    outline: [
      "# ", "## Issue Summary", "- **Duration:**", "  - Start Time: ", "  - End Time: ", "- **Impact:**", "  - ",
      "## Timeline", "- **Detection Time:**", "  - ", "- **Detection Method:**", "  - ", "- **Actions Taken:**", "  - ",
      "- **Misleading Paths:**", "  - ", "- **Escalation:**", "  - ", "- **Resolution:**", "  - ",
      "## Root Cause and Resolution", "- **Root Cause:**", "  - ", "- **Resolution:**", "  - ",
      "## Corrective and Preventative Measures", "- **Improvements/Fixes:**", "  - ", "- **Tasks:**", "  - ", "    - ",
      "## Conclusion",
    ],
    row: "^  - \(clock): ",
    facts: [
      // The fault takes ten minutes to unfold.
      .time("start", "Start Time: November 15, 2023, (\(clock)) UTC", "14:30", late: 600),
      .end("end", "End Time: November 15, 2023, (\(clock)) UTC", "17:45"),
      .words("symptoms", "  - Requests to nginx failed with 5xx.*\n  - Responses of nginx became slow"),
      .share("users", "([0-9.]+) % of the users were affected: [0-9,]+ of [0-9,]+ clients", 32.2),
      .words("detection time", "Detection Time:\\*\\*\n  - November 15, 2023, 14:30 UTC \\*\\(noted"),
      .words("detection method", "Detection Method:\\*\\*\n  - the monitor warned of HTTP 500 errors \\*\\(noted"),
      .words("investigation", "Actions Taken:\\*\\*\n  - 14:35: investigating: backend services"),
      .words("assumption", "  - 14:40: assumed: database connectivity \\*\\(noted"),
      .words("CDN", "Misleading Paths:\\*\\*\n  - 15:03:20: CDN configuration is fine"),
      .words("resources", "  - 15:20: the servers are not short of memory"), .words("DDoS", "  - 15:28:20: not a DDoS"),
      .words("no surge", "  - Ruled out by the logs: traffic surge"),
      .words("escalation", "Escalation:\\*\\*\n  - 15:53:20: escalated to DevOps and database teams"),
      .words(
        "hotfix", "  - 17:44:50: shop-web.service was deployed with package shop-web 2.9.1, 10 s before the recovery"),
      .end("recovery", "  - (\(clock)): All signals were back at their baselines for good", "17:45"),
      .words("the statement", "Candidate 1 \\(slow-query\\): `select o\\.\\*, p\\.\\*, u\\.\\* from orders o"),
    ],
    blanks: [
      "product owner: what did it cost?", "incident lead: what was it, and what triggered it?",
      "incident lead: what was changed, and why does it help for good?",
      "incident lead: what should be better, in general?", "incident lead: which team?",
      "team: what will be done, by whom and by when?", "incident lead: what will you remember of it?",
    ])

  private static let illustrated = PublishedExample(
    scenario: "seed-003-rollback", style: "illustrated", zone: "UTC",
    notes: [
      Note("14:00", "detected: the monitor warned of slow database answers"),
      Note("14:40", "action: review of the recent code, the last deployment is suspect"),
      Note("15:10", "slow statement found that came with the last deployment"),
      Note("15:30", "resolved: as before, after the rollback"),
    ],
    headings: [
      "## Issue Summary", "## Timeline", "## Root Cause And Resolution", "## Corrective And Preventative Measures",
      "## Fun Fact",
    ],
    outline: [
      "# Postmortem", "## Issue Summary", "**Duration of the Outage:**", "Start: ", "End: ", "**Impact:**",
      "**Root Cause:**", "## Timeline", "+ ", "## Root Cause And Resolution", "**Root Cause:**", "**Resolution:**",
      "## Corrective And Preventative Measures", "**Improvements:**", "+ ", "**Tasks:**", "+ ", "## Fun Fact",
    ],
    row: "^\\+ \(clock) UTC: ",
    facts: [
      .time("start", "Start: June 5, 2024, (\(clock)) UTC", "14:00", late: 60),
      .end("end", "End: June 5, 2024, (\(clock)) UTC", "15:30"),
      .words("duration", "It lasted (1 h 29 min|1 h 30 min)\\."),
      .words("symptoms", "Requests to nginx failed with 5xx.*became slow"),
      .share("users", "([0-9.]+) % of the users were affected: [0-9,]+ of [0-9,]+ clients", 80),
      .words("deploy before", "(?m)^\\+ 13:57 UTC: shop-web.service was deployed with package shop-web 5.0.0"),
      .words("its gap to the onset", "1. deploy, 1[78][0-9] s \\("),
      .words("the statement", "2. slow-query: `select \\* from orders where lower\\(customer_email\\)"),
      noted("alert", "\\+ ", "14:00 UTC", "slow database answers"),
      noted("investigation", "\\+ ", "14:05 UTC", "recent code changes"),
      noted("network suspected", "\\+ ", "14:15 UTC", "network issue"),
      noted("network ruled out", "\\+ ", "14:30 UTC", "network ruled out"),
      noted("review", "\\+ ", "14:40 UTC", "review of the recent code"),
      noted("load balancer", "\\+ ", "14:50 UTC", "load balancer configuration"),
      noted("escalation", "\\+ ", "15:00 UTC", "database team"), noted("query", "\\+ ", "15:10 UTC", "slow statement"),
      noted("rollback begun", "\\+ ", "15:20 UTC", "rollback of shop-web 5.0.0"),
      .words("rollback", "(?m)^\\+ 15:29:50 UTC: shop-web.service was deployed with package shop-web 4.9.7"),
      .end("recovery", "(?m)^\\+ (\(clock)) UTC: All signals were back at their baselines for good", "15:30"),
    ],
    blanks: [
      "writer: a picture ('hindcast draft --charts' draws some).",
      "product owner: what did it cost: orders, carts, complaints?", "incident lead: what was it, in one sentence?",
      "incident lead: what was it, what triggered it, and how did the one lead to the other?",
      "incident lead: what should be better, in general?", "incident lead: what will be done, by whom and by when?",
      "writer: something to smile about.",
    ])

  private static let sectioned = PublishedExample(
    scenario: "seed-004-pool", style: "sectioned", zone: "UTC",
    notes: [
      Note("10:15", "detected: the monitor warned of slow answers and many errors"),
      Note("10:16", "investigating: database and web servers"),
      Note("11:30", "dead end: tuned queries, which helped little"),
      Note("13:20", "the database has no connections left for the pool"),
    ],
    headings: [
      "## Issue Summary:", "## Timeline:", "## Root Cause and Resolution:", "### - Root Cause:", "### - Resolution:",
      "## Corrective and Preventative Measures:", "## Appendix: timeline",
    ],
    outline: [
      "# ", "## Issue Summary:", "- Duration:", "- Start Time: ", "- End Time: ", "- Impact:", "- ", "- Root Cause:",
      "- ", "## Timeline:", "- Issue Detected:", "- ", "- Actions Taken:", "- ",
      "- Misleading Investigation/Debugging Paths:", "- ", "- Escalation:", "- ", "- Incident Resolution:", "- ",
      "## Root Cause and Resolution:", "### - Root Cause:", "- ", "### - Resolution:", "- ",
      "## Corrective and Preventative Measures:", "- Improvements/Fixes:", "- ", "- Tasks to Address the Issue:", "- ",
    ],
    row: "^- \(clock12): ",
    facts: [
      // The fault takes a quarter of an hour to unfold.
      .time("start", "- Start Time: April 15, 2023, (\(clock12)) \\(UTC\\)", "10:00", late: 900),
      .end("end", "- End Time: April 15, 2023, (\(clock12)) \\(UTC\\)", "13:30"),
      .words("symptoms", "Requests to nginx failed with 5xx.*became slow"),
      .share("users", "([0-9.]+) % of the users were affected: [0-9,]+ of [0-9,]+ clients", 34.1),
      .words("detection", "Issue Detected:\n\n- .*\n\n- April 15, 2023, 10:15 AM \\(UTC\\): the monitor warned"),
      .words("investigation", "Actions Taken:\n\n- 10:16 AM: investigating: database and web servers"),
      .words("firewall", "- 10:40 AM: ops ran `/usr/sbin/nft add rule inet filter input"),
      .words("assumption", "- 10:20 AM: Initial assumption: DDoS or database misconfiguration"),
      .words("firewall did not help", "Paths:\n\n- 11:00 AM: firewall change did not help"),
      .words("queries", "- 11:30 AM: tuned queries, which helped little"),
      .words("escalation", "Escalation:\n\n- 12:00 PM: escalated to database operations and systems architecture"),
      .words("restart", "- 1:28:20 PM: postgresql.*was restarted, 1 min 40 s before the recovery at 1:30 PM"),
      .end("recovery", "- (\(clock12)): All signals were back at their baselines for good", "13:30"),
      .words("resolution", "- 1:30 PM: resolved: connection pool raised and caching added"),
      .words("the pool", "Candidate 1 \\(saturation\\): .*connection pool exhausted"),
      .words("the surge", "\\(traffic-surge\\), .* before the onset: Requests came at"),
    ],
    blanks: [
      "incident lead: what was it, in two sentences?", "incident lead: what was it, and what triggered it?",
      "incident lead: what was changed, and why does it help for good?",
      "incident lead: what should be better, in general?", "incident lead: what will be done, by whom and by when?",
      "incident lead: what did it expose, and what do you take from it?",
    ])
}
