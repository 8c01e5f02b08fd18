import Incidents
package import Records
import Statistics

/// Taking records: each into the second its own time names.
extension Engine {
  /// Takes a batch of a source. The batches of one source come in their order.
  package func ingest(_ batch: RecordBatch, source: Int) {
    var order = sources[source].order
    var ledger = sources[source].ledger
    ledger.lines += batch.lines
    ledger.unparsed += batch.unparsed
    ledger.capped += batch.capped
    ledger.crowded += batch.crowded
    ledger.invalid += batch.invalid
    ledger.ambiguous += batch.ambiguous
    if batch.dateAssumed > 0 { ledger.dateAssumed = (ledger.dateAssumed ?? 0) + batch.dateAssumed }
    ledger.records += batch.requests.count + batch.messages.count
    ledger.requests += batch.requests.count
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
            sources[source].heldEvents.append(HeldRecord.event(batch.events[told]))
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
    let rank = RecordRank(time: time, source: sources[source].rank, offset: sources[source].events)
    sources[source].events += 1
    box(max(event.time.second, judged + 1)).second.events.append(
      .init(rank: rank, event: ObservedEvent(event: event, source: name)))
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
      if second > judged { return (second, false) }
      // The past of a log that came later: nobody is helped by all of it in the present second.
      if judged - second > SourceOrder.horizon / 1_000_000 {
        ledger.dropped += 1
        return nil
      }
      return (judged + 1, true)
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

  /// Settles what a source holds: a record after a real jump is counted, one with a time of its own is dropped.
  func release(_ source: Int, isReal: Bool, _ ledger: inout SourceLedger) {
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
    let batch = held.batch
    if let request = batch.requests.first {
      add(request, batch, source, services(of: batch, source), table.routes, &order, &ledger, &run)
      flush(&run, Int64.min)
    }
    if let message = batch.messages.first {
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
      if order.jumpedAhead { sources[source].held = HeldRecord(request, of: batch) }
      return
    }
    let service = services[Int(request.service)]
    let log = sources[source].log
    let latency = request.latency
    let start = latency == RequestRecord.noLatency ? end : end &- Int64(latency)
    if second != run.second {
      flush(&run, second)
      ledger.requestsCame(at: end)
    }
    let series = routes.find(service: service, route: request.route)
    unsafe run.requests.append { place in
      unsafe place.pointee.start = start
      unsafe place.pointee.client = request.client
      unsafe place.pointee.route = request.route
      unsafe place.pointee.latency = latency
      unsafe place.pointee.series = series
      unsafe place.pointee.status = request.status
      unsafe place.pointee.service = service
      unsafe place.pointee.log = log
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
    let rank = RecordRank(time: start, source: sources[source].rank, offset: r.offset)
    if let known = box.second.failures[service], known.rank < rank { return }
    box.second.failures[service] = RankedSample(
      rank: rank,
      sample: BlockText.sample(batch, r.line, time: Engine.end(of: r, start), offset: r.offset, source: name))
    box.second.failureRoutes[service] = r.route
  }

  private func keepSlow(
    _ r: RequestRecord, _ start: Int64, _ batch: RecordBatch, _ source: Int, _ service: Int, _ name: String, _ box: Box
  ) {
    let rank = RecordRank(time: start, source: sources[source].rank, offset: r.offset)
    if let known = box.second.slowest[service] {
      if known.latency > r.latency || (known.latency == r.latency && known.sample.rank < rank) { return }
    }
    box.second.slowest[service] = PendingSecond.Slowest(
      latency: r.latency, route: r.route,
      sample: RankedSample(
        rank: rank,
        sample: BlockText.sample(batch, r.line, time: Engine.end(of: r, start), offset: r.offset, source: name)))
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
      if order.jumpedAhead { sources[source].held = HeldRecord(message, of: batch) }
      return nil
    }
    // Time passes with every record, also with those that say nothing of trouble.
    let box = box(second)
    guard message.isTrouble || message.isStatement else { return time }
    let service = Int(services[Int(message.service)])
    let rank = RecordRank(time: time, source: sources[source].rank, offset: message.offset)
    if message.isTrouble {
      let key = TallyKey(service: service, hash: message.template)
      if let new = tally(&box.second.messages, key, message, rank, batch, ledger.name) {
        let text = texts[key.hash] ?? texts.keep(BlockText.template(batch, message), of: key.hash)
        begin(&box.second.messages, key, new, text)
      }
    }
    if message.isStatement {
      let key = TallyKey(service: service, hash: BlockText.statementHash(batch, message))
      if let new = tally(&box.second.statements, key, message, rank, batch, ledger.name) {
        let text = texts[key.hash] ?? texts.keep(BlockText.statement(batch, message), of: key.hash)
        begin(&box.second.statements, key, new, text)
      }
    }
    return time
  }

  /// Counts a message: what begins with it, where it is the first of its key. Nothing here copies the batch or the tally,
  /// which would cost more than the rest.
  private func tally(
    _ tallies: inout SecondTallies, _ key: TallyKey, _ message: MessageRecord, _ rank: RecordRank,
    _ batch: RecordBatch, _ name: String
  ) -> MessageTally? {
    guard let known = tallies.index(of: key) else {
      guard tallies.takes(key) else { return nil }
      var tally = MessageTally(first: RankedSample(message, rank, batch, name))
      _ = tally.add(message, rank)
      return tally
    }
    if tallies[known].add(message, rank) { tallies[known].first = RankedSample(message, rank, batch, name) }
    return nil
  }

  private func begin(_ tallies: inout SecondTallies, _ key: TallyKey, _ tally: MessageTally, _ text: String) {
    var tally = tally
    tally.text = text
    tallies.begin(key, tally)
  }
}

extension RankedSample {
  fileprivate init(_ message: MessageRecord, _ rank: RecordRank, _ batch: RecordBatch, _ name: String) {
    self.init(
      rank: rank, sample: BlockText.sample(batch, message.line, time: rank.time, offset: message.offset, source: name))
  }
}
