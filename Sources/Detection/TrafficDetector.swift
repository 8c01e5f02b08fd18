package import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Detects that the requests of a service fall away: the mirror image of a burst. A CUSUM of the Poisson
/// log-likelihood ratio of 40 % of the usual rate.
///
/// The usual rate is the least that ten minutes of the last hours brought, so that neither the end of a rush nor a
/// quiet evening is a drop; the ratio is divided by how much more than a Poisson process the counts
/// vary. Where nearly nothing comes any more, the signal is a `silence`.
package final class TrafficDetector: Codable {
  /// A drop leaves less than this of the usual rate, lasts this long (seconds) and costs so many requests.
  static let shareFloor = 0.5
  static let durationFloor: Int64 = 30
  static let missingFloor = 30.0
  static let threshold = 20.0
  static let remaining = 0.4
  /// Of less than this usual rate (a second) one minute says little: chance leaves some empty.
  static let rateOfMinutes = 1.0
  /// Minutes that must have been seen before.
  static let historyFloor = 8

  private struct Watch: Codable {
    var history = RateHistory()
    var usual = 0.0
    var dispersion = 1.0
    var sum = 0.0
    var began: Int64 = 0
    var count = 0
    var signal: Signal?
    /// While a signal is active: evidence that it lasts, and where the best end would be.
    var lasting = 0.0
    var recovered: Int64?
    var minute = Minute()
    /// First minute after the last drop.
    var resumed = Int64.min
    var lastCount: Int64 = 0
  }

  /// The minute that is counted while a signal is active, the first from the alarm on.
  private struct Minute: Codable {
    var begin = Int64.min
    var seconds: Int64 = 0
    var count = 0
  }

  private var watches: [Watch] = []

  package init() {}

  package func history(service: Int) -> RateHistory {
    service < watches.count ? watches[service].history : RateHistory()
  }

  /// Learns a service's rate anew: its requests are counted in another way from here on.
  package func forget(service: Int) {
    if service < watches.count, watches[service].signal == nil { watches[service] = Watch() }
  }

  /// Whether a second without a request can mean anything.
  package var isWatching: Bool { watches.contains { $0.usual > 0.05 || $0.signal != nil } }

  /// Takes the number of requests that ended in one second, for each service; nil where its logs have ended.
  package func judge(_ second: Int64, counts: [Int?]) -> [SignalChange] {
    var changes: [SignalChange] = []
    while watches.count < counts.count { watches.append(Watch()) }
    for service in counts.indices {
      guard let count = counts[service] else { continue }
      if let change = judge(service, second, count) { changes.append(change) }
    }
    return changes
  }

  private func judge(_ service: Int, _ second: Int64, _ count: Int) -> SignalChange? {
    let minute = second / 60
    if watches[service].history.newest == Int64.min, count == 0 { return nil }
    if minute != watches[service].history.newest {
      watches[service].history.add(minute: minute, count: 0)
      if watches[service].signal == nil { learn(service, minute) }
    }
    watches[service].history.add(minute: minute, count: count)
    if count > 0 { watches[service].lastCount = second }
    return watches[service].signal == nil ? idle(service, second, count) : active(service, second, count)
  }

  private func learn(_ service: Int, _ minute: Int64) {
    let history = watches[service].history
    // Minutes of a drop are not usual ones.
    let counts = history.counts(from: max(minute - 150, watches[service].resumed), to: minute - 2)
    guard counts.count >= TrafficDetector.historyFloor else {
      // Soon after a drop the rate from before it still holds.
      if watches[service].resumed == Int64.min { watches[service].usual = 0 }
      return
    }
    let span = min(10, counts.count)
    var sum = counts.prefix(span).reduce(0, +)
    var least = sum
    for i in span..<max(span, counts.count) {
      sum += counts[i] - counts[i - span]
      least = min(least, sum)
    }
    watches[service].usual = Double(least) / Double(span) / 60
    let series = history.counts(from: minute - 60, to: minute - 2)
    var squares = 0.0
    for (a, b) in zip(series, series.dropFirst()) { squares += Double((a - b) * (a - b)) }
    let variance = squares / 2 / Double(max(1, series.count - 1))
    let mean = Double(series.reduce(0, +)) / Double(max(1, series.count))
    watches[service].dispersion = max(1, variance / max(1, mean))
  }

  /// Log-likelihood ratio of the remaining rate over the usual one, for `count` requests in a second.
  private func gain(_ w: Watch, _ count: Int) -> Double {
    (Double(count) * log(TrafficDetector.remaining) + w.usual * (1 - TrafficDetector.remaining)) / w.dispersion
  }

  private func idle(_ service: Int, _ second: Int64, _ count: Int) -> SignalChange? {
    var w = watches[service]
    defer { watches[service] = w }
    guard w.usual > 0.05 else {
      w.sum = 0
      return nil
    }
    if w.sum == 0 {
      w.began = second
      w.count = 0
    }
    w.count += count
    w.sum = max(0, w.sum + gain(w, count))
    let duration = second - w.began + 1
    let expected = w.usual * Double(duration)
    guard w.sum > TrafficDetector.threshold, duration >= TrafficDetector.durationFloor,
      Double(w.count) < TrafficDetector.shareFloor * expected,
      expected - Double(w.count) >= TrafficDetector.missingFloor
    else { return nil }
    let isSilence = Double(w.count) < 0.02 * expected + 1
    let signal = Signal(
      observable: isSilence ? .silence : .trafficDrop, service: service, route: nil, series: UInt64(service),
      onset: w.began, detected: second, baseline: w.usual * 60, peak: Double(w.count) / Double(duration) * 60,
      peakAt: w.began, observations: Int(expected) - w.count, knowsLittle: false)
    w.signal = signal
    w.lasting = TrafficDetector.threshold
    w.recovered = nil
    w.minute = Minute()
    return .opened(signal)
  }

  private func active(_ service: Int, _ second: Int64, _ count: Int) -> SignalChange? {
    var w = watches[service]
    defer { watches[service] = w }
    w.signal?.observations += max(0, Int(w.usual.rounded()) - count)
    let isWorse = judgeMinute(&w, second, count)
    let step = gain(w, count)
    if w.lasting >= TrafficDetector.threshold, step < 0 { w.recovered = second }
    w.lasting = min(TrafficDetector.threshold, max(0, w.lasting + step))
    if w.lasting >= TrafficDetector.threshold { w.recovered = nil }
    if isNewLevel(w, second) {
      var signal = w.signal
      signal?.end = second - 3600
      w.resumed = second / 60 - 60
      w.signal = nil
      w.sum = 0
      return signal.map { .changed($0) }
    }
    guard w.lasting == 0 else { return isWorse ? w.signal.map { .changed($0) } : nil }
    var signal = w.signal
    signal?.end = w.recovered ?? second
    w.resumed = second / 60 + 1
    w.signal = nil
    w.sum = 0
    return signal.map { .changed($0) }
  }

  /// Counts a second of a signal's minutes: the peak is that of the worst.
  /// - Returns: whether a minute ended with this second that was the worst until now.
  private func judgeMinute(_ w: inout Watch, _ second: Int64, _ count: Int) -> Bool {
    guard w.usual >= TrafficDetector.rateOfMinutes else { return false }
    if w.minute.seconds == 60 || w.minute.begin + w.minute.seconds != second { w.minute = Minute(begin: second) }
    w.minute.seconds += 1
    w.minute.count += count
    guard w.minute.seconds == 60, let peak = w.signal?.peak, Double(w.minute.count) < peak else { return false }
    w.signal?.peak = Double(w.minute.count)
    w.signal?.peakAt = w.minute.begin
    return true
  }

  /// Whether the rate has been steady for an hour at a level that is no outage: less than before, but usual now.
  private func isNewLevel(_ w: Watch, _ second: Int64) -> Bool {
    guard second % 60 == 0, let signal = w.signal, second - signal.onset >= 2 * 3600 else { return false }
    let hour = w.history.counts(from: second / 60 - 60, to: second / 60 - 1)
    let early = Double(hour.prefix(20).reduce(0, +))
    let late = Double(hour.suffix(20).reduce(0, +))
    return late >= 0.7 * early && late <= 1.4 * early && late > 0.25 * w.usual * 1200
  }

  /// Signals that the end of all input leaves open.
  package func finish(_ second: Int64) -> [SignalChange] {
    watches.indices.compactMap { watches[$0].signal.map { .changed($0) } }
  }
}
