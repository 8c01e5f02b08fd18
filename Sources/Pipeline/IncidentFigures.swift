import Detection
import Incidents
import Records
import Statistics

/// What is known of a group of signals, in figures: what `IncidentAssembler` puts into words.
struct IncidentFigures {
  private let assembly: IncidentAssembly
  private let table: TrafficTable
  private let traffic: TrafficDetector

  init(_ assembly: IncidentAssembly, _ table: TrafficTable, _ traffic: TrafficDetector) {
    self.assembly = assembly
    self.table = table
    self.traffic = traffic
  }

  func facts(_ group: IncidentGrouping.Group, now: Int64) -> IncidentFacts {
    var phases = group.phases
    if let pooled = assembly.pooledOnset, pooled >= phases[0].start - 300,
      pooled <= group.signals.map(\.detected).min() ?? pooled
    {
      phases[0].start = pooled
    }
    let start = phases[0].start
    let end = phases[phases.count - 1].end
    let until = end ?? now + 1
    let runUp = Double(min(3600, max(0, start - assembly.firstSecond)))
    let scale = runUp > 0 ? Double(until - start) / runUp : 0
    let detected =
      group.signals.filter { IncidentGrouping.showsHarm($0) }.map(\.detected).min()
      ?? group.signals.map(\.detected).min() ?? start
    let services = impactServices(group, from: start, to: until - 1)
    let lasting = group.signals.filter { $0.onset < until }
    let steps = PhaseSteps(table, signals: lasting, knownUntil: now + 1)
    let impact = ImpactFigures(table, traffic, logs: assembly.logTotals).impact(
      services, signals: lasting, phases: phases, from: start, until: until)
    return IncidentFacts(
      startedAt: Timestamp(seconds: start), detectedAt: Timestamp(seconds: max(start, detected)),
      endedAt: end.map { Timestamp(seconds: $0) }, observedUntil: Timestamp(seconds: now + 1), runUpSeconds: runUp,
      phases: phases.map {
        Phase(startedAt: Timestamp(seconds: $0.start), endedAt: $0.end.map { Timestamp(seconds: $0) })
      },
      signals: number(lasting), impact: impact,
      traffic: trafficFacts(services, from: start, to: until - 1),
      events: assembly.events.filter {
        $0.event.time.second >= start - 86_400 && $0.event.time.second <= until + 180
      },
      statements: statementFacts(from: start, to: until, runUp: runUp, scale: scale),
      messages: messageFacts(from: start, to: until, runUp: runUp, scale: scale),
      latencyKnown: services.contains { table.services[$0].knowsLatency },
      steps: steps.facts(phases, of: services),
      series: series(Set(lasting.map(\.service)), from: start, to: end, now: now))
  }

  private func series(_ services: Set<Int>, from: Int64, to: Int64?, now: Int64) -> [IncidentSeries] {
    let span = SeriesFigures.Span(onset: from, end: to, knownFrom: assembly.keptFrom, knownUntil: now + 1)
    return SeriesFigures(table, span).series(of: services) { service in
      let usual = UsualRate(traffic.history(service: service), before: from / 60)
      return (usual.perMinute, assembly.usual[service] ?? UsualRequests())
    }
  }

  private func number(_ signals: [Signal]) -> [SignalFacts] {
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
        peak: rounded(signal.peak), peakAt: Timestamp(seconds: signal.peakAt), unit: unit,
        observations: signal.observations)
      let (first, atPeak) = samples(of: signal)
      return SignalFacts(
        signal: published, peakAt: Timestamp(seconds: signal.peakAt), samples: first, peakSamples: atPeak)
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  /// The first bad records of a signal, and those of its worst minute.
  private func samples(of signal: Signal) -> (first: [LineSample], atPeak: [LineSample]) {
    let isInside = { (second: Int64) in second >= signal.onset && second < signal.end ?? Int64.max }
    var dated: [(second: Int64, sample: LineSample)] = []
    var count = 3
    switch signal.observable {
    case .errorBurst, .newError:
      let tally = assembly.messages.tallies[TallyKey(service: signal.service, hash: signal.series)]
      dated = (tally?.samples ?? []).map { ($0.at.second, $0) }.filter { isInside($0.second) }
      count = 2
    case .trafficDrop, .silence: break
    case .serverErrors, .latency:
      let wantsFailure = signal.observable == .serverErrors
      let isOfRoute = table.owners[Int(signal.series)].routeHash
      let found = assembly.samples[signal.service].filter { sample in
        sample.isFailure == wantsFailure && isInside(sample.second)
          && (isOfRoute == nil || isOfRoute == sample.route)
          && (wantsFailure || sample.latency > table.counters[Int(signal.series)].slowAbove || isOfRoute == nil)
      }
      dated = found.sorted { ($0.start, $0.sample.text) < ($1.start, $1.sample.text) }.map { ($0.second, $0.sample) }
    }
    let middle = signal.peakAt + 30
    let near = dated.enumerated().sorted {
      (abs($0.element.second - middle), $0.offset) < (abs($1.element.second - middle), $1.offset)
    }.prefix(count).sorted { $0.offset < $1.offset }
    return (dated.prefix(count).map(\.sample), near.map(\.element.sample))
  }

  // MARK: Figures

  /// Services whose requests are counted: those with a signal of requests; without the ones that only see a proxy.
  private func impactServices(_ group: IncidentGrouping.Group, from: Int64, to: Int64) -> [Int] {
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

  private func trafficFacts(_ services: [Int], from: Int64, to: Int64) -> TrafficFacts {
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
    let routes: [RouteFacts] = assembly.routeTotals.compactMap { series, counts in
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

  private func statementFacts(from: Int64, to: Int64, runUp: Double, scale: Double)
    -> [StatementFacts]
  {
    var facts = occurrences(assembly.statements, from: from, to: to, runUp: runUp).map { tally, sum, inside in
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

  private func messageFacts(from: Int64, to: Int64, runUp: Double, scale: Double)
    -> [MessageFacts]
  {
    var facts = occurrences(assembly.messages, from: from, to: to, runUp: runUp).map { tally, sum, inside in
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
