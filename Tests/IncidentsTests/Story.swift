import Incidents
import Records

/// Facts of an incident that began at 14:00:00 and lasted an hour, told in seconds from its onset.
struct Story {
  static let onset = Timestamp(rfc3339: "2024-06-05T14:00:00Z") ?? Timestamp(seconds: 0)
  var facts: IncidentFacts
  private var lines = 0

  init(length: Double = 3600) {
    facts = IncidentFacts(
      startedAt: Story.onset, detectedAt: Story.at(20), endedAt: Story.at(length),
      observedUntil: Story.at(length + 600),
      runUpSeconds: 3600, phases: [Phase(startedAt: Story.onset, endedAt: Story.at(length))], signals: [],
      impact: Impact(
        requests: 50_000, failed: 4000, slow: 6000, failedPercent: 8, clients: 3000, affectedClients: 720,
        affectedClientsPercent: 24, method: "counted"),
      traffic: TrafficFacts(
        usualRate: 14, rate: 14, usualPeakRate: 16, peakRate: 17, surgeBeganAt: nil, worstClientShare: 0.01,
        busiestClientShare: 0.01,
        routes: [
          RouteFacts(service: "nginx", route: "/product/{id}", requests: 20_000, failed: 2500, slow: 3000),
          RouteFacts(service: "nginx", route: "/api/cart", requests: 9000, failed: 1500, slow: 3000),
        ], services: ["nginx"]),
      events: [], statements: [], messages: [])
    signal(.serverErrors, "/product/{id}", baseline: 0.001, peak: 0.34)
    signal(.latency, "/product/{id}", unit: "ms", baseline: 80, peak: 4200)
    signal(.serverErrors, "/api/cart", baseline: 0.001, peak: 0.2)
  }

  static func at(_ seconds: Double) -> Timestamp { onset.advanced(bySeconds: seconds) }

  mutating func signal(
    _ kind: SignalKind, _ route: String?, service: String = "nginx", unit: String = "ratio", baseline: Double,
    peak: Double, at: Double = 0
  ) {
    let signal = IncidentSignal(
      id: "s\(facts.signals.count)", kind: kind, service: service, route: route, startedAt: Story.at(at),
      detectedAt: Story.at(at + 20), endedAt: facts.endedAt, baseline: baseline, peak: peak, unit: unit,
      observations: 500)
    facts.signals.append(
      SignalFacts(signal: signal, peakAt: Story.at(at + 600), samples: [sample(at, "GET /product/1 500", "access.log")])
    )
  }

  private mutating func sample(_ at: Double, _ text: String, _ source: String) -> LineSample {
    lines += 1
    return LineSample(at: Story.at(at), source: source, position: .offset(UInt64(lines * 100)), text: text)
  }

  mutating func event(_ kind: ContextEvent.Kind, _ subject: String, _ detail: String = "", at: Double) {
    lines += 1
    let event = ContextEvent(
      kind: kind, time: Story.at(at), host: "shop-1", subject: subject, detail: detail, position: .cursor("i=\(lines)"),
      text: "\(kind.rawValue) \(subject) \(detail)")
    facts.events.append(ObservedEvent(event: event, source: "system.journal"))
  }

  mutating func restart(_ unit: String, at: Double) {
    event(.unitStopped, unit, at: at - 2)
    event(.unitStarted, unit, at: at)
  }

  mutating func deploy(_ unit: String, _ package: String, _ version: String, at: Double) {
    event(.command, "deploy", "/usr/bin/apt-get install \(package)=\(version)", at: at - 20)
    restart(unit, at: at)
  }

  mutating func oomKill(_ unit: String, at: Double) {
    event(.oomKill, "gunicorn", "Out of memory: Killed process 911 (gunicorn)", at: at)
    event(.oomKill, unit, "A process of this unit has been killed by the OOM killer.", at: at + 0.2)
    event(.unitFailed, unit, at: at + 0.5)
    event(.unitRestarted, unit, at: at + 1)
    event(.unitStarted, unit, at: at + 2)
  }

  /// What timers do all day long.
  mutating func noise() {
    for i in 0..<200 {
      let units = ["phpsessionclean.service", "logrotate.service", "apt-daily.service", "nightly-report.service"]
      event(.unitStarted, units[i % 4], at: -7200 + Double(i) * 53)
    }
  }

  mutating func message(
    _ template: String, _ service: String, count: Int, usual: Double = 0, first: Double = 3,
    severity: Severity = .error, text: String? = nil
  ) {
    let sample = sample(first, text ?? template, "\(service).log")
    facts.messages.append(
      MessageFacts(
        template: template, service: service, severity: severity, count: count, usualCount: usual,
        firstAt: Story.at(first), lastAt: Story.at(3500), samples: [sample]))
  }

  mutating func slowQuery(_ statement: String, count: Int, seconds: Double, usual: Double = 0, first: Double = 4) {
    let sample = sample(first, "duration: 8000 ms  statement: \(statement)", "postgres.log")
    facts.statements.append(
      StatementFacts(
        statement: statement, service: "postgres", count: count, totalSeconds: seconds, longestSeconds: 12,
        usualCount: usual > 0 ? 3 : 0, usualSeconds: usual, firstAt: Story.at(first), lastAt: Story.at(3500),
        samples: [sample]))
  }

  mutating func timeouts() {
    message(
      "upstream timed out (110: Connection timed out) while reading response header from upstream", "nginx", count: 3000
    )
    message("canceling statement due to statement timeout", "postgres", count: 2900)
    message("query failed after <*> ms for <*> psycopg2.errors.QueryCanceled", "app", count: 2900)
  }

  mutating func surge(factor: Double, at: Double) {
    facts.traffic.rate = facts.traffic.usualRate * factor
    facts.traffic.peakRate = facts.traffic.usualPeakRate * factor
    facts.traffic.surgeBeganAt = Story.at(at)
  }

  func assembled(_ noteKind: @escaping (String) -> EntryKind = { _ in .note }) -> Incident {
    IncidentAssembler.assemble(facts, redact: { $0 }, noteKind: noteKind)
  }

  var ranking: [CauseKind] { assembled().causes.map(\.kind) }
}
