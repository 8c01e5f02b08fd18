import Incidents
import Records

/// What became of a source's records: the numbers of `coverage`.
struct SourceLedger: Codable {
  var name: String
  var format: String
  var service: String
  var first = Int64.max
  var last = Int64.min
  var records = 0
  /// How many of them are requests, and the longest time between the first ones of two seconds that have some, in
  /// microseconds.
  var requests = 0
  private(set) var longestPause: Int64 = 0
  private var lastRequests = Int64.min
  var lines = 0
  var unparsed = 0
  var late = 0
  var dropped = 0
  var capped = 0
  var crowded = 0
  var invalid = 0
  var ambiguous = 0
  /// Nil where no record's date was assumed.
  var dateAssumed: Int?
  /// Records without a time of their own.
  var timeless = 0
  /// The latest gaps; what came before them is in `earlier`.
  private var gaps: [CoverageGap] = []
  /// Nil until there were too many to keep each.
  private var earlier: EarlierGaps?
  var remarks: [String] = []

  init(name: String, format: String, service: String) {
    self.name = name
    self.format = format
    self.service = service
  }

  /// Takes the first request of a second; `time` is in microseconds.
  mutating func requestsCame(at time: Int64) {
    if lastRequests != Int64.min { longestPause = max(longestPause, time &- lastRequests) }
    lastRequests = max(lastRequests, time)
  }

  /// So many gaps are kept each by itself.
  static let gapsKept = 100

  /// How many gaps there have been.
  var gapCount: Int { gaps.count + (earlier?.count ?? 0) }

  mutating func note(_ gap: CoverageGap) {
    gaps.append(gap)
    guard gaps.count > Self.gapsKept else { return }
    let oldest = gaps.removeFirst()
    if earlier?.add(oldest) == nil { earlier = EarlierGaps(oldest) }
  }

  /// How a log is had with times.
  private var withTimes: String {
    format == "kernel"
      ? "'dmesg --time-format iso' and 'journalctl -k -o short-iso-precise' print them"
      : "save the log again with times, as 'journalctl -o short-iso-precise' and 'docker logs --timestamps' print it"
  }

  var coverage: SourceCoverage {
    var notes = remarks
    if capped > 0 { notes.append("\(capped) records were longer than 1 MiB; the rest of each was skipped") }
    if crowded > 0 {
      notes.append(
        "\(crowded) lines hold more records than their bytes can be of; the rest of each was left out")
    }
    if invalid > 0 {
      notes.append("\(invalid) records have a status or latency that cannot be one; left out of figures")
    }
    if ambiguous > 0 {
      notes.append("\(ambiguous) times exist twice because the clock was set back; placed by the order of lines")
    }
    if let dateAssumed {
      notes.append("\(dateAssumed) times leave the date open (no date, or day and month in doubt); it was assumed")
    }
    if timeless > 0 {
      let advice = timeless * 2 >= records ? "; \(withTimes)" : ""
      notes.append(
        first == Int64.max
          ? "\(timeless) records have no time, so nothing can be dated by them" + advice
          : "\(timeless) records have no time; each stands where the record before it stood" + advice)
    }
    if dropped > 0 { notes.append("\(dropped) records lie too far from their neighbours in time to be placed") }
    return SourceCoverage(
      source: name, format: format, service: service,
      firstEventAt: first == Int64.max ? nil : Timestamp(microseconds: first),
      lastEventAt: last == Int64.min ? nil : Timestamp(microseconds: last), records: records, unparsed: unparsed,
      late: late, dropped: dropped, gaps: [earlier?.gap].compactMap(\.self) + gaps,
      remarks: notes)
  }
}

/// The oldest gaps of a source as one, so that a source that is damaged for years takes no more room each day.
private struct EarlierGaps: Codable {
  private(set) var count = 1
  private var from: Timestamp?
  private var to: Timestamp?
  /// The sum of what is known to be lost.
  private var lost: Int?

  init(_ gap: CoverageGap) { (from, to, lost) = (gap.from, gap.to, gap.lost) }

  mutating func add(_ gap: CoverageGap) {
    count += 1
    from = from ?? gap.from
    to = gap.to ?? to
    if let more = gap.lost { lost = (lost ?? 0) + more }
  }

  var gap: CoverageGap {
    CoverageGap(from: from, to: to, reason: count == 1 ? "an earlier gap" : "\(count) earlier gaps", lost: lost)
  }
}
