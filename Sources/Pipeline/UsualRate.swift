import Statistics

/// How many requests a service would have had in an incident, had it gone on as usual: as many as in the same minutes
/// of the day before, scaled by how the hour before the incident compares with that of the day before; where that day
/// is not known, as many as in the mean minute of the hour before.
struct UsualRate {
  /// Requests in the mean minute of the hour before; nil where nothing is known of it.
  let perMinute: Double?
  /// Minutes of that hour that are known.
  let minutes: Int
  private let history: RateHistory
  /// What the day before is scaled by; nil where it does not serve.
  private let scale: Double?

  private static let day: Int64 = 24 * 60
  /// Requests that the hour of the day before must have had.
  private static let enough = 60

  /// - Parameter minute: that of the onset, since the epoch.
  init(_ history: RateHistory, before minute: Int64) {
    self.history = history
    // The first minute was not seen from its beginning.
    let first = history.newest == Int64.min ? minute : max(minute - 60, history.oldest + 1)
    let hour = history.counts(from: first, to: minute - 1)
    minutes = hour.count
    perMinute = hour.isEmpty ? nil : Double(hour.reduce(0, +)) / Double(hour.count)
    let before = history.counts(from: minute - 60 - UsualRate.day, to: minute - 1 - UsualRate.day)
    let sum = before.reduce(0, +)
    scale =
      hour.count == 60 && before.count == 60 && sum >= UsualRate.enough
      ? Double(hour.reduce(0, +)) / Double(sum) : nil
  }

  var isOfTheDayBefore: Bool { scale != nil }

  /// The requests of the seconds `from..<until` that were to be expected; nil where nothing is known.
  func expected(from: Int64, until: Int64) -> Double? {
    guard let perMinute else { return nil }
    guard let scale else { return perMinute * Double(until - from) / 60 }
    var sum = 0.0
    for minute in from / 60...max(from, until - 1) / 60 {
      let seconds = min(until, (minute + 1) * 60) - max(from, minute * 60)
      let before = history.counts(from: minute - UsualRate.day, to: minute - UsualRate.day).first
      sum += (before.map { Double($0) * scale } ?? perMinute) * Double(seconds) / 60
    }
    return sum
  }
}
