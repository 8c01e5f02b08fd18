public import Records

/// The offsets of a zone from UTC over time, for times that name none.
public struct ZoneRules: Sendable {
  /// From `start` (seconds since the epoch, UTC) on, local time is UTC plus `offset` seconds.
  public struct Period: Sendable {
    public var start: Int64
    public var offset: Int64
    public init(start: Int64, offset: Int64) {
      self.start = start
      self.offset = offset
    }
  }

  /// In order of `start`; the first also holds before it. Never empty.
  public let periods: [Period]

  public static let utc = ZoneRules(fixed: 0)

  public init(fixed offset: Int64) { periods = [Period(start: Int64.min, offset: offset)] }
  public init(periods: [Period]) {
    self.periods = periods.isEmpty ? ZoneRules.utc.periods : periods
  }

  /// Offset from UTC (seconds) at a time, in seconds since the epoch.
  package func offset(at second: Int64) -> Int64 {
    periods.last { $0.start <= second }?.offset ?? periods[0].offset
  }

  /// UTC seconds of a local time. Where the clock was set back the time exists twice: the first is returned and
  /// `ambiguous` is true. A time that the clock skipped is read with the offset before the change.
  public func utc(local: Int64) -> (seconds: Int64, ambiguous: Bool, other: Int64) {
    if periods.count == 1 { return (local - periods[0].offset, false, local - periods[0].offset) }
    var low = 0
    var high = periods.count - 1
    // The last period that begins, in its own local time or in that of its predecessor, at or before `local`.
    while low < high {
      let middle = (low + high + 1) / 2
      let before = periods[middle - 1].offset
      let begins = periods[middle].start + max(before, periods[middle].offset)
      if begins <= local { low = middle } else { high = middle - 1 }
    }
    let seconds = local - periods[low].offset
    if low + 1 < periods.count, periods[low + 1].offset < periods[low].offset {
      let again = local - periods[low + 1].offset
      if again >= periods[low + 1].start { return (seconds, true, again) }
    }
    return (seconds, false, seconds)
  }
}

/// Reads the times of lines: zone rules, the reference for years that a line leaves out, and the last second read,
/// which makes most times a comparison of a few words.
public struct TimeReader: Sendable {
  public var zone: ZoneRules { didSet { forget() } }
  /// Seconds since the epoch that the newest line of the source is not after: a time without a year gets the latest
  /// year that does not put it more than a day later.
  public var newest: Int64 { didSet { forget() } }
  /// The order of dates in digits that the source is known to have.
  var dates: DateOrder? { didSet { if dates != oldValue { forget() } } }
  /// Set by a read that had to assume the zone, or met a local time that exists twice; the caller resets it.
  public var flags: RecordFlags = []

  /// Whether a format may leave out what stands behind a request's latency, the upstream's time above all: the engine
  /// does not count it.
  public var latencySuffices = false
  /// The last offset from UTC that a time named in digits (`+0200`), seconds.
  public var seenOffset: Int64?

  /// The last `dd/Mon/yyyy:HH:MM:SS +zzzz` read, as three words and a tail, and its second.
  var cachedWords: (UInt64, UInt64, UInt64) = (0, 0, 0)
  var cachedTail: UInt16 = 0
  var cachedSecond: Int64 = 0

  /// The last `YYYY-MM-DD HH:MM:SS` read, as three overlapping words, and its local seconds.
  var civilWords: (UInt64, UInt64, UInt64) = (0, 0, 0)
  var civilSecond: Int64 = 0
  /// The last date read, packed, and its day since the epoch.
  var cachedDate = -1
  var cachedDay: Int64 = 0
  /// The last local second that named no zone, its UTC second and flags.
  var localSecond = Int64.min
  var localMatch: (seconds: Int64, flags: RecordFlags) = (0, [])
  /// The last time in a rarer form.
  var spelled = SpelledSecond()

  public init(zone: ZoneRules, newest: Int64) {
    self.zone = zone
    self.newest = newest
  }

  /// Forgets times whose meaning depends on what has changed.
  private mutating func forget() {
    localSecond = Int64.min
    spelled.forget()
  }

  /// Seconds since the epoch of a local time, with the flags that belong to it.
  mutating func utc(local: Int64) -> Int64 {
    let (seconds, ambiguous, _) = zone.utc(local: local)
    flags.insert(.zoneAssumed)
    if ambiguous { flags.insert(.ambiguousTime) }
    return seconds
  }
}
