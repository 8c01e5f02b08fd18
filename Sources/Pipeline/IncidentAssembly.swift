import Detection
import Formats
import Incidents
import Records
import Statistics

/// Keeps what incidents are made of, second by second, and turns groups of signals into incidents once they have been
/// quiet for long enough to be over.
struct IncidentAssembly: Codable {
  var grouping = IncidentGrouping()
  var messages = MessageLedger()
  var statements = MessageLedger()
  var events: [ObservedEvent] = []
  var samples: [[RequestSample]] = []
  /// Signals of the trouble under way, by identity.
  private var signals: [SignalKey: Signal] = [:]
  private var troubleFrom: Int64?
  /// Onset of the first phase from all series together.
  var pooledOnset: Int64?
  private var firstDetected: Int64?
  var routeTotals: [Int: SecondCounts] = [:]
  var logTotals = LogTotals()
  /// What was usual of each service when the trouble was noticed.
  var usual: [Int: UsualRequests] = [:]
  var firstSecond = Int64.min
  private var lastTrim = Int64.min
  /// The first second of which requests are known.
  var keptFrom = Int64.min
  /// Incidents that are over and have not been taken yet.
  private var closed: [Incident] = []
  private var telling = ChangeTelling()
  /// Entries of changes that have not been taken yet.
  private var told: [TimelineEntry] = []

  /// All but the grouping, which is the configuration's, and what is measured anew.
  private enum CodingKeys: CodingKey {
    case messages, statements, events, samples, signals, troubleFrom, pooledOnset, firstDetected, routeTotals,
      logTotals, usual
    case firstSecond, lastTrim, keptFrom, closed, telling, told
  }

  private struct SignalKey: Codable, Hashable {
    var observable: Signal.Observable
    var series: UInt64
    var detected: Int64
  }

  struct RequestSample: Codable {
    var start: Int64
    var route: UInt64
    var isFailure: Bool
    var latency: UInt32
    var sample: LineSample

    var second: Int64 { Timestamp(microseconds: start).second }
  }

  init(grouping: IncidentGrouping) { self.grouping = grouping }

  /// Whether signals wait for their incident to be over, or changes for what may still belong to them.
  var isWaiting: Bool { !signals.isEmpty || telling.isWaiting }

  /// Whether incidents are over and have not been taken yet.
  var hasClosed: Bool { !closed.isEmpty }

  /// Whether there are entries of changes that have not been taken yet.
  var hasTold: Bool { !told.isEmpty }

  // MARK: Second by second

  mutating func judge(
    _ second: Int64, _ pending: PendingSecond, _ changes: [SignalChange], _ table: inout TrafficTable,
    _ requests: RequestDetector, _ traffic: TrafficDetector
  ) {
    if firstSecond == Int64.min {
      firstSecond = second
      keptFrom = second
    }
    keep(second, pending, services: table.services.count)
    told += telling.entries(
      after: second, events, redact: { Redaction.redact($0) }, noteKind: { NoteKind.read($0).kind })
    for change in changes { note(change, second, table, requests) }
    if troubleFrom != nil {
      for series in table.touched {
        let c = table.counters[series]
        var total = SecondCounts()
        total.requests = c.requests
        total.failed = c.failed
        total.slow = c.slow
        routeTotals[series, default: SecondCounts()] += total
      }
      logTotals.add(table.logs.counts, of: second)
    }
    table.logs.isCounting = troubleFrom != nil
    if lastTrim == Int64.min || second - lastTrim >= 60 {
      closeWhatIsOver(second, table, traffic)
      trim(second, &table)
      lastTrim = second
    }
  }

  private mutating func keep(_ second: Int64, _ pending: PendingSecond, services: Int) {
    // While there is no trouble, the latest samples are enough to show where it began.
    let inTrouble = !signals.isEmpty
    for (key, tally) in pending.messages.tallies.sorted(by: { $0.key < $1.key }) {
      messages.add(second: second, key: key, tally: tally, inTrouble: inTrouble)
    }
    for (key, tally) in pending.statements.tallies.sorted(by: { $0.key < $1.key }) {
      statements.add(second: second, key: key, tally: tally, inTrouble: inTrouble)
    }
    for event in pending.events.sorted(by: { $0.rank < $1.rank }) {
      events.append(event.event)
      telling.note(event.event)
    }
    while samples.count < services { samples.append([]) }
    for (service, failure) in pending.failures.sorted(by: { $0.key < $1.key }) {
      samples[service].append(
        RequestSample(
          start: failure.rank.time, route: pending.failureRoutes[service] ?? 0, isFailure: true, latency: 0,
          sample: failure.sample))
    }
    for (service, slow) in pending.slowest.sorted(by: { $0.key < $1.key }) {
      samples[service].append(
        RequestSample(
          start: slow.sample.rank.time, route: slow.route, isFailure: false, latency: slow.latency,
          sample: slow.sample.sample))
    }
    for service in samples.indices where samples[service].count > 8192 { thinSamples(of: service, at: second) }
  }

  /// Thins what is older than ten minutes, but for the minutes that rows of the timeline point at: where signals began
  /// and where they were at their worst.
  private mutating func thinSamples(of service: Int, at second: Int64) {
    let own = signals.values.filter { $0.service == service }
    var told: Set<Int64> = []
    for signal in own {
      told.formUnion(signal.onset / 60...signal.onset / 60 + 1)
      told.formUnion(signal.peakAt / 60...signal.peakAt / 60 + 1)
    }
    var isOdd = false
    samples[service].removeAll { sample in
      guard sample.second < second - 600, !told.contains(sample.second / 60) else { return false }
      isOdd.toggle()
      return own.isEmpty || isOdd
    }
    // Whatever is to be kept, there is room for the next half an hour.
    if samples[service].count > 6144 { samples[service].removeFirst(samples[service].count - 4096) }
  }

