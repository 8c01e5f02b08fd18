package import Statistics

/// Detects 5xx and latency signals on the series of a traffic table, and keeps their baselines.
package final class RequestDetector: Codable {
  package var settings = DetectionSettings()
  private var watches: [Watch] = []
  private var lastLearnt = Int64.min
  private var firstSecond = Int64.min
  /// Signals of whole services, the latest of each observable.
  private var wholes: [WholeKey: Signal] = [:]

  /// Series of whole services, by service.
  private var wholeSeries: [Int: Int] = [:]

  private struct WholeKey: Codable, Hashable {
    var service: Int
    var observable: Signal.Observable
  }

  private struct Watch: Codable {
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

  private struct Lesson: Codable {
    var events: Int
    var failed: Int
    var slow: Int
    var sluggish: Int
    @Packed var histogram: [UInt32]
  }

  package init(settings: DetectionSettings) { self.settings = settings }

  /// All but the settings, which are the configuration's.
  private enum CodingKeys: CodingKey { case watches, lastLearnt, firstSecond, wholes, wholeSeries, isActive }

  /// Whether a signal is under way.
  package private(set) var isActive = false

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
        table: table, series: series,
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
          detected: second, baseline: usualLatency, peak: usualLatency, peakAt: onset, observations: 0,
          knowsLittle: knowsLittle)
      }
      // Two tests of one observable: the one that is active speaks for both.
      if watches[series].sluggishness.active == nil,
        let opened = watches[series].slowness.observe(
          .init(second: second, events: events - failed, bad: slow), threshold: threshold, settings: settings,
          table: table, series: series, signal: slowed)
      {
        changes.append(.opened(opened))
      }
      if watches[series].slowness.active == nil,
        let opened = watches[series].sluggishness.observe(
          .init(second: second, events: events - failed, bad: Int(counter.sluggish)), threshold: threshold,
          settings: settings, table: table, series: series, signal: slowed)
      {
        changes.append(.opened(opened))
      }
    }
    if !changes.isEmpty { isActive = true }
    if second - lastLearnt >= 10 {
      changes += settle(second, table, isLast: false)
      isActive = watches.contains {
        $0.failures.active != nil || $0.slowness.active != nil || $0.sluggishness.active != nil
      }
      learn(second, &table)
      lastLearnt = second
    }
    return changes
  }

  /// Ends what the end of all input leaves open.
  package func finish(_ second: Int64, _ table: TrafficTable) -> [SignalChange] {
    settle(second, table, isLast: true)
  }

  /// The shares watched of a series.
  private static var shares: [WritableKeyPath<Watch, ShareWatch>] { [\.failures, \.slowness, \.sluggishness] }

  private func settle(_ second: Int64, _ table: TrafficTable, isLast: Bool) -> [SignalChange] {
    var changes: [SignalChange] = []
    // A service before its routes: `addService` gives it the lower number.
    let shares = RequestDetector.shares
    for series in watches.indices {
      for share in shares where watches[series][keyPath: share].active != nil {
        if let ended = watches[series][keyPath: share].settle(
          at: second, pause: settings.signalPause, isLast: isLast, table: table, series: series)
        {
          changes += note(ended, watches[series][keyPath: share], second, table)
        } else if let news = watches[series][keyPath: share].takeNews() {
          changes.append(.changed(news))
        }
      }
    }
    return changes
  }

  /// Publishes a signal that has ended: a service's ends those of its quiet routes, a route's is cut to the service's
  /// where it sticks out by no more than chance.
  private func note(_ ended: Signal, _ watch: ShareWatch, _ now: Int64, _ table: TrafficTable) -> [SignalChange] {
    guard ended.route == nil else { return [.changed(clipped(ended, watch, table))] }
    wholes[WholeKey(service: ended.service, observable: ended.observable)] = ended
    return [.changed(ended)] + (ended.end.map { settleRoutes(of: ended, $0, now, table) } ?? [])
  }

  private func clipped(_ signal: Signal, _ watch: ShareWatch, _ table: TrafficTable) -> Signal {
    guard
      let whole = activeWhole(signal)
        ?? wholes[WholeKey(service: signal.service, observable: signal.observable)],
      signal.onset < whole.end ?? Int64.max, signal.end ?? Int64.max > whole.onset
    else { return signal }
    var result = signal
    let series = Int(signal.series)
    if signal.onset < whole.onset, isChance(from: signal.onset, to: whole.onset - 1, watch, table, series) {
      result.onset = whole.onset
    }
    if let end = signal.end, let wholeEnd = whole.end, end > wholeEnd, wholeEnd > result.onset,
      isChance(from: wholeEnd, to: end - 1, watch, table, series)
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

  /// Whether a few scattered bad requests are all there is: fewer than three seconds with one in a stretch, or a share
  /// that one in a hundred may have.
  private func isChance(from: Int64, to: Int64, _ watch: ShareWatch, _ table: TrafficTable, _ series: Int) -> Bool {
    guard from <= to else { return true }
    var badSeconds = 0
    var bad = 0
    var events = 0
    for second in from...to {
      let (e, b) = watch.counts(second, table, series)
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
    let shares = whole.observable == .serverErrors ? RequestDetector.shares[..<1] : RequestDetector.shares[1...]
    for series in watches.indices
    where table.owners[series].service == whole.service && table.owners[series].route != nil {
      for share in shares {
        if let ended = watches[series][keyPath: share].settle(
          withService: end, at: now, table: table, series: series)
        {
          changes.append(.changed(clipped(ended, watches[series][keyPath: share], table)))
        }
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
    if watches[series].slowness.active != nil || watches[series].sluggishness.active != nil,
      let p95 = p95(lesson.histogram)
    {
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

  /// What is usual of a series by now; nothing is learnt of a service in trouble.
  package func usual(_ series: Int) -> UsualRequests {
    guard series < watches.count, watches[series].failures.baseline.hasLearnt else { return UsualRequests() }
    let latency = watches[series].latency
    return UsualRequests(
      failedRatio: watches[series].failures.baseline.observedShare, p50: latency.p50, p95: latency.p95,
      p99: latency.p99)
  }

  /// Share of the threshold that a series has reached; for tests and `status`.
  package func tension(_ series: Int) -> Double {
    max(
      watches[series].failures.tension(watches[series].threshold),
      watches[series].slowness.tension(watches[series].threshold),
      watches[series].sluggishness.tension(watches[series].threshold))
  }
}
