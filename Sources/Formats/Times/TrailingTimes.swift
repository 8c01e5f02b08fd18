import Records

/// The times among the columns that servers were told to write beside those of the common log format, told by their
/// looks.
///
/// - `key=value` by its key (`rt=`, `request_time=`, `urt=`, ...).
/// - A number with a unit (`12ms`, Traefik) or with a fraction as seconds (nginx): the request's, then the upstream's.
/// - Without one of these, a whole number behind an agent as microseconds (Apache's `%D`), two of them only where one is the seconds of
///   the other (`%T %D`, `%T/%D`): received and sent bytes (`%I %O`) are no times.
struct TrailingTimes {
  /// What the times looked like.
  enum Looks {
    case nothing, seconds, microseconds, unit

    /// The variant of the format that a line with such times is of.
    var variant: CommonLogFormat.Variant {
      switch self {
      case .nothing: .combined
      case .seconds: .nginxTimed
      case .microseconds: .apacheMicroseconds
      case .unit: .traefik
      }
    }
  }

  private var whole: (Int64, Int64) = (-1, -1)
  private var wholes = 0
  private var fractions: (Int64, Int64) = (-1, -1)
  private var unit: Int64 = -1
  private var request: Int64 = -1
  private var upstream: Int64 = -1
  private var hasKey = false
  private var isInvalid = false
  /// Whether a comma stood behind the last column: the next is of another upstream.
  private var isListed = false
  /// Whether a whole number may be a time.
  var countsWholes = true
  /// Whether one alone may be.
  var countsLoneWhole = true

  var isEmpty: Bool { wholes == 0 && fractions.0 < 0 && unit < 0 && !hasKey && !isInvalid }

  /// Reads columns of numbers from `start` on: the index of the blank before the first column that is none.
  mutating func readColumns(_ line: RawSpan, _ start: Int) -> Int {
    var at = start
    while at < line.byteCount, line.byte(at) == Ascii.space {
      let end = line.endOfToken(at &+ 1)
      guard end > at &+ 1, line.byte(at &+ 1) == Ascii.minus && end == at &+ 2 || take(line, at &+ 1, end) else {
        break
      }
      at = end
    }
    return at
  }

  /// Reads all columns from `start` on. The first of those in quotes is whom a proxy speaks for, where it holds
  /// addresses; one behind it may be a backend.
  mutating func read(_ line: RawSpan, _ start: Int, into record: inout LogRecord) {
    let count = line.byteCount
    var at = start
    var isFirst = true
    while at < count {
      if line.byte(at) <= Ascii.space || line.byte(at) == Ascii.comma {
        at &+= 1
        continue
      }
      var value = at
      var key: Int?
      var i = at
      while i < count, isKeyByte(line.byte(i)) { i &+= 1 }
      if i > at, i < count, line.byte(i) == Ascii.equal {
        key = at
        value = i &+ 1
      }
      let isQuoted = line.byteOrZero(value) == Ascii.quote
      if isQuoted { value &+= 1 }
      let end = isQuoted ? line.closingQuote(from: value) ?? count : line.endOfToken(value)
      at = isQuoted ? end &+ 1 : end
      if let key {
        takeKeyed(line, key, i, value, end)
      } else if isQuoted, ClientAddress.isList(line, value, end) {
        if isFirst, record.forwarded.isEmpty { record.forwarded = ByteRange(value, end) }
      } else if Ascii.isDigit(line.byteOrZero(value)), line.matches(" ms", at: end),
        line.byteOrZero(end &+ 3) <= Ascii.space,
        let micros = UnitDuration.microseconds(line, value, end &+ 3)
      {
        unit = micros
        at = end &+ 3
      } else {
        _ = take(line, value, end)
      }
      if isQuoted, key == nil { isFirst = false }
      isListed = !isQuoted && end > value && line.byte(end &- 1) == Ascii.comma
    }
  }

