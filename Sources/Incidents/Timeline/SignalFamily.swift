/// What a signal means to a reader: several kinds can say the same.
enum SignalFamily: String, CaseIterable {
  // In the order of what users feel most.
  case failing, slowness, missing, errors

  init(_ kind: SignalKind) {
    self =
      switch kind {
      case .serverErrors: .failing
      case .latency: .slowness
      case .trafficDrop, .silence: .missing
      case .errorBurst, .newError: .errors
      }
  }

  var words: String {
    switch self {
    case .failing: "5xx"
    case .slowness: "slow responses"
    case .missing: "missing requests"
    case .errors: "unusual errors"
    }
  }
}
