import Formats
import Records

/// Finds sources that hold records which another one holds, too.
///
/// Requests: two access logs of one server in different formats, a common log beside those of each virtual host, an
/// access log that also goes to the journal or through syslog. Messages: syslog files, of what is in the journal.
///
/// Told by samples where both begin and, where both can be looked at further on, there as well; see
/// `RequestSample.isWithin` and `MessageSample`. The records of one of the two are left out for as long as the other
/// lasts. A proxy and the server behind it are no mirrors: they are different services, or differ in latency.
struct Mirrors {
  /// In order of their beginnings.
  private let sources: [RecordSource]

  /// - Parameters:
  ///   - window: what is known of a journal that is followed, where one is among them.
  ///   - service: of all records, where the user named it.
  init(_ found: [(ReplayInput, FileInspection)], window: JournalWindow? = nil, service: String?, zone: ZoneRules) {
    let hasJournal = found.contains { input, inspection in
      if case .journal = input { true } else { inspection.journal != nil }
    }
    guard found.contains(where: { $0.1.holdsRequests || hasJournal && $0.1.isSyslog }) else {
      sources = []
      return
    }
    // Samples take at most 64 MiB of all sources together.
    let sampleBytes = min(4 << 20, max(65_536, (64 << 20) / found.count))
    sources = found.indices.compactMap { i in
      RecordSource(
        i, found[i].0, found[i].1, window: window, sampleBytes: sampleBytes, service: service, zone: zone)
    }.sorted { ($0.first, $0.name) < ($1.first, $1.name) }
  }

  /// Notes in the inspections what is left out.
  func leaveOut(of found: inout [(ReplayInput, FileInspection)]) {
    guard sources.count > 1 else { return }
    var open: [RecordSource] = []
    /// By index of the source whose requests are left out: indices of those that hold them.
    var holders: [Int: Set<Int>] = [:]
    for source in sources {
      open.removeAll { !$0.reaches(source.first) }
      for other in open {
        if let (file, journal) = relay(other, source) {
          let hosts = hosts(of: file, in: journal, from: source.first)
          if !hosts.isEmpty {
            found[file.index].1.mirrored.append(
              MirroredRecords(
                kind: .messages(ofHosts: hosts), seconds: journal.seconds, holder: journal.name, holderService: ""))
          }
        }
        guard let (copy, holder) = mirror(other, source) else { continue }
        let its = copy.requests(from: source.first, beside: holder)
        let held = holder.requests(from: source.first, beside: copy)
        if its.knowsLatency, !held.knowsLatency {
          found[copy.index].1.remarks.append(
            "its requests are in \(holder.name), too, which knows no latencies: they count twice; leave that one out")
          continue
        }
        guard !leads(from: holder.index, to: copy.index, holders), let last = holder.last, last >= holder.first
        else { continue }
        holders[copy.index, default: []].insert(holder.index)
        let whole = Timestamp(microseconds: holder.first).second...Timestamp(microseconds: last).second
        found[copy.index].1.mirrored.append(
          MirroredRecords(
            kind: .requests(ofService: copy.origin == .journal ? its.service : nil),
            seconds: holder.origin == .journal ? holder.seconds : [whole], holder: holder.name,
            holderService: held.service))
        // What it holds besides is of the same service.
        if !found[copy.index].1.isServiceKnown { found[copy.index].1.parser?.service = held.service }
      }
      open.append(source)
    }
  }

  // MARK: Requests

  /// Which of two sources holds requests that the other holds, too, if one does. `later` begins when both are there.
  private func mirror(_ earlier: RecordSource, _ later: RecordSource) -> (copy: RecordSource, holder: RecordSource)? {
    let beginning = (
      earlier.requests(from: later.first, beside: later), later.requests(from: later.first, beside: earlier)
    )
    let laterIsWithin = beginning.1.isWithin(beginning.0) == true
    let earlierIsWithin = beginning.0.isWithin(beginning.1) == true
    guard laterIsWithin || earlierIsWithin else { return nil }
    let isSwapped: Bool
    if laterIsWithin, earlierIsWithin {
      isSwapped = knowsLess(earlier, beginning.0, than: later, beginning.1)
    } else {
      isSwapped = earlierIsWithin
    }
    let (copy, holder) = isSwapped ? (earlier, later) : (later, earlier)
    return isWithinFurtherOn(copy, holder, from: later.first) ? (copy, holder) : nil
  }

  /// Whether nothing later speaks against it, where both can be looked at there.
  private func isWithinFurtherOn(_ copy: RecordSource, _ holder: RecordSource, from first: Int64) -> Bool {
    guard copy.isSeekable, holder.isSeekable, let end = copy.last, let other = holder.last else { return true }
    return Self.quarters(first, min(end, other)).allSatisfy { time in
      copy.requests(from: time, beside: holder).isWithin(holder.requests(from: time, beside: copy)) != false
    }
  }

  private static func quarters(_ first: Int64, _ last: Int64) -> [Int64] {
    (1...3).map { first + (last - first) / 4 * $0 }
  }

  /// Which of two sources of the same requests is left out: the one that knows no latencies, that got its lines passed
  /// on, that is shorter, whose name comes later.
  private func knowsLess(
    _ a: RecordSource, _ sampleOfA: RequestSample, than b: RecordSource, _ sampleOfB: RequestSample
  ) -> Bool {
    if sampleOfA.knowsLatency != sampleOfB.knowsLatency { return sampleOfB.knowsLatency }
    if a.origin != b.origin { return a.origin.rawValue < b.origin.rawValue }
    let lengths = ((a.last ?? a.first) - a.first, (b.last ?? b.first) - b.first)
    return lengths.0 != lengths.1 ? lengths.0 < lengths.1 : b.name < a.name
  }

  /// Whether requests left out of one source would, by what is noted so far, be looked for in another one.
  private func leads(from: Int, to: Int, _ holders: [Int: Set<Int>]) -> Bool {
    from == to || (holders[from] ?? []).contains { leads(from: $0, to: to, holders) }
  }

  // MARK: Messages

  private func relay(_ a: RecordSource, _ b: RecordSource) -> (file: RecordSource, journal: RecordSource)? {
    if a.isSyslog, b.origin == .journal { return (a, b) }
    if b.isSyslog, a.origin == .journal { return (b, a) }
    return nil
  }

  /// Hosts nearly all of whose messages in a syslog file stand in the journal, too. A file may hold those of others.
  /// - Parameter first: when both are there.
  private func hosts(of file: RecordSource, in journal: RecordSource, from first: Int64) -> Set<UInt64> {
    var sample = file.messages(from: first)
    if file.isSeekable, let last = file.last, let end = journal.last {
      for time in Self.quarters(first, min(last, end)) { sample.formUnion(file.messages(from: time)) }
    }
    return Set(
      sample.hosts.compactMap { host, messages in
        guard var search = MessageSearch(messages, within: journal.seconds) else { return nil }
        journal.look(for: &search)
        return search.succeeded ? host : nil
      })
  }
}
