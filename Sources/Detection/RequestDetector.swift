package import Statistics

/// Detects 5xx and latency signals on the series of a traffic table, and keeps their baselines.
package final class RequestDetector {
  private let settings: DetectionSettings
  private var watches: [Watch] = []
  private var lastLearnt = Int64.min
  private var firstSecond = Int64.min
  /// Signals of whole services, the latest of each observable.
  private var wholes: [WholeKey: Signal] = [:]

  /// Series of whole services, by service.
  private var wholeSeries: [Int: Int] = [:]

  private struct WholeKey: Hashable {
    var service: Int
    var observable: Signal.Observable
  }

  private struct Watch {
    var failures = ShareWatch(.failed)
    var slowness = ShareWatch(.slow)
    var sluggishness = ShareWatch(.sluggish)
    var latency = LatencyBaseline()
    var firstSecond = Int64.min
    /// Events since the last lesson, and their rate.
    var failed = 0
    var slow = 0
    var sluggish = 0
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
    var sluggish: Int
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

  private func sluggishCounts(_ table: TrafficTable, _ series: Int) -> (Int64) -> (events: Int, bad: Int) {
    { second in
      let c = table.counts(series, second)
      return (Int(c.requests &- c.failed), Int(c.sluggish))
    }
  }

  /// Judges the second that the table has just counted.
  package func judge(_ second: Int64, _ table: inout TrafficTable) -> [SignalChange] {
    while watches.count < table.counters.count {
      if table.owners[watches.count].route == nil { wholeSeries[table.owners[watches.count].service] = watches.count }
      watches.append(Watch())
    }
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
      watches[series].sluggish += Int(counter.sluggish)
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
      let slowed = { (onset: Int64) in
        Signal(
          observable: .latency, service: service, route: route, series: UInt64(series), onset: onset,
          detected: second, baseline: usualLatency, peak: 0, peakAt: onset, observations: 0, knowsLittle: knowsLittle)
      }
      // Two tests of one observable: the one that is active speaks for both.
      if watches[series].sluggishness.active == nil,
        let opened = watches[series].slowness.observe(
          .init(second: second, events: events - failed, bad: slow), threshold: threshold, settings: settings,
          counts: slowCounts(table, series), signal: slowed)
      {
        changes.append(.opened(opened))
      }
      if watches[series].slowness.active == nil,
        let opened = watches[series].sluggishness.observe(
          .init(second: second, events: events - failed, bad: Int(counter.sluggish)), threshold: threshold,
          settings: settings, counts: sluggishCounts(table, series), signal: slowed)
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
        changes += note(ended, failedCounts(table, series), second, table)
      }
      if let ended = watches[series].slowness.settle(
        at: second, pause: settings.signalPause, isLast: isLast, counts: slowCounts(table, series))
      {
        changes += note(ended, slowCounts(table, series), second, table)
      }
      if let ended = watches[series].sluggishness.settle(
        at: second, pause: settings.signalPause, isLast: isLast, counts: sluggishCounts(table, series))
      {
        changes += note(ended, sluggishCounts(table, series), second, table)
      }
    }
    return changes
  }

  /// Publishes a signal that has ended: a service's ends those of its quiet routes, a route's is cut to the service's
  /// where it sticks out by no more than chance.
  private func note(
    _ ended: Signal, _ counts: (Int64) -> (events: Int, bad: Int), _ now: Int64, _ table: TrafficTable
  ) -> [SignalChange] {
    let key = WholeKey(service: ended.service, observable: ended.observable)
    if ended.route == nil {
      wholes[key] = ended
      return [.changed(ended)] + (ended.end.map { settleRoutes(of: ended, $0, now, table) } ?? [])
    }
    return [.changed(clipped(ended, counts))]
  }

  private func clipped(_ signal: Signal, _ counts: (Int64) -> (events: Int, bad: Int)) -> Signal {
    guard
      let whole = activeWhole(signal)
        ?? wholes[WholeKey(service: signal.service, observable: signal.observable)],
      signal.onset < whole.end ?? Int64.max, signal.end ?? Int64.max > whole.onset
    else { return signal }
    var result = signal
    if signal.onset < whole.onset, isChance(from: signal.onset, to: whole.onset - 1, counts) {
      result.onset = whole.onset
    }
    if let end = signal.end, let wholeEnd = whole.end, end > wholeEnd, wholeEnd > result.onset,
      isChance(from: wholeEnd, to: end - 1, counts)
    {
      result.end = wholeEnd
    }
    return result
  }

  private func activeWhole(_ signal: Signal) -> Signal? {
    guard let series = wholeSeries[signal.service] else { return nil }
    return signal.observable == .serverErrors
      ? watches[series].failures.active?.signal
      : watches[series].slowness.active?.signal ?? watches[series].sluggishness.active?.signal
  }

  /// Whether a few scattered bad requests are all there is: fewer than three seconds with one in a stretch.
  private func isChance(from: Int64, to: Int64, _ counts: (Int64) -> (events: Int, bad: Int)) -> Bool {
    guard from <= to else { return true }
    var badSeconds = 0
    var bad = 0
    var events = 0
    for second in from...to {
      let (e, b) = counts(second)
      events += e
      bad += b
      badSeconds += b > 0 ? 1 : 0
    }
    guard badSeconds >= 3 else { return true }
    let share = Double(bad) / Double(max(1, events))
    return ShareCusum.gain(events: events, bad: bad, p0: 0.01, p1: min(0.95, max(0.02, share))) < 5
  }

  private func settleRoutes(of whole: Signal, _ end: Int64, _ now: Int64, _ table: TrafficTable) -> [SignalChange] {
    var changes: [SignalChange] = []
    for series in watches.indices
    where table.owners[series].service == whole.service && table.owners[series].route != nil {
      if whole.observable == .serverErrors {
        let counts = failedCounts(table, series)
        if let ended = watches[series].failures.settle(withService: end, at: now, counts: counts) {
          changes.append(.changed(clipped(ended, counts)))
        }
        continue
      }
      let slow = slowCounts(table, series)
      if let ended = watches[series].slowness.settle(withService: end, at: now, counts: slow) {
        changes.append(.changed(clipped(ended, slow)))
      }
      let sluggish = sluggishCounts(table, series)
      if let ended = watches[series].sluggishness.settle(withService: end, at: now, counts: sluggish) {
        changes.append(.changed(clipped(ended, sluggish)))
      }
    }
    return changes
  }

  // MARK: Learning

  private func learn(_ second: Int64, _ table: inout TrafficTable) {
    var busy = Set<Int>()
    for series in watches.indices
    where watches[series].failures.active != nil || watches[series].slowness.active != nil
      || watches[series].sluggishness.active != nil
    {
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
      sluggish: watches[series].sluggish, histogram: histogram)
    let span = isWarmingUp(series, second) ? elapsed : max(elapsed, 60)
    watches[series].rate +=
      (Double(lesson.events) / span - watches[series].rate) * (isWarmingUp(series, second) ? 0.5 : 0.1)
    watches[series].events = 0
    watches[series].failed = 0
    watches[series].slow = 0
    watches[series].sluggish = 0
    return lesson
  }

  /// Learns from a lesson that is healthy and old enough, and drops what is not.
  private func consider(
    _ lesson: Lesson, _ series: Int, _ second: Int64, _ isBusy: Bool, _ table: inout TrafficTable
  ) {
    if let p95 = p95(lesson.histogram) {
      watches[series].slowness.noteLatency(p95, minute: second / 60 - 1)
      watches[series].sluggishness.noteLatency(p95, minute: second / 60 - 1)
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
    watches[series].sluggishness.baseline.learn(bad: lesson.sluggish, events: lesson.events - lesson.failed)
    watches[series].latency.learn(lesson.histogram)
    let latency = watches[series].latency
    guard table.owners[series].route != nil, let p95 = latency.p95Bound, let p99 = latency.p99,
      let p50 = latency.p50, Int(latency.requests) >= settings.baselineRequests
    else { return }
    let slow = max(UInt32(min(4e9, 2 * Double(p95))), p95 + settings.slowMarginMicroseconds)
    let sluggish = max(UInt32(min(4e9, 4 * Double(p50))), p50 + settings.slowMarginMicroseconds)
    table.setThresholds(series, slow: slow, sluggish: sluggish, verySlow: UInt32(min(4e9, 2 * Double(p99))))
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
      watches[series].slowness.tension(watches[series].threshold),
      watches[series].sluggishness.tension(watches[series].threshold))
  }
}
