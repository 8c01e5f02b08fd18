package import Statistics

/// Detects 5xx and latency signals on the series of a traffic table, and keeps their baselines.
package final class RequestDetector {
  private let table: TrafficTable
  private let settings: DetectionSettings
  private var watches: [Watch] = []
  private var lastLearnt = Int64.min
  private var firstSecond = Int64.min

  private struct Watch {
    var failures = ShareWatch(.failed)
    var slowness = ShareWatch(.slow)
    var latency = LatencyBaseline()
    var firstSecond = Int64.min
    /// Events since the last lesson, and their rate.
    var failed = 0
    var slow = 0
    var events = 0
    var rate = 0.0
    /// Lessons that wait until it is sure that they were healthy.
    var held: [Lesson] = []
    var threshold = 26.0
  }

  private struct Lesson {
    var events: Int
    var failed: Int
    var slow: Int
    var histogram: [UInt32]
  }

  package init(table: TrafficTable, settings: DetectionSettings) {
    self.table = table
    self.settings = settings
    table.seriesAdded = { [unowned self] series in
      watches.append(Watch())
      if table.owners[series].route != nil {
        table.setThresholds(
          series, slow: settings.slowWithoutBaselineMicroseconds, verySlow: settings.slowWithoutBaselineMicroseconds)
      }
    }
  }

  private func failedCounts(_ series: Int) -> (Int64) -> (events: Int, bad: Int) {
    { [table] second in
      let c = table.rings[series][second]
      return (Int(c.requests), Int(c.failed))
    }
  }

  private func slowCounts(_ series: Int) -> (Int64) -> (events: Int, bad: Int) {
    { [table] second in
      let c = table.rings[series][second]
      return (Int(c.requests &- c.failed), Int(c.slow))
    }
  }

  /// Judges the second that the table has just counted.
  package func judge(_ second: Int64) -> [SignalChange] {
    var changes: [SignalChange] = []
    if firstSecond == Int64.min { firstSecond = second }
    if lastLearnt == Int64.min { lastLearnt = second }
    for series in table.touched {
      let counter = table.counters[series]
      let events = Int(counter.requests)
      let failed = Int(counter.failed)
      let slow = Int(counter.slow)
      if watches[series].firstSecond == Int64.min { watches[series].firstSecond = second }
      watches[series].events += events
      watches[series].failed += failed
      watches[series].slow += slow
      let threshold = watches[series].threshold
      let (service, route) = table.owners[series]
      let knowsLittle = second - watches[series].firstSecond < 300
      let usualShare = watches[series].failures.baseline.observedShare
      let usualLatency = Double(watches[series].latency.p95 ?? 0) / 1000
      if let opened = watches[series].failures.observe(
        .init(second: second, events: events, bad: failed), threshold: threshold, settings: settings,
        counts: failedCounts(series),
        signal: { onset in
          Signal(
            observable: .serverErrors, service: service, route: route, series: UInt64(series), onset: onset,
            detected: second, baseline: usualShare, peak: 0, peakAt: onset,
            observations: 0, knowsLittle: knowsLittle)
        })
      {
        changes.append(.opened(opened))
      }
      if let opened = watches[series].slowness.observe(
        .init(second: second, events: events - failed, bad: slow), threshold: threshold, settings: settings,
        counts: slowCounts(series),
        signal: { onset in
          Signal(
            observable: .latency, service: service, route: route, series: UInt64(series), onset: onset,
            detected: second, baseline: usualLatency, peak: 0, peakAt: onset,
            observations: 0, knowsLittle: knowsLittle)
        })
      {
        changes.append(.opened(opened))
      }
    }
    if second - lastLearnt >= 10 {
      changes += settle(second, isLast: false)
      learn(second)
      lastLearnt = second
    }
    return changes
  }

  /// Ends what the end of all input leaves open.
  package func finish(_ second: Int64) -> [SignalChange] { settle(second, isLast: true) }

  private func settle(_ second: Int64, isLast: Bool) -> [SignalChange] {
    var changes: [SignalChange] = []
    for series in watches.indices {
      if let ended = watches[series].failures.settle(
        at: second, pause: settings.signalPause, isLast: isLast, counts: failedCounts(series))
      {
        changes.append(.changed(ended))
      }
      if let ended = watches[series].slowness.settle(
        at: second, pause: settings.signalPause, isLast: isLast, counts: slowCounts(series))
      {
        changes.append(.changed(ended))
      }
    }
    return changes
  }

  // MARK: Learning

  private func learn(_ second: Int64) {
    var busy = Set<Int>()
    for series in watches.indices where watches[series].failures.active != nil || watches[series].slowness.active != nil {
      busy.insert(table.owners[series].service)
    }
    let elapsed = Double(max(1, second - lastLearnt))
    // Routes first, in order to give their service the sum of their latencies.
    var sums: [Int: [UInt32]] = [:]
    for series in watches.indices where table.owners[series].route != nil {
      guard let lesson = lesson(series, second, elapsed, histogram: table.takeHistogram) else { continue }
      let service = table.owners[series].service
      if sums[service] == nil {
        sums[service] = lesson.histogram
      } else {
        for i in lesson.histogram.indices { sums[service]?[i] &+= lesson.histogram[i] }
      }
      consider(lesson, series, second, isBusy: busy.contains(service))
    }
    for service in table.services.indices {
      let series = table.services[service].whole
      let sum = sums[service] ?? [UInt32](repeating: 0, count: LatencyBuckets.count)
      guard let lesson = lesson(series, second, elapsed, histogram: { _ in sum }) else { continue }
      consider(lesson, series, second, isBusy: busy.contains(service))
    }
  }

  private func isWarmingUp(_ series: Int, _ second: Int64) -> Bool {
    let first = watches[series].firstSecond
    return first == Int64.min || second - first < 300
  }

  /// What a series has seen since its last lesson; nil while it is not time for the next.
  private func lesson(_ series: Int, _ second: Int64, _ elapsed: Double, histogram: (Int) -> [UInt32]) -> Lesson? {
    guard isWarmingUp(series, second) || second / 60 != lastLearnt / 60 else { return nil }
    guard watches[series].events > 0 || !watches[series].held.isEmpty else { return nil }
    let lesson = Lesson(
      events: watches[series].events, failed: watches[series].failed, slow: watches[series].slow,
      histogram: histogram(series))
    let span = isWarmingUp(series, second) ? elapsed : max(elapsed, 60)
    watches[series].rate +=
      (Double(lesson.events) / span - watches[series].rate) * (isWarmingUp(series, second) ? 0.5 : 0.1)
    watches[series].events = 0
    watches[series].failed = 0
    watches[series].slow = 0
    return lesson
  }

  /// Learns from a lesson that is healthy and old enough, and drops what is not.
  private func consider(_ lesson: Lesson, _ series: Int, _ second: Int64, isBusy: Bool) {
    if watches[series].slowness.active != nil, let p95 = p95(lesson.histogram) {
      watches[series].slowness.noteLatency(p95, minute: second / 60 - 1)
    }
    if isBusy || tension(series) > 0.5 {
      watches[series].held.removeAll()
      return
    }
    watches[series].held.append(lesson)
    let holding = isWarmingUp(series, second) ? 0 : 3
    while watches[series].held.count > holding { take(watches[series].held.removeFirst(), series) }
    watches[series].threshold = settings.threshold(
      eventsPerSecond: watches[series].rate, series: table.counters.count)
  }

  private func take(_ lesson: Lesson, _ series: Int) {
    watches[series].failures.baseline.learn(bad: lesson.failed, events: lesson.events)
    watches[series].slowness.baseline.learn(bad: lesson.slow, events: lesson.events - lesson.failed)
    watches[series].latency.learn(lesson.histogram)
    let latency = watches[series].latency
    guard table.owners[series].route != nil, let p95 = latency.p95, let p99 = latency.p99,
      Int(latency.requests) >= settings.baselineRequests
    else { return }
    // A quantile of few requests may lie far off: the fewer, the more room.
    let room = 1 + 2 / Double(latency.requests).squareRoot()
    let margin = settings.slowMarginMicroseconds
    let slow = max(UInt32(min(4e9, 2 * Double(p95) * room)), p95 + margin)
    let verySlow = max(UInt32(min(4e9, 2 * Double(p99))), p95 + margin)
    table.setThresholds(series, slow: slow, verySlow: verySlow)
  }

  private func p95(_ histogram: [UInt32]) -> Double? {
    let total = histogram.reduce(0, +)
    guard total >= 5 else { return nil }
    return LatencyBuckets.quantile(0.95, of: histogram.map(Float.init)).map { Double($0) / 1000 }
  }

  /// Usual rate of a whole service, requests a second.
  package func usualRate(service: Int) -> Double { watches[table.services[service].whole].rate }

  /// Share of the threshold that a series has reached; for tests and `status`.
  package func tension(_ series: Int) -> Double {
    max(
      watches[series].failures.tension(watches[series].threshold),
      watches[series].slowness.tension(watches[series].threshold))
  }
}
