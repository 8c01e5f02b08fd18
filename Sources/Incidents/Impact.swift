/// Whom it hurt, and how that was counted.
public struct Impact: Codable, Sendable, Equatable {
  public var requests: Int
  public var failed: Int
  public var slow: Int
  public var failedPercent: Double
  /// Distinct addresses; nil where requests name none, and where incidents were split or merged: these cannot be told apart.
  public var clients: Int?
  public var affectedClients: Int?
  public var affectedClientsPercent: Double?
  /// Requests that did not come, against what was usual, where traffic fell significantly; else 0.
  public var lostRequests: Int
  /// The logs that the requests of the service in most trouble stand in, where they are several: those of hosts that run
  /// it, or of its sites. Those with the most failed or slow requests first, at most 16; counted in steps of 10 s, from
  /// the alarm on.
  public var logs: [LogImpact]
  /// The same in short stretches; nil where they are not known.
  public var steps: ImpactSteps?
  /// How this was counted.
  public var method: String

  public init(
    requests: Int, failed: Int, slow: Int, failedPercent: Double, clients: Int?, affectedClients: Int?,
    affectedClientsPercent: Double?, lostRequests: Int = 0, logs: [LogImpact] = [], steps: ImpactSteps? = nil,
    method: String
  ) {
    self.requests = requests
    self.failed = failed
    self.slow = slow
    self.failedPercent = failedPercent
    self.clients = clients
    self.affectedClients = affectedClients
    self.affectedClientsPercent = affectedClientsPercent
    self.lostRequests = lostRequests
    self.logs = logs
    self.steps = steps
    self.method = method
  }

  enum CodingKeys: String, CodingKey {
    case requests, failed, slow, clients, logs, steps, method
    case failedPercent = "failed_percent"
    case affectedClients = "affected_clients"
    case affectedClientsPercent = "affected_clients_percent"
    case lostRequests = "lost_requests"
  }

  /// What was counted by an earlier version names neither lost requests, nor logs, nor steps, and has no clients where they
  /// were not known.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    let requests = try c.decode(Int.self, forKey: .requests)
    let clients = try c.decodeIfPresent(Int.self, forKey: .clients)
    let areKnown = clients != 0 || requests == 0
    self.init(
      requests: requests, failed: try c.decode(Int.self, forKey: .failed),
      slow: try c.decode(Int.self, forKey: .slow), failedPercent: try c.decode(Double.self, forKey: .failedPercent),
      clients: areKnown ? clients : nil,
      affectedClients: areKnown ? try c.decodeIfPresent(Int.self, forKey: .affectedClients) : nil,
      affectedClientsPercent: areKnown ? try c.decodeIfPresent(Double.self, forKey: .affectedClientsPercent) : nil,
      lostRequests: try c.decodeIfPresent(Int.self, forKey: .lostRequests) ?? 0,
      logs: try c.decodeIfPresent([LogImpact].self, forKey: .logs) ?? [],
      steps: try c.decodeIfPresent(ImpactSteps.self, forKey: .steps), method: try c.decode(String.self, forKey: .method)
    )
  }

  /// What is not known of clients is null, not left out.
  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(requests, forKey: .requests)
    try c.encode(failed, forKey: .failed)
    try c.encode(slow, forKey: .slow)
    try c.encode(failedPercent, forKey: .failedPercent)
    try c.encode(clients, forKey: .clients)
    try c.encode(affectedClients, forKey: .affectedClients)
    try c.encode(affectedClientsPercent, forKey: .affectedClientsPercent)
    try c.encode(lostRequests, forKey: .lostRequests)
    try c.encode(logs, forKey: .logs)
    try c.encodeIfPresent(steps, forKey: .steps)
    try c.encode(method, forKey: .method)
  }
}

/// What of an incident's requests stands in one log.
public struct LogImpact: Codable, Sendable, Equatable {
  /// The service whose requests they are; empty where an earlier version counted them.
  public var service: String
  /// The log's path, as its evidence names it but without what rotation made of it.
  public var source: String
  public var requests: Int
  public var failed: Int
  public var slow: Int

  public init(service: String, source: String, requests: Int, failed: Int, slow: Int) {
    self.service = service
    self.source = source
    self.requests = requests
    self.failed = failed
    self.slow = slow
  }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      service: try c.decodeIfPresent(String.self, forKey: .service) ?? "",
      source: try c.decode(String.self, forKey: .source), requests: try c.decode(Int.self, forKey: .requests),
      failed: try c.decode(Int.self, forKey: .failed), slow: try c.decode(Int.self, forKey: .slow))
  }

  var bad: Int { failed + slow }
}

extension Impact {
  /// What `method` says before how clients were counted.
  package static let clientsCounted = "affected clients: "
  /// What it says before how lost requests were counted.
  package static let lostCounted = "Lost requests: "
}

extension [LogImpact] {
  /// Those with requests, the worst first; nothing where there are not at least two.
  package var worstFirst: [LogImpact] {
    let all = filter { $0.requests > 0 }
    guard all.count > 1 else { return [] }
    return all.sorted { (-$0.bad, $0.source) < (-$1.bad, $1.source) }
  }

  /// As many as an incident keeps.
  package var kept: [LogImpact] { Array(prefix(16)) }

  /// With the requests of the same log added up.
  package var summed: [LogImpact] {
    Dictionary(map { ($0.source, $0) }) { a, b in
      LogImpact(
        service: a.service, source: a.source, requests: a.requests + b.requests, failed: a.failed + b.failed,
        slow: a.slow + b.slow)
    }.values.sorted { $0.source < $1.source }
  }
}
