/// What happened to which service, on one line.
enum IncidentTitle {
  /// `nginx: 5xx and slow responses on 4 routes, 24 % of clients affected`
  static func of(_ signals: [SignalFacts], _ impact: Impact) -> String {
    let groups = SignalGroup.of(signals).sorted { a, b in
      let (felt, other) = (isFelt(a.kind), isFelt(b.kind))
      if felt != other { return felt }
      if a.observations != b.observations { return a.observations > b.observations }
      return (a.service, a.kind.rawValue) < (b.service, b.kind.rawValue)
    }
    guard let main = groups.first else { return "Incident without signals" }
    let told = groups.filter { $0.service == main.service && isFelt($0.kind) == isFelt(main.kind) }
    var kinds: [SignalKind] = []
    for group in told where !kinds.contains(group.kind) { kinds.append(group.kind) }
    kinds.sort { position($0) < position($1) }
    var title =
      "\(main.service): " + Wording.list(kinds.map { kind in words(kind, told.first { $0.kind == kind } ?? main) })
    if isFelt(main.kind) { title += place(told) }
    return title + reach(impact)
  }

  /// What a user of the service notices.
  private static func isFelt(_ kind: SignalKind) -> Bool { kind != .errorBurst && kind != .newError }

  private static func position(_ kind: SignalKind) -> Int { SignalKind.allCases.firstIndex(of: kind) ?? 0 }

  private static func words(_ kind: SignalKind, _ group: SignalGroup) -> String {
    let message = group.routes.first.map { " `" + Wording.oneLine($0, atMost: 60) + "`" } ?? ""
    return switch kind {
    case .serverErrors: "5xx"
    case .latency: "slow responses"
    case .errorBurst: "burst of the message" + message
    case .newError: "new error" + message
    case .trafficDrop: "drop in requests"
    case .silence: group.isComplete ? "no requests" : "hardly any requests"
    }
  }

  private static func place(_ groups: [SignalGroup]) -> String {
    let routes = Set(groups.flatMap(\.routes))
    guard let route = routes.first else { return "" }
    return routes.count == 1 ? " on \(Wording.oneLine(route, atMost: 60))" : " on \(routes.count) routes"
  }

  private static func reach(_ impact: Impact) -> String {
    // Those who came do not tell how many were hurt.
    if impact.lostRequests > impact.requests { return ", \(Wording.count(impact.lostRequests)) did not come" }
    if impact.affectedClients ?? 0 > 0, let percent = impact.affectedClientsPercent, percent.isFinite {
      return ", \(Wording.percent(percent)) of clients affected"
    }
    return impact.failed > 0 ? ", \(Wording.count(impact.failed, "request")) failed" : ""
  }
}
