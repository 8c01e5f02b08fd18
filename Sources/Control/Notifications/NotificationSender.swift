/// One way to tell the outside what happened.
package protocol NotificationSender: Sendable {
  /// Tries once, in bounded time.
  func deliver(_ event: OutboundEvent) async -> DeliveryOutcome
}

/// What became of one try.
package enum DeliveryOutcome: Sendable, Equatable {
  case delivered
  /// Worth another try, not before the time that the receiver asked for.
  case retry(after: Duration?, reason: String)
  /// No further try can help.
  case failed(reason: String)
}
