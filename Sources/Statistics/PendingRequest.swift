/// A request that waits for its second to be judged.
package struct PendingRequest: Sendable, BitwiseCopyable {
  package var start: Int64
  package var client: UInt64
  package var route: UInt64
  package var latency: UInt32
  /// The route's series where it had one when the request arrived; else -1.
  package var series: Int32
  package var status: UInt16
  package var service: UInt16
  /// The log that it was read from, as its table numbers them.
  package var log: UInt16
  /// It came too late to be judged with its own second: counted for dating and impact only.
  package var isLate: Bool

  package init(
    start: Int64, latency: UInt32, status: UInt16, service: UInt16, client: UInt64, route: UInt64, series: Int32,
    log: UInt16 = 0, isLate: Bool
  ) {
    self.start = start
    self.latency = latency
    self.status = status
    self.service = service
    self.client = client
    self.route = route
    self.series = series
    self.log = log
    self.isLate = isLate
  }
}
