/// Whom it hurt, and how that was counted.
public struct Impact: Codable, Sendable, Equatable {
  public var requests: Int
  public var failed: Int
  public var slow: Int
  public var failedPercent: Double
  public var clients: Int
  public var affectedClients: Int
  public var affectedClientsPercent: Double
  /// Requests that did not come, against what was usual, where traffic fell significantly; else 0.
  public var lostRequests: Int
  /// One sentence: how this was counted.
  public var method: String

  public init(
    requests: Int, failed: Int, slow: Int, failedPercent: Double, clients: Int, affectedClients: Int,
    affectedClientsPercent: Double, lostRequests: Int = 0, method: String
  ) {
    self.requests = requests
    self.failed = failed
    self.slow = slow
    self.failedPercent = failedPercent
    self.clients = clients
    self.affectedClients = affectedClients
    self.affectedClientsPercent = affectedClientsPercent
    self.lostRequests = lostRequests
    self.method = method
  }

  enum CodingKeys: String, CodingKey {
    case requests, failed, slow, clients, method
    case failedPercent = "failed_percent"
    case affectedClients = "affected_clients"
    case affectedClientsPercent = "affected_clients_percent"
    case lostRequests = "lost_requests"
  }

  /// What was counted by an earlier version names no lost requests.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      requests: try c.decode(Int.self, forKey: .requests), failed: try c.decode(Int.self, forKey: .failed),
      slow: try c.decode(Int.self, forKey: .slow), failedPercent: try c.decode(Double.self, forKey: .failedPercent),
      clients: try c.decode(Int.self, forKey: .clients),
      affectedClients: try c.decode(Int.self, forKey: .affectedClients),
      affectedClientsPercent: try c.decode(Double.self, forKey: .affectedClientsPercent),
      lostRequests: try c.decodeIfPresent(Int.self, forKey: .lostRequests) ?? 0,
      method: try c.decode(String.self, forKey: .method))
  }
}
