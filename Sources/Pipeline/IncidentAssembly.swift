import Detection
import Formats
import Incidents
import Records
import Statistics

/// Keeps what incidents are made of, second by second, and turns groups of signals into incidents once they have been
/// quiet for long enough to be over.
final class IncidentAssembly {
  private let traffic: TrafficDetector
  private let grouping: IncidentGrouping
  private var messages = MessageLedger()
  private var statements = MessageLedger()
  private var events: [ObservedEvent] = []
  private var samples: [[RequestSample]] = []
  /// Signals of the trouble under way, by identity.
  private var signals: [SignalKey: Signal] = [:]
  private var troubleFrom: Int64?
  /// Onset of the first phase from all series together.
  private var pooledOnset: Int64?
  private var firstDetected: Int64?
  private var routeTotals: [Int: SecondCounts] = [:]
  private var firstSecond = Int64.min
  private var lastTrim = Int64.min
  private var incidents: [Incident] = []

  private struct SignalKey: Hashable {
    var observable: Signal.Observable
    var series: UInt64
    var detected: Int64
  }

  private struct RequestSample {
    var start: Int64
    var route: UInt64
    var isFailure: Bool
    var latency: UInt32
    var sample: LineSample
  }

  init(traffic: TrafficDetector, settings: EngineSettings) {
    self.traffic = traffic
    grouping = settings.grouping
  }

  // MARK: Second by second

  func judge(
    _ second: Int64, _ pending: PendingSecond, _ changes: [SignalChange], _ table: inout TrafficTable,
    text: (UInt64) -> String
  ) {
    if firstSecond == Int64.min { firstSecond = second }
    keep(second, pending, services: table.services.count, text: text)
    for change in changes { note(change, second, table) }
    if troubleFrom != nil {
      for series in table.touched {
        let c = table.counters[series]
        var total = SecondCounts()
        total.requests = c.requests
        total.failed = c.failed
        total.slow = c.slow
        routeTotals[series, default: SecondCounts()] += total
      }
    }
    if lastTrim == Int64.min || second - lastTrim >= 60 {
      closeWhatIsOver(second, table)
      trim(second, &table)
      lastTrim = second
    }
  }

  private func keep(_ second: Int64, _ pending: PendingSecond, services: Int, text: (UInt64) -> String) {
    // While there is no trouble, the latest samples are enough to show where it began.
    let kept = troubleFrom == nil ? 16 : 256
    for key in pending.messages.keys.sorted() {
      if let tally = pending.messages[key] {
        messages.add(second: second, key: key, tally: tally, samples: kept) { text(key.hash) }
      }
    }
    for key in pending.statements.keys.sorted() {
      if let tally = pending.statements[key] {
        statements.add(second: second, key: key, tally: tally, samples: kept) { text(key.hash) }
      }
    }
    for event in pending.events.sorted(by: { $0.rank < $1.rank }) { events.append(event.event) }
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
    for service in samples.indices where samples[service].count > 8192 { samples[service].removeFirst(4096) }
  }

  private func note(_ change: SignalChange, _ second: Int64, _ table: TrafficTable) {
    let signal: Signal
    switch change {
    case .opened(let opened):
      signal = opened
      if IncidentGrouping.showsHarm(signal) { begin(signal, second, table) }
    case .changed(let changed): signal = changed
    }
    let key = SignalKey(
      observable: signal.observable, series: signal.series, detected: signal.detected)
    signals[key] = signal
  }

