#if canImport(Glibc)
  import Glibc
#endif

/// What a user may set of the detection, and the floors of practical size.
package struct DetectionSettings: Sendable {
  /// Acceptable false alarms in 30 days, over all series.
  package var falseAlarmsPerMonth = 1.0
  /// A share of failed requests below this is not worth an alarm, however significant; nor are fewer failures.
  package var failedShareFloor = 0.005
  package var failedCountFloor = 6
  /// A share of slow requests below this is not worth an alarm.
  package var slowShareFloor = 0.04
  package var slowCountFloor = 10
  /// Nor is a share of requests slower than four times the usual median below this: the median has not moved so far.
  package var sluggishShareFloor = 0.5
  /// A request is slow when it takes longer than twice the usual 95th percentile and at least this much more than it.
  package var slowMarginMicroseconds: UInt32 = 25_000
  /// Requests of a route after which its own latency baseline counts.
  package var baselineRequests = 40
  /// A signal is over when it has been quiet for so long, seconds.
  package var signalPause: Int64 = 60

  package init() {}

  /// Threshold of a sum of log-likelihood ratios (nats) for a series with so many events a second, of so many series.
  package func threshold(eventsPerSecond: Double, series: Int) -> Double {
    let events = max(0.05, eventsPerSecond) * 30 * 86_400
    return min(26, max(11, log(events * Double(max(1, series)) / falseAlarmsPerMonth)))
  }
}
