import Records

/// How long after their own time a source's records arrive, as far as that was seen lately: how long a second has to be
/// waited for before it can be judged.
///
/// Most programs write a line when what it tells of is over, some keep a few seconds' lines back. The longest delay of
/// the last minutes counts, between one second and what a replay allows for (`SourceOrder.lateness`). Where none was seen
/// yet, that is waited for while lines come. A source that is quiet keeps nobody waiting: all others would have to.
struct ArrivalDelay {
  /// How long a delay is remembered.
  static let memory = Duration.seconds(600)
  /// After so long without a record a source is quiet: longer than programs keep lines back.
  static let quiet = Duration.seconds(10)

  private var longest: (delay: Int64, at: Duration)?
  private var lastRead: Duration?

  /// Takes notice that something was read.
  /// - Parameter first: the time of its first record, where it was read as soon as it was there.
  mutating func note(_ first: Int64?, now: Moment) {
    lastRead = now.elapsed
    guard let first else { return }
    let delay = now.wall.microseconds - first
    guard delay >= 0, delay < 60_000_000 else { return }
    if let longest, longest.delay > delay, now.elapsed - longest.at < ArrivalDelay.memory { return }
    longest = (delay, now.elapsed)
  }

  /// Seconds that are waited for a second's last records.
  func lateness(_ now: Moment) -> Int64 {
    let most = SourceOrder.lateness / 1_000_000
    if let longest { return min(most, max(1, (longest.delay + 500_000) / 1_000_000)) }
    return lastRead.map { now.elapsed - $0 < ArrivalDelay.quiet } == true ? most : 1
  }
}
