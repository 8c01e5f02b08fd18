import Statistics

/// Watches one share of one series (failed or slow requests): idle until the CUSUM alarms, then active until the share
/// has been usual again for the pause.
struct ShareWatch: Codable, Sendable {
  enum Observed: Codable, Sendable {
    case failed
    /// Slower than twice the usual 95th percentile: a few, or some clients', are slow.
    case slow
    /// Slower than four times the usual median: most are slow, though not beyond what a few always were.
    case sluggish
  }

  /// What the watch learns of a second.
  struct Second {
    var second: Int64
    var events: Int
    var bad: Int
  }

  /// Most evidence (nats) that a signal lasts: what must be outweighed before it counts as quiet.
  private static let lastingEvidence = 7.0

  let observed: Observed
  var baseline: ShareBaseline
  private var cusum = ShareCusum(alternatives: 3)
  private(set) var active: Active?
  /// First second after the last signal: a new one is not dated before it.
  private var lastEnd = Int64.min

  struct Active: Codable, Sendable {
    var signal: Signal
    /// Usual share, frozen at the onset, and the share since.
    var usual: Double
    var share: Double
    var events: Int
    var bad: Int
    /// Evidence that it still lasts, capped; nothing is left when it has been quiet.
    var evidence: Double
    /// Second in which the evidence ran out.
    var quietSince: Int64?
    /// Beginning of the first minute since the onset that has not been judged for the peak.
    var minute: Int64
    /// Share of the worst minute; 0 until one was judged.
    var worstShare = 0.0
    /// The peak that was last told of.
    var toldPeak: Double
  }

  init(_ observed: Observed) {
    self.observed = observed
    baseline =
      switch observed {
      case .failed: ShareBaseline(prior: 0.0005, priorEvents: 1000, bounds: 0.0002...0.3)
      case .slow: ShareBaseline(prior: 0.01, priorEvents: 300, bounds: 0.01...0.3)
      case .sluggish: ShareBaseline(prior: 0.1, priorEvents: 300, bounds: 0.1...0.5)
      }
  }

  func tension(_ threshold: Double) -> Double { active == nil ? cusum.tension(threshold) : 1 }

  /// Events and bad ones of the series by the second in which requests began.
  func counts(_ second: Int64, _ table: TrafficTable, _ series: Int) -> (events: Int, bad: Int) {
    let c = table.counts(series, second)
    return switch observed {
    case .failed: (Int(c.requests), Int(c.failed))
    case .slow: (Int(c.requests &- c.failed), Int(c.slow))
    case .sluggish: (Int(c.requests &- c.failed), Int(c.sluggish))
    }
  }

  /// The same of the seconds from `from` and before `to`.
  private func counts(
    from: Int64, to: Int64, _ table: TrafficTable, _ series: Int
  ) -> (events: Int, bad: Int) {
    var events = 0
    var bad = 0
    for second in from..<max(from, to) {
      let (e, b) = counts(second, table, series)
      events += e
      bad += b
    }
    return (events, bad)
  }

  private func alternatives(_ usual: Double) -> [Double] {
    switch observed {
    case .failed: [max(0.008, min(0.6, 4 * usual)), max(0.06, min(0.7, 8 * usual)), max(0.4, min(0.9, 2 * usual))]
    case .slow: [max(0.08, min(0.6, 4 * usual)), max(0.25, min(0.75, 6 * usual)), max(0.6, min(0.9, 2 * usual))]
    case .sluggish: [0.6, 0.75, 0.9]
    }
  }

