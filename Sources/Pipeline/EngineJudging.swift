import Detection
package import Incidents
import Records
import Statistics

/// Judging seconds that all sources have passed.
extension Engine {
  /// Judges every second that all sources have passed.
  package func advance() {
    var watermark = Int64.max
    for i in sources.indices where !sources[i].isEnded { watermark = min(watermark, sources[i].floor) }
    judge(before: watermark)
  }

  private func judge(before watermark: Int64) {
    if judged == Int64.min {
      guard let first = pending.keys.min(), first < watermark else { return }
      judged = first - 1
    }
    var ready = pending.keys.filter { $0 < watermark }.sorted()[...]
    while let second = ready.popFirst() {
      judgeQuiet(before: second)
      lastBox = nil
      guard let box = pending.removeValue(forKey: second) else { continue }
      busy = second
      judge(second, box.second)
      recycle(&box.second.requests)
    }
    if watermark != Int64.max { judgeQuiet(before: watermark) }
  }

  /// Whether something happens with time alone: seconds wait to be judged, or seconds without a record mean something.
  package var isWaiting: Bool { !pending.isEmpty || watchesSilence }

  private var watchesSilence: Bool {
    requests.isActive || traffic.isWatching || bursts.isActive || assembly.isWaiting
  }

  /// Judges seconds without a record, for silence and for the end of incidents, while anything can come of it; hours
  /// without any are a gap, not a silence.
  private func judgeQuiet(before second: Int64) {
    guard busy != Int64.min else { return }
    let last = min(second - 1, busy + 7200)
    while judged < last, watchesSilence {
      judge(judged + 1, PendingSecond())
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
    var pending = pending
    pending.messages.trim()
    pending.statements.trim()
    judged = second
    table.count(pending.requests, of: second, texts: pending.routeTexts)
    var changes = requests.judge(second, &table)
    let counts: [Int?] = table.services.indices.map { service in
      let stillRead = carriers[service].contains { source in
        !sources[source].isEnded || Engine.second(sources[source].ledger.last) >= second
      }
      return stillRead ? Int(table.counters[table.services[service].whole].requests) : nil
    }
    changes += traffic.judge(second, counts: counts)
    let errors = pending.messages.tallies.filter { $0.value.severity >= .error }
      .map { (service: $0.key.service, template: $0.key.hash, count: $0.value.count) }
      .sorted { ($0.service, $0.template) < ($1.service, $1.template) }
    changes += bursts.judge(second, counts: errors) { service, template in
      pending.messages.tallies[TallyKey(service: service, hash: template)]?.text ?? ""
    }
    if !changes.isEmpty { hasNews = true }
    assembly.judge(second, pending, changes, &table, requests, traffic)
    if assembly.hasClosed { hasNews = true }
  }

  /// Judges what is left after all sources have ended.
  package func finish() -> Reconstruction {
    for i in sources.indices { sources[i].isEnded = true }
    judge(before: Int64.max)
    var changes: [SignalChange] = []
    if judged != Int64.min {
      changes = requests.finish(judged, table) + traffic.finish(judged) + bursts.finish(judged)
    }
    assembly.finish(judged, changes, table, requests, traffic)
    let ceased = CeasedLogs(sources.map(\.ledger))
    for log in ceased.logs { note(log.remark, source: log.source) }
    let incidents = ceased.noted(in: IncidentAssembler.numbered(assembly.takeClosed()))
    return Reconstruction(incidents: incidents, coverage: coverage, changes: assembly.takeTold())
  }

  /// The incidents that are over since they were last taken, each once.
  package func takeClosed() -> [Incident] {
    hasNews = false
    return assembly.takeClosed()
  }

  /// What was done to the hosts, what befell them and what people noted since this was last asked, in or out of
  /// incidents. Each is told once, when nothing can be added to it any more; in an incident it has the same id.
  package func takeChanges() -> [TimelineEntry] { assembly.takeTold() }

  /// Whether there are changes to be taken.
  package var hasChanges: Bool { assembly.hasTold }

  /// The incidents under way, or so lately over that trouble may come back, as they stand now.
  package var openIncidents: [Incident] {
    judged == Int64.min ? [] : assembly.open(judged, table, traffic)
  }

  /// What has been read of every source.
  package var coverage: Coverage {
    Coverage(sources: sources.indices.filter { !vacant.contains($0) }.map { sources[$0].ledger.coverage })
  }
}
