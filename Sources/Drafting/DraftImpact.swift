import Incidents
import Records

/// Whom an incident hurt and what they met, as the fields of a style.
struct DraftImpact {
  let incident: Incident
  let clock: DraftClock

  var fields: [String: Any] {
    let impact = incident.impact
    let shown = incident.signals.mostTelling(DraftSelection.listRows)
    return [
      "has-requests": impact.requests > 0, "impact-of-requests": optional(incident.requestsInWords),
      "requests": impact.requests.grouped, "failed": impact.failed.grouped,
      "failed-percent": impact.failedPercent.figure(places: 2), "slow": impact.slow.grouped,
      "has-clients": incident.impact.areAffectedClientsKnown, "clients": (impact.clients ?? 0).grouped,
      "affected-clients": (impact.affectedClients ?? 0).grouped,
      "affected-clients-percent": (impact.affectedClientsPercent ?? 0).figure(places: 2),
      "method": optional(
        impact.method.isEmpty ? nil : impact.method.printingTimes(clock.full)),
      "lost": optional(impact.lostRequests > 0 ? impact.lostRequests.grouped : nil),
      "severity-minutes": optional(incident.severityCourse),
      "symptoms": symptoms, "signals": shown.map(signal),
      "more-signals": optional(
        incident.signals.count > shown.count ? (incident.signals.count - shown.count).grouped : nil),
    ]
  }

  private func signal(_ signal: IncidentSignal) -> [String: Any] {
    [
      "kind": signal.kind.rawValue, "subject": subject(of: signal), "usual": signal.inWords(signal.baseline),
      "worst": signal.worstInWords, "from": clock.forms(signal.startedAt),
      "to": optional(signal.endedAt.map(clock.forms)),
    ]
  }

  /// The service and its route; a message's template as code on one line.
  private func subject(of signal: IncidentSignal) -> String {
    guard let template = signal.route, signal.kind.isOfMessages else { return signal.subject }
    let line = template.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let shown = line.count > 120 ? line.prefix(120) + "…" : line
    return "\(signal.service) `\(shown)`"
  }

  /// What users met, a sentence for each kind of signal, of the service where most of it was seen, and where; of messages
  /// only where there is nothing else.
  private var symptoms: [String] {
    let felt = incident.signals.filter { !$0.kind.isOfMessages }
    let told = felt.isEmpty ? incident.signals : felt
    let groups = SignalKind.allCases.compactMap { kind in ofMainService(told.filter { $0.kind == kind }) }
    let routes = groups.map { group in
      group.contains { $0.kind.isOfMessages } ? [] : Set(group.compactMap(\.route)).sorted()
    }
    // Routes that all of them share are told once.
    let areShared = groups.count > 1 && routes[0].count > 1 && routes.allSatisfy { $0 == routes[0] }
    let sentences = zip(groups, routes).compactMap { group, routes in
      sentence(group, place: areShared || routes.isEmpty ? "" : ", on \(Self.list(routes))")
    }
    return sentences + (areShared ? ["It was so on \(Self.list(routes[0]))."] : []) + [byLog].compactMap(\.self)
  }

  /// Whose logs it stands in, where hosts run the service side by side.
  private var byLog: String? {
    let logs = incident.impact.logs
    guard !logs.isEmpty else { return nil }
    let told = logs.map { "\(($0.failed + $0.slow).grouped) of \($0.requests.grouped) in \($0.source)" }
    let service = logs[0].service.isEmpty ? "" : " of \(logs[0].service)"
    return "Failed or slow requests\(service) by log, since it was detected: \(Self.list(told))."
  }

  /// The signals of the service that has the most observations; nil where there are none.
  private func ofMainService(_ signals: [IncidentSignal]) -> [IncidentSignal]? {
    var seen: [String: Int] = [:]
    let whole = signals.filter { $0.route == nil }
    for signal in whole.isEmpty ? signals : whole { seen[signal.service, default: 0] += signal.weight }
    let main = seen.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return main.map { main in signals.filter { $0.service == main.key } }
  }

  private func sentence(_ signals: [IncidentSignal], place: String) -> String? {
    let whole = signals.filter { $0.route == nil }
    guard let kind = signals.first?.kind else { return nil }
    let isFalling = kind == .trafficDrop || kind == .silence
    let places = whole.isEmpty ? signals : whole
    let known = places.filter { $0.peak != nil }
    let worst = known.max { a, b in
      let (peakA, peakB) = (a.peak ?? a.baseline, b.peak ?? b.baseline)
      return isFalling ? peakA > peakB : peakA < peakB
    }
    guard let worst = worst ?? places.first else { return nil }
    let usual = worst.inWords(worst.baseline)
    guard let peak = worst.peak.map(worst.inWords) else { return unmeasured(worst, usual: usual, place: place) }
    return switch kind {
    case .serverErrors:
      "Requests to \(worst.service) failed with 5xx: up to \(peak) of them in a minute, usually \(usual)\(place)."
    case .latency:
      "Responses of \(worst.service) became slow: a 95th percentile of up to \(peak) in a minute, usually \(usual)\(place)."
    case .trafficDrop:
      "Requests to \(worst.service) stayed away: down to \(peak), usually \(usual)\(place)."
    case .silence: "\(worst.service) fell silent: down to \(peak), usually \(usual)."
    case .errorBurst, .newError:
      "\(worst.service) logged unusual errors: up to \(peak) of \(subject(of: worst)), usually \(usual)."
    }
  }

  /// Of a part of an incident whose worst value is not known.
  private func unmeasured(_ signal: IncidentSignal, usual: String, place: String) -> String {
    let what =
      switch signal.kind {
      case .serverErrors: "Requests to \(signal.service) failed with 5xx"
      case .latency: "Responses of \(signal.service) were slow"
      case .trafficDrop: "Requests to \(signal.service) stayed away"
      case .silence: "\(signal.service) was silent"
      case .errorBurst, .newError: "\(signal.service) logged unusual errors, \(subject(of: signal))"
      }
    return "\(what), usually \(usual)\(place); how much at worst is not known of this part alone."
  }

  /// `a`, `a and b`, `a, b, c and 3 more`.
  private static func list(_ names: [String]) -> String {
    let shown = names.count > 5 ? Array(names.prefix(4)) + ["\(names.count - 4) more"] : names
    guard shown.count > 1, let last = shown.last else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension SignalKind {
  /// Whether it is of messages that a program writes, not of what users feel.
  fileprivate var isOfMessages: Bool { self == .errorBurst || self == .newError }
}