  private mutating func note(
    _ change: SignalChange, _ second: Int64, _ table: TrafficTable, _ requests: RequestDetector
  ) {
    let signal: Signal
    switch change {
    case .opened(let opened):
      signal = opened
      if IncidentGrouping.showsHarm(signal) { begin(signal, second, table, requests) }
    case .changed(let changed): signal = changed
    }
    let key = SignalKey(
      observable: signal.observable, series: signal.series, detected: signal.detected)
    signals[key] = signal
  }

  /// Notes where trouble began; the first minutes' signals sharpen it.
  private mutating func begin(
    _ signal: Signal, _ second: Int64, _ table: TrafficTable, _ requests: RequestDetector
  ) {
    if troubleFrom == nil {
      troubleFrom = signal.onset
      firstDetected = second
      for service in table.services.indices { usual[service] = requests.usual(table.services[service].whole) }
      for series in table.counters.indices {
        var total = SecondCounts()
        for s in max(signal.onset, second - SecondRings.span + 1)...max(signal.onset, second) {
          total += table.counts(series, s)
        }
        if !total.isEmpty { routeTotals[series] = total }
      }
    }
    troubleFrom = min(troubleFrom ?? signal.onset, signal.onset)
    guard signal.observable == .serverErrors || signal.observable == .latency, let first = firstDetected,
      second - first <= 120
    else { return }
    let open =
      signals.values.filter {
        ($0.observable == .serverErrors || $0.observable == .latency) && $0.end == nil
      } + [signal]
    var onset: Int64?
    for service in Set(open.map(\.service)) {
      let own = open.filter { $0.service == service }
      // A service's own date is better than that of a route of it which chance put earlier.
      let earliest = own.filter { $0.route == nil }.map(\.onset).min() ?? own.map(\.onset).min() ?? signal.onset
      let pooled = table.pooledOnset(
        service: service, routes: Set(own.filter { $0.route != nil }.map { Int($0.series) }).sorted(),
        wholeHasSignal: own.contains { $0.route == nil },
        kinds: .init(
          failed: own.contains { $0.observable == .serverErrors }, slow: own.contains { $0.observable == .latency }),
        earliest: earliest, now: second)
      onset = min(onset ?? pooled, pooled)
    }
    pooledOnset = onset
  }

  private mutating func trim(_ second: Int64, _ table: inout TrafficTable) {
    let troubled = troubleFrom ?? second
    let oldestRow = min(second - SecondRings.span, troubled - SeriesFigures.before - 360)
    keptFrom = max(keptFrom, firstSecond, oldestRow)
    table.trimRows(
      before: oldestRow, clients: min(second - SecondRings.span, troubled - 60), isCalm: troubleFrom == nil)
    let oldest = min(second, troubleFrom ?? second) - 26 * 3600
    messages.trim(before: oldest / 60)
    statements.trim(before: oldest / 60)
    if let first = events.first, first.event.time.second < oldest {
      events.removeAll { $0.event.time.second < oldest }
    }
    if events.count > 20_000 { events.removeFirst(events.count - 10_000) }
  }

  // MARK: Incidents

  private mutating func closeWhatIsOver(_ second: Int64, _ table: TrafficTable, _ traffic: TrafficDetector) {
    guard !signals.isEmpty else { return }
    var quietSince = Int64.min
    for signal in signals.values {
      guard let end = signal.end else { return }
      quietSince = max(quietSince, end)
    }
    guard second - quietSince >= grouping.incidentPause else { return }
    close(second, table, traffic)
  }

  private mutating func close(_ second: Int64, _ table: TrafficTable, _ traffic: TrafficDetector) {
    closed += open(second, table, traffic)
    signals.removeAll()
    troubleFrom = nil
    pooledOnset = nil
    firstDetected = nil
    routeTotals.removeAll()
    logTotals = LogTotals()
    usual.removeAll()
  }

  /// The incidents that the signals of the trouble under way make, as they stand after a second.
  func open(_ second: Int64, _ table: TrafficTable, _ traffic: TrafficDetector) -> [Incident] {
    grouping.groups(Array(signals.values)).map { group in
      IncidentAssembler.assemble(
        IncidentFigures(self, table, traffic).facts(group, now: second), redact: { Redaction.redact($0) },
        noteKind: { NoteKind.read($0).kind })
    }
  }

  /// The incidents that are over, each once.
  mutating func takeClosed() -> [Incident] {
    defer { closed = [] }
    return closed
  }

  /// The entries of changes since they were last taken, each once.
  mutating func takeTold() -> [TimelineEntry] {
    defer { told = [] }
    return told
  }

  /// Closes what the end of all input leaves open.
  mutating func finish(
    _ second: Int64, _ changes: [SignalChange], _ table: TrafficTable, _ requests: RequestDetector,
    _ traffic: TrafficDetector
  ) {
    for change in changes { note(change, second, table, requests) }
    told += telling.entries(
      after: Int64.max, events, redact: { Redaction.redact($0) }, noteKind: { NoteKind.read($0).kind })
    endWithTheOthers()
    if !signals.isEmpty { close(second, table, traffic) }
  }

  /// Where the input ends, a series with few requests cannot show that its trouble is over. It is taken to have ended
  /// with its last bad request where busier series show that trouble ended about then.
  private mutating func endWithTheOthers() {
    let ends = signals.values.filter { IncidentGrouping.showsHarm($0) && $0.observations >= 10 }.compactMap(\.end)
    guard let last = ends.max() else { return }
    for (key, signal) in signals where signal.end == nil {
      if let likely = signal.likelyEnd, likely <= last + 10 { signals[key]?.end = likely }
    }
  }
}
