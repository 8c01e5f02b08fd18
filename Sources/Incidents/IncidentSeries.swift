public import Records

/// How the requests to one service went, in equal steps from before an incident to after it: what its charts are drawn
/// from. All arrays have one element a step; what was not measured in a step is null.
public struct IncidentSeries: Codable, Sendable, Equatable {
  public var service: String
  /// Start of the first step, a whole multiple of the step.
  public var from: Timestamp
  public var stepSeconds: Int
  public var requests: [Int]
  /// Status 5xx.
  public var failed: [Int]
  /// Quantiles of the latency, in milliseconds, of the requests that ended in the step.
  public var p50: [Double?]
  public var p95: [Double?]
  public var p99: [Double?]
  /// What was usual before the incident; nil where it is not known.
  public var usualRequestsPerStep: Double?
  public var usualFailedRatio: Double?
  public var usualP50: Double?
  public var usualP95: Double?
  public var usualP99: Double?

  public init(
    service: String, from: Timestamp, stepSeconds: Int, requests: [Int] = [], failed: [Int] = [], p50: [Double?] = [],
    p95: [Double?] = [], p99: [Double?] = [], usualRequestsPerStep: Double? = nil, usualFailedRatio: Double? = nil,
    usualP50: Double? = nil, usualP95: Double? = nil, usualP99: Double? = nil
  ) {
    self.service = service
    self.from = from
    self.stepSeconds = stepSeconds
    self.requests = requests
    self.failed = failed
    self.p50 = p50
    self.p95 = p95
    self.p99 = p99
    self.usualRequestsPerStep = usualRequestsPerStep
    self.usualFailedRatio = usualFailedRatio
    self.usualP50 = usualP50
    self.usualP95 = usualP95
    self.usualP99 = usualP99
  }

  enum CodingKeys: String, CodingKey {
    case service, from, requests, failed
    case stepSeconds = "step_seconds"
    case p50 = "p50_ms"
    case p95 = "p95_ms"
    case p99 = "p99_ms"
    case usualRequestsPerStep = "usual_requests_per_step"
    case usualFailedRatio = "usual_failed_ratio"
    case usualP50 = "usual_p50_ms"
    case usualP95 = "usual_p95_ms"
    case usualP99 = "usual_p99_ms"
  }
}
