import Incidents

extension CauseKind {
  /// What to ask if this kind of candidate turns out to be the cause: a question, for whether it applies a person decides.
  var preventionQuestion: String {
    switch self {
    case .deploy: "Would a staged rollout or an automatic rollback have limited what the deploy could do?"
    case .restart: "Can the service restart without failing requests, and was the restart intended?"
    case .configChange: "Could the change have been checked or tried on one instance before it reached all?"
    case .packageChange: "Should the package be pinned, or upgraded on one host first?"
    case .slowQuery:
      "Which index or rewrite makes the statement fast, and would a test with production-sized data have shown it?"
    case .saturation: "Which limit was reached, and at what share of it should somebody be told?"
    case .oom: "What does the process need at its peak, and is its memory limit set for that?"
    case .diskFull: "What fills the disk, and at what level should somebody be told?"
    case .dns: "Can the service bear a resolver that fails for a while?"
    case .tls: "Who renews the certificates, and who is told before they expire?"
    case .dependency: "How should the service behave when what it depends on is slow or gone?"
    case .trafficSurge: "Was the traffic expected, and what sheds or absorbs it next time?"
    case .newError: "Which test would have met the new error before the users did?"
    case .reboot: "Was the reboot planned, and does the service come back by itself in the time that is acceptable?"
    }
  }
}