  /// Takes one second of the series. The table's counts by the second in which requests began date it.
  /// - Returns: the signal that opened in this second.
  mutating func observe(
    _ now: Second, threshold: Double, settings: DetectionSettings, table: TrafficTable, series: Int,
    signal: (_ onset: Int64) -> Signal
  ) -> Signal? {
    if active != nil {
      keepActive(now)
      return nil
    }
    let usual = baseline.usual
    // Where slow requests are much rarer than `usual` is bounded to, that already guards.
    let isGuarded = observed != .failed && baseline.observedShare < usual / 2
    let threshold = isGuarded ? 0.65 * threshold : threshold
    guard
      let alarm = cusum.observe(
        second: now.second, events: now.events, bad: now.bad, usual: usual, alternatives: alternatives(usual),
        threshold: threshold), isEnough(alarm, settings)
    else { return nil }
    let earliest = max(lastEnd, now.second - SecondRings.span + 1)
    let (onset, share) = ChangePoint.onset(
      from: earliest, to: now.second, usual: usual, counts: { counts($0, table, series) })
    guard
      passes(floor(of: settings, usual: usual), from: onset, to: now.second, share: share, table: table, series: series)
    else {
      return nil
    }
    var opened = signal(onset)
    opened.detected = now.second
    let (events, bad) = counts(from: onset, to: now.second + 1, table, series)
    opened.observations = bad
    // Until a minute has been seen whole, the peak is the share of what raised the alarm.
    if observed == .failed { opened.peak = Double(bad) / Double(max(1, events)) }
    active = Active(
      signal: opened, usual: usual, share: share, events: max(1, events), bad: bad,
      evidence: ShareWatch.lastingEvidence, minute: onset, toldPeak: opened.peak)
    cusum.reset()
    return active?.signal
  }

  /// Whether enough bad events came, in enough seconds, since the sum stood at zero.
  private func isEnough(_ alarm: ShareCusum.Alarm, _ settings: DetectionSettings) -> Bool {
    switch observed {
    case .failed: alarm.since.bad >= settings.failedCountFloor && alarm.since.badSeconds >= 3
    case .slow, .sluggish: alarm.since.bad >= settings.slowCountFloor && alarm.since.badSeconds >= 4
    }
  }

  /// Whether the share since the onset lies above the floor, and surely so: the onset is the one that makes it largest.
  private func passes(
    _ floor: Double, from onset: Int64, to now: Int64, share: Double, table: TrafficTable, series: Int
  ) -> Bool {
    guard share > floor else { return false }
    let (events, bad) = counts(from: onset, to: now + 1, table, series)
    return ShareCusum.gain(events: events, bad: bad, p0: floor, p1: min(0.99, share)) >= 3
  }

  /// The least share since the onset that is worth an alarm.
  private func floor(of settings: DetectionSettings, usual: Double) -> Double {
    switch observed {
    case .failed: max(settings.failedShareFloor, 2 * usual)
    case .slow: max(settings.slowShareFloor, 1.5 * usual)
    case .sluggish: max(settings.sluggishShareFloor, 1.5 * usual)
    }
  }

  private mutating func keepActive(_ now: Second) {
    guard var a = active else { return }
    a.events += now.events
    a.bad += now.bad
    a.signal.observations += now.bad
    a.share = min(0.95, max(2 * a.usual, Double(a.bad) / Double(a.events)))
    let step = ShareCusum.gain(events: now.events, bad: now.bad, p0: a.usual, p1: a.share)
    a.evidence = min(ShareWatch.lastingEvidence, max(0, a.evidence + step))
    if a.evidence == 0 {
      if a.quietSince == nil { a.quietSince = now.second }
    } else if a.evidence > ShareWatch.lastingEvidence / 2 {
      a.quietSince = nil
    }
    active = a
  }

  /// How long after its end a minute is judged, in seconds: most of its slow requests have been logged by then.
  private static let judgingDelay: Int64 = 60

  /// Judges the minutes since the onset that end before `end`. They are counted by the seconds in which requests began.
  /// - Parameter isLast: whether nothing comes behind `end`: what is left of at least half a minute is judged, too.
  private mutating func judgeMinutes(before end: Int64, isLast: Bool, table: TrafficTable, series: Int) {
    while let a = active, a.minute + (isLast ? 30 : 60) <= end {
      judge(from: a.minute, to: min(a.minute + 60, end), table: table, series: series)
      active?.minute = a.minute + 60
    }
    guard isLast, let a = active, a.worstShare == 0, observed == .failed, end > a.signal.onset else { return }
    // Too short, or too few requests in each minute: the share of the whole.
    let (events, bad) = counts(from: max(a.signal.onset, end - SecondRings.span + 1), to: end, table, series)
    if events > 0 { active?.signal.peak = Double(bad) / Double(events) }
  }

