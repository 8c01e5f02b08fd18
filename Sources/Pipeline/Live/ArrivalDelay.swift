import Records

/// How long after their own time a source's records arrive, as far as that was seen lately: how long a second has to be
/// waited for before it can be judged.
///
/// Most programs write a line when what it tells of is over, some keep a few seconds' lines back. The longest delay of
/// the last minutes counts, between one second and what a replay allows for (`SourceOrder.lateness`).
struct ArrivalDelay {
  /// How long a delay is remembered.
  static let memory = Duration.seconds(600)

  private var longest: (delay: Int64, at: Duration)?

  /// Takes a record that was read as soon as it was there.
  mutating func note(_ time: Int64, now: Moment) {
    let delay = now.wall.microseconds - time
    guard delay >= 0, delay < 60_000_000 else { return }
    if let longest, longest.delay > delay, now.elapsed - longest.at < ArrivalDelay.memory { return }
    longest = (delay, now.elapsed)
  }

  /// Seconds that are waited for a second's last records.
  var lateness: Int64 {
    let most = SourceOrder.lateness / 1_000_000
    return longest.map { min(most, max(1, ($0.delay + 500_000) / 1_000_000)) } ?? most
  }
}
