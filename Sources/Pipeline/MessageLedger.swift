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
    }
  }
}

/// What was said how often: templates of warnings and errors, or statements with their durations.
struct MessageLedger: Codable {
  static let capacity = 4096
  private(set) var tallies: [TallyKey: MinuteTally] = [:]

  /// Adds one second's tally. `text` is asked for when the template is new.
  mutating func add(second: Int64, key: TallyKey, tally: MessageTally, inTrouble: Bool, text: () -> String) {
    if tallies[key] == nil {
      if tallies.count >= MessageLedger.capacity { forgetOldest() }
      tallies[key] = MinuteTally(
        text: text(), service: key.service, severity: tally.severity, first: tally.first.sample, lastAt: second)
    }
    tallies[key]?.add(second: second, tally: tally, inTrouble: inTrouble)
  }

  /// Forgets the minutes before `minute`.
  mutating func trim(before minute: Int64) {
    for key in tallies.keys {
      guard let first = tallies[key]?.minutes.first, first.minute < minute else { continue }
      tallies[key]?.minutes.removeAll { $0.minute < minute }
    }
    tallies = tallies.filter { !$0.value.minutes.isEmpty }
  }

  /// Forgets the quarter that was silent longest: one at a time, a log of ever new messages would cost a search a line.
  private mutating func forgetOldest() {
    let oldest = tallies.map { (at: $0.value.lastAt, key: $0.key) }.sorted { ($0.at, $0.key) < ($1.at, $1.key) }
    for (_, key) in oldest.prefix(MessageLedger.capacity / 4) { tallies[key] = nil }
  }
}