  /// Notes where trouble began; the first minutes' signals sharpen it.
  private func begin(_ signal: Signal, _ second: Int64, _ table: TrafficTable) {
    if troubleFrom == nil {
      troubleFrom = signal.onset
      firstDetected = second
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

  private func trim(_ second: Int64, _ table: inout TrafficTable) {
    table.trimRows(before: min(second - SecondRings.span, (troubleFrom ?? second) - 60))
    let oldest = min(second, troubleFrom ?? second) - 26 * 3600
    messages.trim(before: oldest / 60)
    statements.trim(before: oldest / 60)
    if let first = events.first, first.event.time.second < oldest {
      events.removeAll { $0.event.time.second < oldest }
    }
    if events.count > 20_000 { events.removeFirst(events.count - 10_000) }
  }

  // MARK: Incidents

  private func closeWhatIsOver(_ second: Int64, _ table: TrafficTable) {
    guard !signals.isEmpty else { return }
    var quietSince = Int64.min
    for signal in signals.values {
      guard let end = signal.end else { return }
      quietSince = max(quietSince, end)
    }
    guard second - quietSince >= grouping.incidentPause else { return }
    close(second, table)
  }

  private func close(_ second: Int64, _ table: TrafficTable) {
    for group in grouping.groups(Array(signals.values)) {
      incidents.append(
        IncidentAssembler.assemble(
          facts(group, now: second, table), redact: { Redaction.redact($0) }, noteKind: { NoteKind.read($0).kind }))
    }
    signals.removeAll()
    troubleFrom = nil
    pooledOnset = nil
    firstDetected = nil
    routeTotals.removeAll()
  }

  /// All incidents, with what the end of input leaves open.
  func finish(_ second: Int64, _ changes: [SignalChange], _ table: TrafficTable) -> [Incident] {
    for change in changes { note(change, second, table) }
    endWithTheOthers()
    if !signals.isEmpty { close(second, table) }
    return IncidentAssembler.numbered(incidents)
  }

  /// Where the input ends, a series with few requests cannot show that its trouble is over. It is taken to have ended
  /// with its last bad request where busier series show that trouble ended about then.
  private func endWithTheOthers() {
    let ends = signals.values.filter { IncidentGrouping.showsHarm($0) && $0.observations >= 10 }.compactMap(\.end)
    guard let last = ends.max() else { return }
    for (key, signal) in signals where signal.end == nil {
      if let likely = signal.likelyEnd, likely <= last + 10 { signals[key]?.end = likely }
    }
  }

  private func facts(_ group: IncidentGrouping.Group, now: Int64, _ table: TrafficTable) -> IncidentFacts {
    var phases = group.phases
    if let pooled = pooledOnset, pooled >= phases[0].start - 300,
      pooled <= group.signals.map(\.detected).min() ?? pooled
    {
      phases[0].start = pooled
    }
    let start = phases[0].start
    let end = phases[phases.count - 1].end
    let until = end ?? now + 1
    let signals = number(group.signals.filter { $0.onset < until }, table)
    let runUp = Double(min(3600, max(0, start - firstSecond)))
    let scale = runUp > 0 ? Double(until - start) / runUp : 0
    let detected =
      group.signals.filter { IncidentGrouping.showsHarm($0) }.map(\.detected).min()
      ?? group.signals.map(\.detected).min() ?? start
    let services = impactServices(group, table, from: start, to: until - 1)
    return IncidentFacts(
      startedAt: Timestamp(seconds: start), detectedAt: Timestamp(seconds: max(start, detected)),
      endedAt: end.map { Timestamp(seconds: $0) }, observedUntil: Timestamp(seconds: now + 1), runUpSeconds: runUp,
      phases: phases.map {
        Phase(startedAt: Timestamp(seconds: $0.start), endedAt: $0.end.map { Timestamp(seconds: $0) })
      },
      signals: signals, impact: impact(services, table, from: start, to: until - 1),
      traffic: trafficFacts(services, table, from: start, to: until - 1),
      events: events.filter {
        $0.event.time.second >= start - 86_400 && $0.event.time.second <= until + 60
      },
      statements: statementFacts(table, from: start, to: until, runUp: runUp, scale: scale),
      messages: messageFacts(table, from: start, to: until, runUp: runUp, scale: scale),
      latencyKnown: services.contains { table.services[$0].knowsLatency })
  }

  private func number(_ signals: [Signal], _ table: TrafficTable) -> [SignalFacts] {
    // By name: services are numbered as they arrive, which the size of reads may change.
    let named = signals.sorted {
      let (a, b) = (table.services[$0.service].name, table.services[$1.service].name)
      return ($0.onset, $0.observable.rawValue, a, $0.route ?? "", $0.detected)
        < ($1.onset, $1.observable.rawValue, b, $1.route ?? "", $1.detected)
    }
    return named.enumerated().map { index, signal in
      let kind = SignalKind(rawValue: signal.observable.rawValue) ?? .serverErrors
      let unit =
        switch signal.observable {
        case .serverErrors: "ratio"
        case .latency: "ms"
        default: "per_minute"
        }
      let published = IncidentSignal(
        id: "s\(index + 1)", kind: kind, service: table.services[signal.service].name, route: signal.route,
        startedAt: Timestamp(seconds: signal.onset), detectedAt: Timestamp(seconds: signal.detected),
        endedAt: signal.end.map { Timestamp(seconds: $0) }, baseline: rounded(signal.baseline),
        peak: rounded(signal.peak), unit: unit, observations: signal.observations)
      return SignalFacts(
        signal: published, peakAt: Timestamp(seconds: signal.peakAt), samples: samples(of: signal, table))
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  private func samples(of signal: Signal, _ table: TrafficTable) -> [LineSample] {
    switch signal.observable {
    case .errorBurst, .newError:
      let tally = messages.tallies[TallyKey(service: signal.service, hash: signal.series)]
      let inside = tally?.samples.filter { $0.at.second >= signal.onset && $0.at.second <= signal.end ?? Int64.max }
      return Array((inside ?? []).prefix(2))
    case .trafficDrop, .silence:
      return []
    case .serverErrors, .latency:
      let wantsFailure = signal.observable == .serverErrors
      let isOfRoute = table.owners[Int(signal.series)].routeHash
      let found = samples[signal.service].filter { sample in
        let second = Timestamp(microseconds: sample.start).second
        return sample.isFailure == wantsFailure && second >= signal.onset && second < signal.end ?? Int64.max
          && (isOfRoute == nil || isOfRoute == sample.route)
          && (wantsFailure || sample.latency > table.counters[Int(signal.series)].slowAbove || isOfRoute == nil)
      }
      return found.sorted { ($0.start, $0.sample.text) < ($1.start, $1.sample.text) }.prefix(3).map(\.sample)
    }
  }

  // MARK: Figures

  /// Services whose requests are counted: those with a signal of requests; without the ones that only see a proxy.
  private func impactServices(_ group: IncidentGrouping.Group, _ table: TrafficTable, from: Int64, to: Int64) -> [Int] {
    let hurt = Set(group.signals.filter(IncidentGrouping.showsHarm).map(\.service))
      .sorted { table.services[$0].name < table.services[$1].name }
    var clients: [Int: Int] = [:]
    for service in hurt {
      var sample = ClientSample()
      table.services[service].rows.collect(from: from, to: to, into: &sample)
      clients[service] = sample.count
    }
    let most = clients.values.max() ?? 0
    return most > 10 ? hurt.filter { clients[$0] ?? 0 > 3 } : hurt
  }

  private func impact(_ services: [Int], _ table: TrafficTable, from: Int64, to: Int64) -> Impact {
    var counts = SecondCounts()
    var sample = ClientSample()
    for service in services {
      counts += table.services[service].rows.counts(from: from, to: to)
      table.services[service].rows.collect(from: from, to: to, into: &sample)
    }
    let clients = sample.count
    let affected = sample.affectedCount
    let percent = { (part: Int, whole: Int) in whole == 0 ? 0 : (Double(part) * 10_000 / Double(whole)).rounded() / 100
    }
    let names = services.map { table.services[$0].name }.joined(separator: ", ")
    let counted =
      sample.isExact
      ? "distinct client addresses"
      : "distinct client addresses, estimated from a sample of one in \(1 << sample.depth)"
    let method =
      services.isEmpty
      ? "No access log shows this incident, so requests and clients were not counted."
      : "Requests of \(names) that began between start and end; failed: status 5xx; slow: not failed and slower than "
        + "twice the usual 99th percentile of the route; affected clients: \(counted) with a failed or slow request, "
        + "out of all seen."
    return Impact(
      requests: Int(counts.requests), failed: Int(counts.failed), slow: Int(counts.verySlow),
      failedPercent: percent(Int(counts.failed), Int(counts.requests)), clients: clients, affectedClients: affected,
      affectedClientsPercent: percent(affected, clients), method: method)
  }

  private func trafficFacts(_ services: [Int], _ table: TrafficTable, from: Int64, to: Int64) -> TrafficFacts {
    let begin = from / 60
    let end = max(begin, to / 60)
    var usual: [Int] = []
    var during: [Int] = []
    var minutes: [(minute: Int64, count: Int)] = []
    for service in services {
      let history = traffic.history(service: service)
      usual = add(usual, history.counts(from: max(begin - 60, history.oldest + 1), to: begin - 1))
      during = add(during, history.counts(from: begin, to: end))
    }
    for (i, count) in usual.enumerated() { minutes.append((begin - Int64(usual.count - i), count)) }
    for (i, count) in during.enumerated() { minutes.append((begin + Int64(i), count)) }
    let median = usual.isEmpty ? 0 : usual.sorted()[usual.count / 2]
    let surge = median >= 10 ? minutes.first { Double($0.count) >= 1.5 * Double(median) } : nil
    let average = { (counts: [Int]) in
      counts.isEmpty ? 0 : (Double(counts.reduce(0, +)) / Double(counts.count) / 60 * 100).rounded() / 100
    }
    let peak = { (counts: [Int]) in (Double(counts.max() ?? 0) / 60 * 100).rounded() / 100 }
    var worst: Double?
    var busiest: Double?
    for service in services where table.services[service].rows.depth == 0 {
      let (all, most, bad, mostBad) = table.services[service].rows.busiest(from: from, to: to)
      if bad > 0 { worst = max(worst ?? 0, rounded(Double(mostBad) / Double(bad))) }
      if all > 0 { busiest = max(busiest ?? 0, rounded(Double(most) / Double(all))) }
    }
    let routes: [RouteFacts] = routeTotals.compactMap { series, counts in
      let service = table.owners[series].service
      guard let route = table.owners[series].route, services.contains(service) else { return nil }
      return RouteFacts(
        service: table.services[service].name, route: route, requests: Int(counts.requests),
        failed: Int(counts.failed), slow: Int(counts.slow))
    }
    return TrafficFacts(
      usualRate: average(usual), rate: average(during), usualPeakRate: peak(usual), peakRate: peak(during),
      surgeBeganAt: surge.map { Timestamp(seconds: $0.minute * 60) }, worstClientShare: worst,
      busiestClientShare: busiest,
      routes: Array(
        routes.sorted {
          (-($0.failed + $0.slow), $0.service, $0.route) < (-($1.failed + $1.slow), $1.service, $1.route)
        }
        .prefix(16)), services: services.map { table.services[$0].name })
  }

  private func add(_ a: [Int], _ b: [Int]) -> [Int] {
    // Aligned at the end: histories may begin later.
    let count = max(a.count, b.count)
    return (0..<count).map { i in
      let x = i - (count - a.count)
      let y = i - (count - b.count)
      return (x >= 0 ? a[x] : 0) + (y >= 0 ? b[y] : 0)
    }
  }

  private typealias Sum = (count: Int, total: Int64, longest: Int64, usualCount: Int, usualTotal: Int64)

  /// Sums of a tally's minutes in the incident and in the run-up before it.
  private func sums(
    _ tally: MinuteTally, from: Int64, to: Int64, runUp: Double
  ) -> Sum {
    var result = (count: 0, total: Int64(0), longest: Int64(0), usualCount: 0, usualTotal: Int64(0))
    for m in tally.minutes {
      if m.minute >= from / 60, m.minute <= to / 60 {
        result.count += m.count
        result.total += m.total
        result.longest = max(result.longest, m.longest)
      } else if m.minute < from / 60, m.minute >= (from - Int64(runUp)) / 60 {
        result.usualCount += m.count
        result.usualTotal += m.total
      }
    }
    return result
  }

  /// What of a ledger occurred in the incident: the tally, its sums, and samples from inside.
  private func occurrences(
    _ ledger: MessageLedger, from: Int64, to: Int64, runUp: Double
  ) -> [(tally: MinuteTally, sum: Sum, inside: [LineSample])] {
    ledger.tallies.values.compactMap { tally in
      let sum = sums(tally, from: from, to: to, runUp: runUp)
      guard sum.count > 0 else { return nil }
      return (tally, sum, tally.samples.filter { $0.at.second >= from - 60 && $0.at.second <= to })
    }
  }

  private func statementFacts(_ table: TrafficTable, from: Int64, to: Int64, runUp: Double, scale: Double)
    -> [StatementFacts]
  {
    var facts = occurrences(statements, from: from, to: to, runUp: runUp).map { tally, sum, inside in
      StatementFacts(
        statement: tally.text, service: table.services[tally.service].name, count: sum.count,
        totalSeconds: rounded(Double(sum.total) / 1e6), longestSeconds: rounded(Double(sum.longest) / 1e6),
        usualCount: rounded(Double(sum.usualCount) * scale),
        usualSeconds: rounded(Double(sum.usualTotal) / 1e6 * scale),
        firstAt: inside.first?.at ?? tally.first.at, lastAt: Timestamp(seconds: min(to, tally.lastAt)),
        samples: Array(inside.prefix(3)))
    }
    // The service last: the same statement in a file and in the journal takes the same time in both.
    facts.sort {
      ($1.totalSeconds - $1.usualSeconds, $0.statement, $0.service)
        < ($0.totalSeconds - $0.usualSeconds, $1.statement, $1.service)
    }
    return Array(facts.prefix(32))
  }

  private func messageFacts(_ table: TrafficTable, from: Int64, to: Int64, runUp: Double, scale: Double)
    -> [MessageFacts]
  {
    var facts = occurrences(messages, from: from, to: to, runUp: runUp).map { tally, sum, inside in
      MessageFacts(
        template: tally.text, service: table.services[tally.service].name, severity: tally.severity,
        count: sum.count, usualCount: rounded(Double(sum.usualCount) * scale),
        firstAt: inside.first?.at ?? tally.first.at, lastAt: Timestamp(seconds: min(to, tally.lastAt)),
        samples: Array(inside.prefix(3)))
    }
    facts.sort { ($1.count, $0.service, $0.template) < ($0.count, $1.service, $1.template) }
    return Array(facts.prefix(200))
  }
}
