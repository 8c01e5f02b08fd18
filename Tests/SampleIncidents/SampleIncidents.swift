package import Incidents
package import Records

/// A deploy slows a shop down and breaks it, a rollback helps for a while, it relapses, an index ends it.
package enum SampleIncidents {
  /// 2024-06-05T14:00:03.250417Z: microseconds matter to the store.
  package static let onset = Timestamp(microseconds: 1_717_596_003_250_417)

  package static func at(_ seconds: Double) -> Timestamp { onset.advanced(bySeconds: seconds) }

  package static func evidence(_ text: String, line: Int = 1234, source: String = "/var/log/nginx/access.log")
    -> Evidence
  {
    Evidence(
      source: source, position: String(line * 180), line: line,
      sha256: String(repeating: "0f", count: 32), text: text)
  }

  package static let shop = Incident(
    id: "20240605-1400", title: "5xx and latency on nginx, GET /product/* worst", severity: .major, status: .resolved,
    startedAt: onset, detectedAt: at(16), endedAt: at(1897),
    phases: [Phase(startedAt: onset, endedAt: at(1020)), Phase(startedAt: at(1500), endedAt: at(1897))],
    signals: [
      IncidentSignal(
        id: "s1", kind: .latency, service: "nginx", route: "GET /product/*", startedAt: onset, detectedAt: at(16),
        endedAt: at(1890), baseline: 42, peak: 2340.5, unit: "ms", observations: 812),
      IncidentSignal(
        id: "s2", kind: .serverErrors, service: "nginx", route: nil, startedAt: at(30), detectedAt: at(41),
        endedAt: at(1897), baseline: 0.001, peak: 0.352, unit: "ratio", observations: 1234),
      IncidentSignal(
        id: "s3", kind: .newError, service: "shop", route: "canceling statement due to <*>", startedAt: at(35),
        detectedAt: at(36), endedAt: nil, baseline: 0, peak: 75, unit: "per_minute", observations: 455),
    ],
    impact: Impact(
      requests: 20_000, failed: 1234, slow: 812, failedPercent: 6.17, clients: 1200, affectedClients: 301,
      affectedClientsPercent: 25.08,
      method: "Clients are distinct addresses in the access log between start and end."),
    causes: [
      CauseCandidate(
        rank: 1, kind: .deploy, subject: "shop 1.4.2", summary: "shop was deployed 12 s before the onset", at: at(-12),
        leadSeconds: 12, score: 0.82,
        evidence: [evidence("systemd[1]: Started shop 1.4.2", line: 7, source: "journal")]),
      CauseCandidate(
        rank: 2, kind: .slowQuery, subject: "select * from product where name like ?",
        summary: "took 41 min of database time more than usual", at: at(1), leadSeconds: -1, score: 0.64,
        evidence: [evidence("LOG:  duration: 2312.1 ms", line: 88, source: "/var/log/postgresql/main.log")]),
    ],
    ruledOut: [
      RuledOut(
        hypothesis: "traffic surge", finding: "requests per second were 0.98 times the usual rate", evidence: [])
    ],
    timeline: timeline, caveats: ["Only 40 s of run-up were observed before the onset."],
    severitySpans: [
      SeveritySpan(severity: .major, startedAt: onset, endedAt: at(300)),
      SeveritySpan(severity: .critical, startedAt: at(300), endedAt: at(1020)),
      SeveritySpan(severity: .minor, startedAt: at(1500), endedAt: at(1897)),
    ])

  /// The same with a series of minutes.
  package static var chartedByMinute: Incident {
    var incident = shop
    incident.series = [minutes]
    return incident
  }

  /// Minutes from 13:55 on: five before the onset, thirty in the incident, three after it.
  package static let minutes = IncidentSeries(
    service: "nginx", from: Timestamp(seconds: 1_717_595_700), stepSeconds: 60,
    requests: (0..<38).map { 600 + $0 % 7 },
    failed: (0..<38).map { $0 < 5 || $0 > 34 ? 0 : $0 < 22 ? 120 : $0 < 30 ? 0 : 60 },
    p50: (0..<38).map { $0 == 36 ? nil : 20 }, p95: (0..<38).map { $0 == 36 ? nil : $0 < 5 ? 42 : 2000.5 },
    p99: (0..<38).map { $0 == 36 ? nil : $0 < 5 ? 60 : 2340.5 }, usualRequestsPerStep: 602.5, usualFailedRatio: 0.001,
    usualP50: 20, usualP95: 42, usualP99: 60)

  private static let timeline: [TimelineEntry] = [
    TimelineEntry(
      id: "e1", at: at(-12), kind: .deploy, origin: .observed, service: "shop", summary: "shop 1.4.2 deployed",
      evidence: [evidence("systemd[1]: Started shop 1.4.2", line: 7, source: "journal")]),
    TimelineEntry(
      id: "e2", at: onset, kind: .onset, origin: .measured, service: "nginx", summary: "Latency of GET /product/* rose",
      evidence: [evidence("GET /product/17 200 2.340")]),
    TimelineEntry(id: "e3", at: at(16), kind: .detected, origin: .measured, service: "nginx", summary: "Noticed"),
    TimelineEntry(
      id: "e4", at: at(35), kind: .error, origin: .observed, service: "shop",
      summary: "canceling statement due to statement timeout", count: 455, until: at(1880),
      evidence: [evidence("ERROR: canceling statement", line: 3, source: "/var/log/shop.log")]),
    TimelineEntry(
      id: "e5", at: at(240), kind: .hypothesis, origin: .noted,
      summary: "hypothesis: the load balancer drops connections"),
    TimelineEntry(id: "e6", at: at(420), kind: .deadEnd, origin: .noted, summary: "dead end: load balancer is fine"),
    TimelineEntry(
      id: "e7", at: at(900), kind: .restart, origin: .observed, service: "shop",
      summary: "shop restarted by anna (sudo)",
      starred: true, evidence: [evidence("sudo: anna : COMMAND=systemctl restart shop", line: 9, source: "journal")]),
    TimelineEntry(
      id: "e8", at: at(1020), kind: .recovery, origin: .measured, service: "nginx", summary: "Back to usual"),
    TimelineEntry(
      id: "e9", at: at(1500), kind: .relapse, origin: .measured, service: "nginx", summary: "Failing again"),
    TimelineEntry(
      id: "e10", at: at(1850), kind: .mitigation, origin: .noted, summary: "index on product(name) created"),
    TimelineEntry(id: "e11", at: at(1897), kind: .end, origin: .measured, service: "nginx", summary: "Over"),
  ]

  package static let coverage = Coverage(sources: [
    SourceCoverage(
      source: "/var/log/nginx/access.log", format: "nginx-combined", service: "nginx", firstEventAt: at(-3600),
      lastEventAt: at(4000), records: 90_000, unparsed: 2,
      gaps: [CoverageGap(from: at(5), to: nil, reason: "truncated", lost: 3)], remarks: ["Times had no zone."])
  ])

  package static let reconstruction = Reconstruction(incidents: [shop], coverage: coverage)

  /// The incident with one text wherever a log could have put it.
  package static func shop(withLogText text: String) -> Incident {
    var incident = shop
    incident.title = text
    incident.impact.method = text
    incident.caveats = [text]
    incident.signals[0].service = text
    incident.signals[0].route = text
    incident.causes[0].subject = text
    incident.causes[0].summary = text
    incident.causes[0].evidence = [evidence(text, source: text)]
    incident.ruledOut[0] = RuledOut(hypothesis: text, finding: text, evidence: [evidence(text)])
    for index in incident.timeline.indices {
      incident.timeline[index].summary = text
      incident.timeline[index].service = text
      incident.timeline[index].evidence = [evidence(text, line: index, source: text)]
    }
    return incident
  }
}
