import Incidents
import Records

/// Counts by minute of one message template or statement, for as long as an incident may ask.
struct MinuteTally: Codable {
  struct Minute: Codable {
    /// Since the epoch.
    var minute: Int64
    var count: Int
    /// Microseconds.
    var total: Int64
    var longest: Int64
  }

  var text: String
  var service: Int
  var severity: Severity
  var first: LineSample
  var lastAt: Int64
  /// Ascending minutes since the epoch: occurrences, and microseconds they took.
  var minutes: [Minute] = []
  /// The first record of each minute that had one: of the last ones while all is well, of the first and the last ones of
  /// trouble.
  var samples: [LineSample] = []
  /// Bytes of their texts.
  private(set) var sampleBytes = 0
  private static let samplesWhenCalm = 16
  private static let samplesInTrouble = 256

  mutating func add(second: Int64, tally: MessageTally, inTrouble: Bool) {
    let minute = second / 60
    severity = max(severity, tally.severity)
    lastAt = max(second, lastAt)
    if let last = minutes.indices.last, minutes[last].minute >= minute {
      minutes[last].count += tally.count
      minutes[last].total += tally.total
      minutes[last].longest = max(minutes[last].longest, tally.longest)
    } else {
      minutes.append(
        Minute(minute: minute, count: tally.count, total: tally.total, longest: tally.longest))
      samples.append(tally.first.sample)
      if !inTrouble, samples.count > Self.samplesWhenCalm {
        samples.removeFirst(samples.count - Self.samplesWhenCalm)
      } else if samples.count > Self.samplesInTrouble {
        samples.remove(at: Self.samplesInTrouble / 2)
      }
      sampleBytes = samples.reduce(0) { $0 + $1.text.utf8.count }
    }
  }

  /// Forgets every other sample, never the first one.
  mutating func thin() {
    samples = samples.indices.filter { $0 % 2 == 0 }.map { samples[$0] }
    sampleBytes = samples.reduce(0) { $0 + $1.text.utf8.count }
  }
}

/// What was said how often: templates of warnings and errors, or statements with their durations.
struct MessageLedger: Codable {
  static let capacity = 4096
  /// Bytes of samples from which on they are thinned out.
  static let sampleCap = 32 << 20
  private(set) var tallies: [TallyKey: MinuteTally] = [:]
  /// Bytes of all samples, and those from which on they are thinned out: where each has but one, none can go.
  private(set) var sampleBytes = 0
  private var thinFrom: Int
  private let sampleCap: Int

  init(sampleCap: Int = Self.sampleCap) {
    self.sampleCap = sampleCap
    thinFrom = sampleCap
  }

  /// Adds one second's tally.
  mutating func add(second: Int64, key: TallyKey, tally: MessageTally, inTrouble: Bool) {
    if tallies[key] == nil {
      if tallies.count >= MessageLedger.capacity { forgetOldest() }
      tallies[key] = MinuteTally(
        text: tally.text, service: key.service, severity: tally.severity, first: tally.first.sample, lastAt: second)
    }
    let before = tallies[key]?.sampleBytes ?? 0
    tallies[key]?.add(second: second, tally: tally, inTrouble: inTrouble)
    sampleBytes += (tallies[key]?.sampleBytes ?? 0) - before
    if sampleBytes > thinFrom { thin() }
  }

  private mutating func thin() {
    for key in tallies.keys { tallies[key]?.thin() }
    count()
    thinFrom = max(sampleCap, sampleBytes + sampleCap / 2)
  }

  private mutating func count() { sampleBytes = tallies.values.reduce(0) { $0 + $1.sampleBytes } }

  /// Forgets the minutes before `minute`.
  mutating func trim(before minute: Int64) {
    for key in tallies.keys {
      guard let first = tallies[key]?.minutes.first, first.minute < minute else { continue }
      tallies[key]?.minutes.removeAll { $0.minute < minute }
    }
    tallies = tallies.filter { !$0.value.minutes.isEmpty }
    count()
  }

  /// Forgets the quarter that was silent longest: one at a time, a log of ever new messages would cost a search a line.
  private mutating func forgetOldest() {
    let oldest = tallies.map { (at: $0.value.lastAt, key: $0.key) }.sorted { ($0.at, $0.key) < ($1.at, $1.key) }
    for (_, key) in oldest.prefix(MessageLedger.capacity / 4) { tallies[key] = nil }
    count()
  }
}