  /// For a share of failures the peak is that of the worst minute; latency peaks are quantiles and set from outside.
  private mutating func judge(from: Int64, to: Int64, table: TrafficTable, series: Int) {
    let (events, bad) = counts(from: from, to: to, table, series)
    guard events >= 5 else { return }
    let share = Double(bad) / Double(events)
    guard let a = active, share > a.worstShare else { return }
    active?.worstShare = share
    guard observed == .failed else { return }
    active?.signal.peak = share
    active?.signal.peakAt = from
  }

  /// A quantile of a minute (milliseconds) while the signal is active.
  mutating func noteLatency(_ milliseconds: Double, minute: Int64) {
    guard let a = active, milliseconds > a.signal.peak else { return }
    active?.signal.peak = milliseconds
    active?.signal.peakAt = max(a.signal.onset, minute * 60)
  }

  /// The signal, where its peak has changed since it was last told of.
  mutating func takeNews() -> Signal? {
    guard let a = active, a.signal.peak != a.toldPeak else { return nil }
    active?.toldPeak = a.signal.peak
    return a.signal
  }

  /// Ends the signal where it has been quiet for the pause, or at the end of all input (`isLast`) where the evidence
  /// says so.
  /// - Returns: the signal with its end (nil: it lasts, or there is none).
  mutating func settle(
    at now: Int64, pause: Int64, isLast: Bool, table: TrafficTable, series: Int
  ) -> Signal? {
    judgeMinutes(before: isLast ? now + 1 : now - ShareWatch.judgingDelay, isLast: false, table: table, series: series)
    guard let a = active else { return nil }
    if !isLast {
      guard let quiet = a.quietSince, now - quiet >= pause else { return nil }
    }
    let from = max(a.signal.onset, now - SecondRings.span + 1)
    // The share since the onset has the quiet end in it, the worst minute's has not: between them lies the trouble's.
    let during = min(0.95, max(a.share, (a.share * a.worstShare).squareRoot()))
    let (last, fall) = ChangePoint.end(
      from: from, to: now, usual: a.usual, during: during, counts: { counts($0, table, series) })
    judgeMinutes(before: last + 1, isLast: true, table: table, series: series)
    guard var signal = active?.signal else { return nil }
    if isLast, fall < 5 {
      active = nil
      signal.likelyEnd = last + 1
      return signal
    }
    signal.end = last + 1
    lastEnd = last + 1
    active = nil
    return signal
  }

  /// Takes note that the whole service has recovered: what this route saw until then belongs to that trouble, and a
  /// signal that has seen next to nothing since is over, too. Routes with few requests could not show it themselves.
  /// - Returns: the signal with its end, where this ends it.
  mutating func settle(
    withService end: Int64, at now: Int64, table: TrafficTable, series: Int
  ) -> Signal? {
    guard let a = active else {
      cusum.reset()
      lastEnd = max(lastEnd, end)
      return nil
    }
    guard a.signal.onset < end else { return nil }
    let since = counts(from: end, to: now + 1, table, series).bad
    guard since <= 2 else { return nil }
    let from = max(a.signal.onset, now - SecondRings.span + 1)
    let (last, _) = ChangePoint.end(
      from: from, to: end - 1, usual: a.usual, during: a.share, counts: { counts($0, table, series) })
    judgeMinutes(before: last + 1, isLast: true, table: table, series: series)
    var signal = active?.signal ?? a.signal
    signal.observations -= since
    signal.end = last + 1
    lastEnd = end
    active = nil
    return signal
  }
}
