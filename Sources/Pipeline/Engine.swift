package import Detection
package import Incidents
package import Records
import Statistics

/// Takes batches of records and yields incidents. Owns no clock, file, thread or database: a replay and a live run
/// drive the same engine.
///
/// A record counts in the second its own time names. A second is judged when every source has passed it by
/// `SourceOrder.lateness`; within it the order of arrival does not matter.
package final class Engine {
  private final class Box {
    var second = PendingSecond()
  }

  /// Requests of one second on their way into its box: a batch holds long runs of them.
  private struct Run {
    var second = Int64.min
    var requests = PlainList<PendingRequest>()
  }

  private struct Source {
    var order: SourceOrder
    var ledger: SourceLedger
    /// Nothing earlier than this second will still come on time.
    var floor: Int64
    var isEnded = false
    /// Services of the source, by the names its batches use.
    var services: [String: Int] = [:]
    var held: Held?
    /// Events that the held line tells.
    var heldEvents: [ContextEvent] = []
    /// Context events that it told of so far.
    var events: UInt64 = 0
  }

  private var table: TrafficTable
  private let requests: RequestDetector
  private let bursts = BurstDetector()
  private let traffic = TrafficDetector()
  private let assembly: IncidentAssembly
  private var sources: [Source] = []
  private var serviceNames: [String: Int] = [:]
  /// Sources that carry a service: when they have all ended, its silence means nothing.
  private var carriers: [Set<Int>] = []
  private var templates: [UInt64: String] = [:]
  private var pending: [Int64: Box] = [:]
  private var lastBox: (second: Int64, box: Box)?
  /// Lists of seconds that have been judged, empty.
  private var spares: [PlainList<PendingRequest>] = []
  /// The last second judged.
  private var judged = Int64.min

  package init(settings: EngineSettings = EngineSettings()) {
    table = TrafficTable()
    requests = RequestDetector(settings: settings.detection)
    assembly = IncidentAssembly(traffic: traffic, settings: settings)
  }

  // MARK: Sources

  /// Announces a source; sources are announced in an order that does not depend on how they were found.
  /// - Parameter firstTime: the time of its first record, microseconds, where that is known: until the source is read,
  ///   seconds from there on are not judged.
  package func addSource(
    name: String, format: String, service: String, stampMeaning: StampMeaning, firstTime: Int64?
  ) -> Int {
    sources.append(
      Source(
        order: SourceOrder(formatMeaning: stampMeaning, firstTime: firstTime),
        ledger: SourceLedger(name: name, format: format, service: service),
        floor: firstTime.map { Engine.second($0 - SourceOrder.lateness) } ?? Int64.min))
    return sources.count - 1
  }

  package func note(_ remark: String, source: Int) { sources[source].ledger.remarks.append(remark) }
  package func note(_ gap: CoverageGap, source: Int) { sources[source].ledger.gaps.append(gap) }

  /// Says that no more records of a source will come.
  package func end(source: Int) {
    var ledger = sources[source].ledger
    release(source, isReal: sources[source].order.jumpIsNear, &ledger)
    sources[source].ledger = ledger
    sources[source].isEnded = true
  }

  /// The time up to which a source has been read (seconds).
  package func position(of source: Int) -> Int64 { sources[source].floor }

  package func lastTime(of source: Int) -> Int64? {
    sources[source].ledger.last == Int64.min ? nil : sources[source].ledger.last
  }

  private static func second(_ microseconds: Int64) -> Int64 {
    Timestamp(microseconds: microseconds).second
  }

  private func service(_ name: String, source: Int) -> Int {
    if let known = sources[source].services[name] { return known }
    // Beyond 64 services the rest share one, and their names are not kept.
    let kept = serviceNames[name] != nil || serviceNames.count < 64 ? name : "other"
    let index = serviceNames[kept] ?? table.addService(kept)
    serviceNames[kept] = index
    while carriers.count <= index { carriers.append([]) }
    sources[source].services[kept] = index
    carriers[index].insert(source)
    return index
  }

  // MARK: Ingestion

  /// Takes a batch of a source. The batches of one source come in their order.
  package func ingest(_ batch: RecordBatch, source: Int) {
    var order = sources[source].order
    var ledger = sources[source].ledger
    ledger.lines += batch.lines
    ledger.unparsed += batch.unparsed
    ledger.capped += batch.capped
    ledger.invalid += batch.invalid
    ledger.ambiguous += batch.ambiguous
    ledger.records += batch.requests.count + batch.messages.count
    let services = services(of: batch, source)
    let routes = table.routes
    var run = Run()
    var told = 0
    if batch.messages.isEmpty {
      for request in batch.requests {
        add(request, batch, source, services, routes, &order, &ledger, &run)
      }
    } else {
      var i = 0
      for message in batch.messages {
        while i < batch.requests.count, batch.requests[i].offset < message.offset {
          add(batch.requests[i], batch, source, services, routes, &order, &ledger, &run)
          i += 1
        }
        let time = add(message, batch, source, services, &order, &ledger)
        // An event stands and falls with the line that tells it.
        while told < batch.events.count, batch.events[told].position == .offset(message.offset) {
          if let time {
            add(batch.events[told], at: time, source, ledger.name)
          } else if order.jumpedAhead {
            sources[source].heldEvents.append(batch.events[told])
          }
          told += 1
        }
      }
      while i < batch.requests.count {
        add(batch.requests[i], batch, source, services, routes, &order, &ledger, &run)
        i += 1
      }
    }
    flush(&run, Int64.min)
    for event in batch.events[told...] { add(event, at: event.time.microseconds, source, ledger.name) }
    if order.newest != Int64.min {
      sources[source].floor = max(sources[source].floor, Engine.second(order.newest - SourceOrder.lateness))
    }
    sources[source].order = order
    sources[source].ledger = ledger
  }

  private func add(_ event: ContextEvent, at time: Int64, _ source: Int, _ name: String) {
    var event = event
    event.time = Timestamp(microseconds: time)
    let rank = RecordRank(time: time, source: source, offset: sources[source].events)
    sources[source].events += 1
    box(max(event.time.second, judged + 1)).second.events.append((rank, ObservedEvent(event: event, source: name)))
  }

  @inline(__always)
  private func box(_ second: Int64) -> Box {
    if let lastBox, lastBox.second == second { return lastBox.box }
    let box: Box
    if let known = pending[second] {
      box = known
    } else {
      box = Box()
      pending[second] = box
    }
    lastBox = (second, box)
    return box
  }

  /// The second in which a record is processed, and whether it is late; nil where it cannot be placed.
  @inline(__always)
  private func place(
    _ time: Int64, _ order: inout SourceOrder, _ ledger: inout SourceLedger
  ) -> (second: Int64, isLate: Bool)? {
    switch order.judge(time) {
    case .onTime:
      if time > ledger.last { ledger.last = time }
      if time < ledger.first { ledger.first = time }
      let second = time >= 0 ? time / 1_000_000 : Engine.second(time)
      return second > judged ? (second, false) : (judged + 1, true)
    case .late:
      ledger.late += 1
      if time < ledger.first { ledger.first = time }
      return (max(Engine.second(order.newest), judged + 1), true)
    case .tooLate:
      ledger.dropped += 1
      return nil
    case .jumpsAhead:
      return nil
    }
  }

  /// A record that jumped ahead of its source: it waits for the next one to say whether the jump was real.
  private enum Held {
    case request(RequestRecord, RecordBatch)
    case message(MessageRecord, RecordBatch)
  }

  /// Settles what a source holds: a record after a real jump is counted, one with a time of its own is dropped.
  private func release(_ source: Int, isReal: Bool, _ ledger: inout SourceLedger) {
    guard let held = sources[source].held else { return }
    let events = sources[source].heldEvents
    sources[source].held = nil
    sources[source].heldEvents = []
    guard isReal else {
      ledger.dropped += 1
      return
    }
    var order = SourceOrder(formatMeaning: sources[source].order.meaning)
    var run = Run()
    switch held {
    case .request(let request, let batch):
      add(request, batch, source, services(of: batch, source), table.routes, &order, &ledger, &run)
      flush(&run, Int64.min)
    case .message(let message, let batch):
      _ = add(message, batch, source, services(of: batch, source), &order, &ledger)
    }
    for event in events { add(event, at: event.time.microseconds, source, ledger.name) }
  }

  private func services(of batch: RecordBatch, _ source: Int) -> [UInt16] {
    batch.services.map { name in UInt16(truncatingIfNeeded: service(name, source: source)) }
  }

  @inline(__always)
  private func add(
    _ request: RequestRecord, _ batch: RecordBatch, _ source: Int, _ services: [UInt16], _ routes: RouteIndex,
    _ order: inout SourceOrder, _ ledger: inout SourceLedger, _ run: inout Run
  ) {
    let end = order.end(of: request)
    let placed = place(end, &order, &ledger)
    if order.resolution != .none { release(source, isReal: order.resolution == .confirmed, &ledger) }
    guard let (second, isLate) = placed else {
      if order.jumpedAhead { sources[source].held = .request(request, batch) }
      return
    }
    let service = services[Int(request.service)]
    let latency = request.latency
    let start = latency == RequestRecord.noLatency ? end : end &- Int64(latency)
    if second != run.second { flush(&run, second) }
    let series = routes.find(service: service, route: request.route)
    unsafe run.requests.append { place in
      unsafe place.pointee.start = start
      unsafe place.pointee.client = request.client
      unsafe place.pointee.route = request.route
      unsafe place.pointee.latency = latency
      unsafe place.pointee.series = series
      unsafe place.pointee.status = request.status
      unsafe place.pointee.service = service
      unsafe place.pointee.isLate = isLate
    }
    if series < 0 { keepRoute(request, batch, service, second) }
    if request.status >= 500 {
      keepFailure(request, start, batch, source, Int(service), ledger.name, box(second))
    } else if latency != RequestRecord.noLatency, latency > 100_000 {
      keepSlow(request, start, batch, source, Int(service), ledger.name, box(second))
    }
  }

  /// Moves the requests of a run into their box; the run goes on with another second.
  private func flush(_ run: inout Run, _ second: Int64) {
    if !run.requests.isEmpty {
      let box = box(run.second)
      if box.second.requests.isEmpty {
        swap(&box.second.requests, &run.requests)
        if let spare = spares.popLast() { run.requests = spare }
      } else {
        box.second.requests.append(contentsOf: run.requests)
        run.requests.removeAllKeepingCapacity()
      }
    }
    run.second = second
  }

  private func keepRoute(_ request: RequestRecord, _ batch: RecordBatch, _ service: UInt16, _ second: Int64) {
    guard table.hasRoom(service: service) else { return }
    let box = box(second)
    if box.second.routeTexts[request.route] == nil {
      box.second.routeTexts[request.route] = BlockText.route(batch, request)
    }
  }

  /// When a request that began at `start` ended.
  private static func end(of request: RequestRecord, _ start: Int64) -> Int64 {
    request.latency == RequestRecord.noLatency ? start : start &+ Int64(request.latency)
  }

  private func keepFailure(
    _ r: RequestRecord, _ start: Int64, _ batch: RecordBatch, _ source: Int, _ service: Int, _ name: String, _ box: Box
  ) {
    let rank = RecordRank(time: start, source: source, offset: r.offset)
    if let known = box.second.failures[service], known.rank < rank { return }
    box.second.failures[service] = RankedSample(
      rank: rank,
      sample: BlockText.sample(batch, r.line, time: Engine.end(of: r, start), offset: r.offset, source: name))
    box.second.failureRoutes[service] = r.route
  }

  private func keepSlow(
    _ r: RequestRecord, _ start: Int64, _ batch: RecordBatch, _ source: Int, _ service: Int, _ name: String, _ box: Box
  ) {
    let rank = RecordRank(time: start, source: source, offset: r.offset)
    if let known = box.second.slowest[service] {
      if known.latency > r.latency || (known.latency == r.latency && known.sample.rank < rank) { return }
    }
    box.second.slowest[service] = (
      r.latency, r.route,
      RankedSample(
        rank: rank,
        sample: BlockText.sample(batch, r.line, time: Engine.end(of: r, start), offset: r.offset, source: name))
    )
  }

  /// When the message was written; nil where it cannot be placed, or not yet.
  private func add(
    _ message: MessageRecord, _ batch: RecordBatch, _ source: Int, _ services: [UInt16], _ order: inout SourceOrder,
    _ ledger: inout SourceLedger
  ) -> Int64? {
    // A message without a time stands where the line before it stood.
    if message.time == LogRecord.absentTime { ledger.timeless += 1 }
    let time = message.time == LogRecord.absentTime ? order.newest : order.settled(message.time, message.flags)
    guard time != Int64.min else { return nil }
    let placed = place(time, &order, &ledger)
    if order.resolution != .none { release(source, isReal: order.resolution == .confirmed, &ledger) }
    guard let (second, _) = placed else {
      if order.jumpedAhead { sources[source].held = .message(message, batch) }
      return nil
    }
    // Time passes with every record, also with those that say nothing of trouble.
    let box = box(second)
    guard message.severity >= .warning || message.duration >= 0 else { return time }
    let service = Int(services[Int(message.service)])
    let rank = RecordRank(time: time, source: source, offset: message.offset)
    if message.severity >= .warning {
      if templates[message.template] == nil {
        if templates.count > 65_536 { templates.removeAll() }
        templates[message.template] = BlockText.template(batch, message)
      }
      tally(&box.second.messages, TallyKey(service: service, hash: message.template), message, rank, batch, ledger.name)
    }
    if message.duration >= 0, !message.statement.isEmpty {
      let (hash, text) = BlockText.statement(batch, message, known: templates)
      if templates[hash] == nil, let text { templates[hash] = text }
      tally(&box.second.statements, TallyKey(service: service, hash: hash), message, rank, batch, ledger.name)
    }
    return time
  }

  private func tally(
    _ tallies: inout [TallyKey: MessageTally], _ key: TallyKey, _ m: MessageRecord, _ rank: RecordRank,
    _ batch: RecordBatch, _ name: String
  ) {
    func sample() -> RankedSample {
      RankedSample(
        rank: rank, sample: BlockText.sample(batch, m.line, time: rank.time, offset: m.offset, source: name))
    }
    tallies[key, default: MessageTally(first: sample())].add(m, rank, sample)
  }

  // MARK: Judging

  /// Judges every second that all sources have passed.
  package func advance() {
    var watermark = Int64.max
    for source in sources where !source.isEnded { watermark = min(watermark, source.floor) }
    judge(before: watermark)
  }

  private func judge(before watermark: Int64) {
    guard let first = pending.keys.min(), first < watermark else { return }
    if judged == Int64.min { judged = first - 1 }
    var ready = pending.keys.filter { $0 < watermark }.sorted()[...]
    while let second = ready.popFirst() {
      // Seconds without a record are judged, too, for silence, while anything can come of it; a day without any is a
      // gap, not a silence.
      let quiet = min(second - 1, judged + 7200)
      while judged < quiet, requests.isActive || traffic.isWatching || bursts.isActive {
        judge(judged + 1, PendingSecond())
      }
      lastBox = nil
      guard let box = pending.removeValue(forKey: second) else { continue }
      judge(second, box.second)
      recycle(&box.second.requests)
    }
  }

  /// Keeps the memory of a second's requests for another second.
  private func recycle(_ requests: inout PlainList<PendingRequest>) {
    guard spares.count < 8 else { return }
    requests.removeAllKeepingCapacity()
    spares.append(requests)
    requests = PlainList()
  }

  private func judge(_ second: Int64, _ pending: PendingSecond) {
    judged = second
    table.count(pending.requests, texts: pending.routeTexts)
    var changes = requests.judge(second, &table)
    let counts: [Int?] = table.services.indices.map { service in
      let stillRead = carriers[service].contains { source in
        !sources[source].isEnded || Engine.second(sources[source].ledger.last) >= second
      }
      return stillRead ? Int(table.counters[table.services[service].whole].requests) : nil
    }
    changes += traffic.judge(second, counts: counts)
    let errors = pending.messages.filter { $0.value.severity >= .error }
      .map { (service: $0.key.service, template: $0.key.hash, count: $0.value.count) }
      .sorted { ($0.service, $0.template) < ($1.service, $1.template) }
    changes += bursts.judge(second, counts: errors, text: { templates[$0] ?? "" })
    assembly.judge(second, pending, changes, &table, text: { templates[$0] ?? "" })
  }

  /// Judges what is left after all sources have ended.
  package func finish() -> Reconstruction {
    for i in sources.indices { sources[i].isEnded = true }
    judge(before: Int64.max)
    var changes: [SignalChange] = []
    if judged != Int64.min {
      changes = requests.finish(judged, table) + traffic.finish(judged) + bursts.finish(judged)
    }
    let incidents = assembly.finish(judged, changes, table)
    return Reconstruction(
      incidents: incidents,
      coverage: Coverage(sources: sources.map(\.ledger.coverage)))
  }
}

/// What a user may set of the engine.
package struct EngineSettings: Sendable {
  package var detection = DetectionSettings()
  package var grouping = IncidentGrouping()

  package init() {}
}
