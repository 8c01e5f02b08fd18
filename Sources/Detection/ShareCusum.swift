import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Sequential test of a share: each event is bad or good, usually bad with probability `p0`. For each of a few
/// alternatives `p1` it sums log-likelihood ratios, never below zero, and alarms when a sum passes the threshold.
///
/// Source: E. S. Page, "Continuous Inspection Schemes", Biometrika 1954; the Bernoulli CUSUM of Reynolds and Stoumbos,
/// J. Quality Technology 1999. A threshold `h` bounds the rate of false alarms by about e^-h an event.
struct ShareCusum: Codable, Sendable {
  @Packed private var sums: [Double]
  /// Events since a sum last stood at zero, by alternative.
  @Packed private var since: [Since]

  struct Since: BitwiseCopyable, Sendable {
    var second: Int64 = 0
    var events = 0
    var bad = 0
    /// Seconds that had a bad event.
    var badSeconds = 0
  }

  /// An alarm: which alternative fits, and what was seen since its sum stood at zero.
  struct Alarm {
    var share: Double
    var since: Since
  }

  init(alternatives: Int) {
    sums = Array(repeating: 0, count: alternatives)
    since = Array(repeating: Since(), count: alternatives)
  }

  /// The largest sum as a share of the threshold.
  func tension(_ threshold: Double) -> Double { (sums.max() ?? 0) / threshold }

  mutating func reset() {
    for i in sums.indices { sums[i] = 0 }
  }

  /// Takes one second's events. What one second can add is capped at a third of the threshold, so that no single
  /// second alarms alone.
  mutating func observe(
    second: Int64, events: Int, bad: Int, usual p0: Double, alternatives: [Double], threshold: Double
  ) -> Alarm? {
    var alarm: Alarm?
    for i in sums.indices {
      let p1 = alternatives[i]
      if sums[i] == 0 {
        if bad == 0 { continue }
        since[i] = Since(second: second)
      }
      since[i].events += events
      since[i].bad += bad
      since[i].badSeconds += bad > 0 ? 1 : 0
      let step = ShareCusum.gain(events: events, bad: bad, p0: p0, p1: p1)
      sums[i] = max(0, sums[i] + min(step, threshold / 3))
      if sums[i] > threshold, alarm == nil || since[i].second > alarm!.since.second {
        alarm = Alarm(share: p1, since: since[i])
      }
    }
    return alarm
  }

  /// Log-likelihood ratio of `p1` over `p0` for `bad` of `events`.
  @inline(__always)
  static func gain(events: Int, bad: Int, p0: Double, p1: Double) -> Double {
    Double(bad) * log(p1 / p0) + Double(events - bad) * log((1 - p1) / (1 - p0))
  }
}
