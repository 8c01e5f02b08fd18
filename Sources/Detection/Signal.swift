/// One observable of one series that left its baseline. Times are seconds since the epoch.
package struct Signal: Codable, Sendable, Equatable {
  package enum Observable: String, Codable, Sendable {
    case serverErrors = "5xx"
    case latency
    case errorBurst = "error-burst"
    case newError = "new-error"
    case trafficDrop = "traffic-drop"
    case silence
  }

  package var observable: Observable
  /// Index of the service, and the route (for error signals the message template); nil for the whole service.
  package var service: Int
  package var route: String?
  /// The series (`TrafficTable`) or the template's hash that it is of: with `observable` and `onset` its identity.
  package var series: UInt64
  package var onset: Int64
  package var detected: Int64
  /// First second after it; nil while it lasts.
  package var end: Int64?
  /// Usual and worst value: a share for 5xx, milliseconds for latency, events a minute for the others.
  package var baseline: Double
  package var peak: Double
  package var peakAt: Int64
  package var observations: Int
  /// Where it ends if it has ended at all: set where the input ended before the evidence sufficed to tell.
  package var likelyEnd: Int64?
  /// Whether the baseline rests on less than five minutes.
  package var knowsLittle: Bool
}

/// What a detector has to say after a second.
package enum SignalChange: Sendable {
  case opened(Signal)
  /// The same signal, with its end or with figures that more evidence made better.
  case changed(Signal)
}
