package import Statistics

/// Detects 5xx and latency signals on the series of a traffic table, and keeps their baselines.
package final class RequestDetector {
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

  package init(settings: DetectionSettings) { self.settings = settings }

  private func failedCounts(_ table: TrafficTable, _ series: Int) -> (Int64) -> (events: Int, bad: Int) {
    { second in
      let c = table.counts(series, second)
      return (Int(c.requests), Int(c.failed))
    }
  }

  private func slowCounts(_ table: TrafficTable, _ series: Int) -> (Int64) -> (events: Int, bad: Int) {
    { second in
      let c = table.counts(series, second)
      return (Int(c.requests &- c.failed), Int(c.slow))
    }
  }

  /// Judges the second that the table has just counted.
  package func judge(_ second: Int64, _ table: inout TrafficTable) -> [SignalChange] {
    while watches.count < table.counters.count { watches.append(Watch()) }
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
      let service = table.owners[series].service
      let route = table.owners[series].route
      let knowsLittle = second - watches[series].firstSecond < 300
      let usualShare = watches[series].failures.baseline.observedShare
      let usualLatency = Double(watches[series].latency.p95 ?? 0) / 1000
      if let opened = watches[series].failures.observe(
        .init(second: second, events: events, bad: failed), threshold: threshold, settings: settings,
        counts: failedCounts(table, series),
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
        counts: slowCounts(table, series),
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
      changes += settle(second, table, isLast: false)
      learn(second, &table)
      lastLearnt = second
    }
    return changes
  }

  /// Ends what the end of all input leaves open.
  package func finish(_ second: Int64, _ table: TrafficTable) -> [SignalChange] {
    settle(second, table, isLast: true)
  }

  private func settle(_ second: Int64, _ table: TrafficTable, isLast: Bool) -> [SignalChange] {
    var changes: [SignalChange] = []
    // A service before its routes: `addService` gives it the lower number.
    for series in watches.indices {
      if let ended = watches[series].failures.settle(
        at: second, pause: settings.signalPause, isLast: isLast, counts: failedCounts(table, series))
      {
        changes.append(.changed(ended))
        if let end = ended.end, ended.route == nil { changes += settleRoutes(of: ended, end, second, table) }
      }
      if let ended = watches[series].slowness.settle(
        at: second, pause: settings.signalPause, isLast: isLast, counts: slowCounts(table, series))
      {
        changes.append(.changed(ended))
        if let end = ended.end, ended.route == nil { changes += settleRoutes(of: ended, end, second, table) }
      }
    }
    return changes
  }

  private func settleRoutes(of whole: Signal, _ end: Int64, _ now: Int64, _ table: TrafficTable) -> [SignalChange] {
    var changes: [SignalChange] = []
    for series in watches.indices
    where table.owners[series].service == whole.service && table.owners[series].route != nil {
      let ended =
        whole.observable == .serverErrors
        ? watches[series].failures.settle(withService: end, at: now, counts: failedCounts(table, series))
        : watches[series].slowness.settle(withService: end, at: now, counts: slowCounts(table, series))
      if let ended { changes.append(.changed(ended)) }
    }
    return changes
  }

  // MARK: Learning

  private func learn(_ second: Int64, _ table: inout TrafficTable) {
    var busy = Set<Int>()
    for series in watches.indices where watches[series].failures.active != nil || watches[series].slowness.active != nil {
      busy.insert(table.owners[series].service)
    }
    let elapsed = Double(max(1, second - lastLearnt))
    // Routes first, in order to give their service the sum of their latencies.
    var sums = [[UInt32]](
      repeating: [UInt32](repeating: 0, count: LatencyBuckets.count), count: table.services.count)
    for series in watches.indices where table.owners[series].route != nil && isDue(series, second) {
      let histogram = table.takeHistogram(series)
      let service = table.owners[series].service
      for i in histogram.indices { sums[service][i] &+= histogram[i] }
      consider(lesson(series, second, elapsed, histogram), series, second, busy.contains(service), &table)
    }
    for service in table.services.indices {
      let series = table.services[service].whole
      guard isDue(series, second) else { continue }
      consider(lesson(series, second, elapsed, sums[service]), series, second, busy.contains(service), &table)
    }
  }

  private func isWarmingUp(_ series: Int, _ second: Int64) -> Bool {
    let first = watches[series].firstSecond
    return first == Int64.min || second - first < 300
  }

  /// Whether it is time for a series' next lesson, and there is something to learn.
  private func isDue(_ series: Int, _ second: Int64) -> Bool {
    (isWarmingUp(series, second) || second / 60 != lastLearnt / 60)
      && (watches[series].events > 0 || !watches[series].held.isEmpty)
  }

  /// What a series has seen since its last lesson.
  private func lesson(_ series: Int, _ second: Int64, _ elapsed: Double, _ histogram: [UInt32]) -> Lesson {
    let lesson = Lesson(
      events: watches[series].events, failed: watches[series].failed, slow: watches[series].slow,
      histogram: histogram)
    let span = isWarmingUp(series, second) ? elapsed : max(elapsed, 60)
    watches[series].rate +=
      (Double(lesson.events) / span - watches[series].rate) * (isWarmingUp(series, second) ? 0.5 : 0.1)
    watches[series].events = 0
    watches[series].failed = 0
    watches[series].slow = 0
    return lesson
  }

  /// Learns from a lesson that is healthy and old enough, and drops what is not.
  private func consider(
    _ lesson: Lesson, _ series: Int, _ second: Int64, _ isBusy: Bool, _ table: inout TrafficTable
  ) {
    if watches[series].slowness.active != nil, let p95 = p95(lesson.histogram) {
      watches[series].slowness.noteLatency(p95, minute: second / 60 - 1)
    }
    if isBusy || tension(series) > 0.5 {
      watches[series].held.removeAll()
      return
    }
    watches[series].held.append(lesson)
    let holding = isWarmingUp(series, second) ? 0 : 3
    while watches[series].held.count > holding { take(watches[series].held.removeFirst(), series, &table) }
    watches[series].threshold = settings.threshold(
      eventsPerSecond: watches[series].rate, series: table.counters.count)
  }

  private func take(_ lesson: Lesson, _ series: Int, _ table: inout TrafficTable) {
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
    let verySlow = UInt32(min(4e9, 2 * Double(p99)))
    table.setThresholds(series, slow: slow, verySlow: verySlow)
  }

  private func p95(_ histogram: [UInt32]) -> Double? {
    let total = histogram.reduce(0, +)
    guard total >= 5 else { return nil }
    return LatencyBuckets.quantile(0.95, of: histogram.map(Float.init)).map { Double($0) / 1000 }
  }

  /// Share of the threshold that a series has reached; for tests and `status`.
  package func tension(_ series: Int) -> Double {
    max(
      watches[series].failures.tension(watches[series].threshold),
      watches[series].slowness.tension(watches[series].threshold))
  }
}
