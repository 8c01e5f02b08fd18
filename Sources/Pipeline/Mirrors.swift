import Formats
import Records

/// Seconds for which another source holds the same requests.
struct MirroredTime {
  var seconds: ClosedRange<Int64>
  /// Name of the other source.
  var holder: String
}

/// Finds sources that hold requests which another one holds, too: two access logs of one server in different formats,
/// a common log beside those of each virtual host, an access log that also goes to the journal or through syslog.
///
/// Told by samples where both begin and, where both can be looked at further on, there as well; see
/// `RequestSample.isWithin`. The requests of one of the two are left out for as long as the other lasts. A proxy and
/// the server behind it are no mirrors: they are different services, or differ in latency.
struct Mirrors {
  /// In order of their beginnings.
  private let sources: [RequestSource]

  /// - Parameter service: of all records, where the user named it.
  init(_ found: [(ReplayInput, FileInspection)], service: String?, zone: ZoneRules) {
    // Samples take at most 64 MiB of all sources together.
    let sampleBytes = min(4 << 20, max(65_536, (64 << 20) / found.count))
    guard found.contains(where: { $0.1.holdsRequests }) else {
      sources = []
      return
    }
    sources = found.indices.compactMap { i in
      RequestSource(i, found[i].0, found[i].1, sampleBytes: sampleBytes, service: service, zone: zone)
    }.sorted { ($0.first, $0.name) < ($1.first, $1.name) }
  }

  /// Notes in the inspections what is left out.
  func leaveOut(of found: inout [(ReplayInput, FileInspection)]) {
    guard sources.count > 1 else { return }
    var open: [RequestSource] = []
    /// By index of the source whose requests are left out: indices of those that hold them.
    var holders: [Int: Set<Int>] = [:]
    for source in sources {
      open.removeAll { !$0.reaches(source.first) }
      for other in open {
        guard let (copy, holder) = mirror(other, source) else { continue }
        let its = copy.sample(from: source.first)
        let held = holder.sample(from: source.first)
        if its.knowsLatency, !held.knowsLatency {
          found[copy.index].1.remarks.append(
            "its requests are in \(holder.name), too, which knows no latencies: they count twice; leave that one out")
          continue
        }
        guard !leads(from: holder.index, to: copy.index, holders), let last = holder.last, last >= holder.first
        else { continue }
        holders[copy.index, default: []].insert(holder.index)
        let seconds = Timestamp(microseconds: holder.first).second...Timestamp(microseconds: last).second
        found[copy.index].1.mirrored.append(MirroredTime(seconds: seconds, holder: holder.name))
        // What it holds besides is of the same service.
        if !found[copy.index].1.isServiceKnown { found[copy.index].1.parser?.service = held.service }
      }
      open.append(source)
    }
  }

  /// Which of two sources holds requests that the other holds, too, if one does. `later` begins when both are there.
  private func mirror(_ earlier: RequestSource, _ later: RequestSource) -> (copy: RequestSource, holder: RequestSource)?
  {
    let beginning = (earlier.sample(from: later.first), later.sample(from: later.first))
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
  private func isWithinFurtherOn(_ copy: RequestSource, _ holder: RequestSource, from first: Int64) -> Bool {
    guard copy.isSeekable, holder.isSeekable, let end = copy.last, let other = holder.last else { return true }
    let length = min(end, other) - first
    return (1...3).map(Int64.init).allSatisfy { quarter in
      let time = first + length / 4 * quarter
      return copy.sample(from: time).isWithin(holder.sample(from: time)) != false
    }
  }

  /// Which of two sources of the same requests is left out: the one that knows no latencies, that got its lines passed
  /// on, that is shorter, whose name comes later.
  private func knowsLess(
    _ a: RequestSource, _ sampleOfA: RequestSample, than b: RequestSource, _ sampleOfB: RequestSample
  ) -> Bool {
    if sampleOfA.knowsLatency != sampleOfB.knowsLatency { return sampleOfB.knowsLatency }
    if a.isDirect != b.isDirect { return b.isDirect }
    let lengths = ((a.last ?? a.first) - a.first, (b.last ?? b.first) - b.first)
    return lengths.0 != lengths.1 ? lengths.0 < lengths.1 : b.name < a.name
  }

  /// Whether requests left out of one source would, by what is noted so far, be looked for in another one.
  private func leads(from: Int, to: Int, _ holders: [Int: Set<Int>]) -> Bool {
    from == to || (holders[from] ?? []).contains { leads(from: $0, to: to, holders) }
  }
}