  /// Takes a column that may be a time; false where it is no number.
  mutating func take(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard start < end else { return false }
    guard Ascii.isDigit(line.byte(start)) else {
      if line.byte(start) == Ascii.minus, start &+ 1 < end, Ascii.isDigit(line.byte(start &+ 1)) { isInvalid = true }
      return false
    }
    if let duration = line.duration(start, end) {
      if duration.fraction {
        if fractions.0 < 0 {
          fractions.0 = duration.microseconds
        } else if fractions.1 < 0 {
          fractions.1 = duration.microseconds
        } else if isListed {
          fractions.1 &+= duration.microseconds
        }
      } else {
        if wholes == 0 { whole.0 = duration.microseconds } else if wholes == 1 { whole.1 = duration.microseconds }
        wholes &+= 1
      }
      return true
    }
    if let slash = line.firstIndex(of: Ascii.slash, from: start, to: end),
      let (seconds, behind) = line.number(start), behind == slash, let (micros, stop) = line.number(slash &+ 1),
      stop == end, micros / 1_000_000 == seconds
    {
      whole.0 = micros
      wholes = 1
      return true
    }
    guard let micros = UnitDuration.microseconds(line, start, end) else { return false }
    unit = micros
    return true
  }

  private mutating func takeKeyed(_ line: RawSpan, _ key: Int, _ keyEnd: Int, _ value: Int, _ end: Int) {
    let isRequest = TrailingTimes.namesRequest(line, key, keyEnd)
    guard isRequest || TrailingTimes.namesUpstream(line, key, keyEnd) else { return }
    if isRequest { hasKey = true }
    guard let duration = TrailingTimes.sum(line, value, end) else {
      if end > value, !(end == value &+ 1 && line.byte(value) == Ascii.minus) { isInvalid = true }
      return
    }
    if isRequest { request = duration } else { upstream = duration }
  }

  /// The times of the upstreams that were asked one after the other, `0.001, 0.204 : 0.010`, as one; nil where there are
  /// none. Those that were not reached have a `-`.
  private static func sum(_ line: RawSpan, _ start: Int, _ end: Int) -> Int64? {
    var sum: Int64?
    var at = start
    while at < end {
      var stop = at
      while stop < end, line.byte(stop) != Ascii.comma, line.byte(stop) != Ascii.space { stop &+= 1 }
      if let duration = line.duration(at, stop) {
        sum = (sum ?? 0) &+ duration.microseconds
      } else if stop > at &+ 1 || stop == at || line.byte(at) != Ascii.minus {
        return nil
      }
      at = stop
      while at < end, line.byte(at) == Ascii.comma || line.byte(at) == Ascii.space || line.byte(at) == Ascii.colon {
        at &+= 1
      }
    }
    return sum
  }

  /// Sets the times that were found.
  func fill(_ record: inout LogRecord) -> Looks {
    if isInvalid { record.flags.insert(.invalidValue) }
    if upstream >= 0 { record.upstreamLatency = upstream }
    if hasKey {
      record.latency = request
      return .seconds
    }
    if unit >= 0 {
      record.latency = unit
      return wholes == 1 ? .unit : .seconds
    }
    if fractions.0 >= 0 {
      record.latency = fractions.0
      if fractions.1 >= 0 { record.upstreamLatency = fractions.1 }
      return .seconds
    }
    switch countsWholes ? wholes : 0 {
    case 1 where countsLoneWhole: record.latency = whole.0
    case 2 where whole.1 / 1_000_000 == whole.0: record.latency = whole.1
    case 2 where whole.0 / 1_000_000 == whole.1: record.latency = whole.0
    default: return .nothing
    }
    return .microseconds
  }

  @inline(__always)
  private func isKeyByte(_ b: UInt8) -> Bool { Ascii.isLetter(b) || b == Ascii.underscore }

  private static func namesRequest(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    line.equals("rt", start, end) || line.equals("request_time", start, end) || line.equals("latency", start, end)
      || line.equals("duration", start, end) || line.equals("response_time", start, end)
  }

  private static func namesUpstream(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    line.equals("urt", start, end) || line.equals("upstream_time", start, end)
      || line.equals("upstream_response_time", start, end)
  }
}
