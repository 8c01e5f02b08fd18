public import Records

/// Access logs that grew out of NCSA's common log format: nginx and Apache, common and combined, with or without a
/// virtual host before and request times behind.
///
///     [vhost[:port] ]client ident user [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 200 512[ "referrer" "agent"][ …]
///
/// What follows the agent is read by its looks: `key=value` by its key (`rt=`, `request_time=`, `urt=`, ...), a
/// number with a fraction as seconds (request time, then upstream time), a number without one as microseconds (`%D`).
/// Quotes inside quoted fields are escaped by both servers (`\x22`, `\"`), so a forged line in a User-Agent stays there.
public struct CommonLogFormat: LogFormat {
  /// Which lines this variant claims. One byte, so that the format fits into an existential without a box.
  let variant: Variant

  enum Variant: UInt8, Sendable {
    /// Times behind the agent with a fraction or a key, as nginx is usually told to log them.
    case nginxTimed
    /// A virtual host before the client, as Apache's `vhost_combined`.
    case virtualHost
    /// A whole number behind the agent: Apache's `%D`.
    case apacheMicroseconds
    /// Referrer and agent.
    case combined
    /// Neither referrer nor agent; also without ident and user.
    case common
  }

  static let nginxTimed = CommonLogFormat(variant: .nginxTimed)
  static let apacheVirtualHost = CommonLogFormat(variant: .virtualHost)
  static let apacheMicroseconds = CommonLogFormat(variant: .apacheMicroseconds)
  static let combined = CommonLogFormat(variant: .combined)
  static let common = CommonLogFormat(variant: .common)

  public var name: String {
    switch variant {
    case .nginxTimed: "nginx-combined-timed"
    case .virtualHost: "apache-vhost-combined"
    case .apacheMicroseconds: "apache-combined-us"
    case .combined: "combined"
    case .common: "common"
    }
  }

  public var service: String {
    switch variant {
    case .nginxTimed: "nginx"
    case .virtualHost, .apacheMicroseconds: "apache"
    case .combined, .common: "web"
    }
  }

  public var stampMeaning: StampMeaning {
    switch variant {
    case .virtualHost, .apacheMicroseconds: .start
    case .nginxTimed, .combined, .common: .completion
    }
  }

  public func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let count = line.byteCount
    guard count >= 40 else { return false }
    var at = 0
    // A line in an extra pair of quotes, as some exports write them.
    if line.byte(0) == UInt8(ascii: "\"") { at = 1 }
    guard let firstSpace = line.firstIndex(of: UInt8(ascii: " "), from: at), firstSpace > at, firstSpace + 8 < count
    else { return false }
    var clientEnd = firstSpace
    var clientStart = at
    // `[time]` follows `client ident user`; with a virtual host there is one field more, without ident none.
    let isPlain = line.word(firstSpace) & 0xFFFF_FFFF_FFFF == 0x5B20_2D20_2D20  // ` - - [`
    let found = isPlain ? firstSpace + 5 : line.firstIndex(of: UInt8(ascii: "["), from: firstSpace)
    guard let bracket = found, bracket - firstSpace < 512 else { return false }
    if variant == .virtualHost {
      guard let second = line.firstIndex(of: UInt8(ascii: " "), from: firstSpace + 1), second < bracket,
        second > firstSpace + 1, line.byte(firstSpace + 1) != UInt8(ascii: "-")
      else { return false }
      record.host = ByteRange(clientStart, clientEnd)
      clientStart = firstSpace + 1
      clientEnd = second
    }
    if !isPlain || variant == .virtualHost, bracket > clientEnd + 1 {
      guard let space = line.firstIndex(of: UInt8(ascii: " "), from: clientEnd + 1), space < bracket else {
        return false
      }
      if bracket > space + 2, !(bracket == space + 3 && line.byte(space + 1) == UInt8(ascii: "-")) {
        record.user = ByteRange(space + 1, bracket - 1)
      }
    }
    record.client = ByteRange(clientStart, clientEnd)
    at = bracket + 1
    guard let time = times.accessTime(line, at) else { return false }
    record.time = time
    at += 26
    guard at + 3 < count, line.byte(at) == UInt8(ascii: "]"), line.byte(at + 1) == UInt8(ascii: " "),
      line.byte(at + 2) == UInt8(ascii: "\"")
    else { return false }
    at += 3
    guard let quote = line.closingQuote(from: at) else { return false }
    requestLine(line, at, quote, &record)
    at = quote + 2
    guard at + 3 <= count else { return false }
    if line.byte(at) == UInt8(ascii: "-") {
      record.flags.insert(.invalidValue)
      at += 1
    } else {
      guard let (status, end) = line.shortNumber(at) else { return false }
      if status >= 100, status < 600 {
        record.status = UInt16(status)
      } else {
        record.flags.insert(.invalidValue)
      }
      at = end
    }
    guard line.byteOrZero(at) == UInt8(ascii: " ") else { return variant == .common && at == count }
    at += 1
    if line.byteOrZero(at) == UInt8(ascii: "-") {
      at += 1
    } else {
      guard let (bytes, end) = line.number(at) else { return false }
      record.bytes = bytes
      at = end
    }
    guard at + 2 < count, line.byte(at + 1) == UInt8(ascii: "\"") else {
      if variant == .common || variant == .virtualHost { _ = trailing(line, at, &record) }
      return variant == .common || variant == .virtualHost
    }
    if variant == .common { return false }
    at += 2
    let hasReferrer = line.byte(at) != UInt8(ascii: "-") || line.byteOrZero(at + 1) != UInt8(ascii: "\"")
    guard let referrerEnd = hasReferrer ? line.closingQuote(from: at) : at + 1 else { return false }
    if referrerEnd != at + 1 || line.byte(at) != UInt8(ascii: "-") { record.referrer = ByteRange(at, referrerEnd) }
    at = referrerEnd + 1
    guard at + 2 < count, line.byte(at + 1) == UInt8(ascii: "\"") else { return variant != .nginxTimed }
    at += 2
    guard let agentEnd = line.farClosingQuote(from: at) else {
      // The line was cut within the agent.
      record.agent = ByteRange(at, count)
      return true
    }
    if agentEnd != at + 1 || line.byte(at) != UInt8(ascii: "-") { record.agent = ByteRange(at, agentEnd) }
    at = agentEnd + 1
    let looks: TrailingLooks =
      if at == count {
        .nothing
      } else if twoTimes(line, at, &record) || shortKeys(line, at, times.latencySuffices, &record) {
        .seconds
      } else {
        trailing(line, at, &record)
      }
    return switch variant {
    case .nginxTimed: looks == .seconds
    case .apacheMicroseconds: looks == .microseconds
    case .virtualHost, .combined, .common: true
    }
  }

  @inline(__always)
  private func requestLine(_ line: RawSpan, _ start: Int, _ end: Int, _ record: inout LogRecord) {
    guard let space = line.firstIndex(of: UInt8(ascii: " "), from: start), space < end else {
      // No request line: an empty one, `-`, or a TLS hello sent to a plain port.
      if end > start, line.byte(start) == UInt8(ascii: "/") { record.path = ByteRange(start, end) }
      return
    }
    record.method = ByteRange(start, space)
    var pathEnd = end
    // ` HTTP/1.1` is nine bytes; anything else is searched for.
    if end - space > 9, line.byte(end - 9) == UInt8(ascii: " "), line.byte(end - 8) == UInt8(ascii: "H") {
      pathEnd = end - 9
      record.proto = ByteRange(pathEnd + 1, end)
    } else if let last = line.firstIndex(of: UInt8(ascii: " "), from: space + 1), last < end {
      pathEnd = last
      record.proto = ByteRange(last + 1, end)
    }
    record.path = ByteRange(space + 1, pathEnd)
  }

  /// What the times behind the usual fields looked like.
  private enum TrailingLooks { case nothing, seconds, microseconds }

  /// ` 0.012 0.011` at the end of the line: request and upstream time as nginx writes them below ten seconds.
  @inline(__always)
  private func twoTimes(_ line: RawSpan, _ at: Int, _ record: inout LogRecord) -> Bool {
    guard at &+ 12 == line.byteCount, line.byte(at) == UInt8(ascii: " "), line.byte(at &+ 6) == UInt8(ascii: " "),
      let request = line.shortSeconds(at &+ 1), let upstream = line.shortSeconds(at &+ 7)
    else { return false }
    record.latency = request
    record.upstreamLatency = upstream
    return true
  }

  /// ` rt=0.012 ... urt="0.011"`: keys of at most seven letters, the times below ten seconds. False where anything else
  /// stands there; then `trailing` reads it all. Where the latency suffices, nothing behind it is looked at.
  @inline(__always)
  private func shortKeys(
    _ line: RawSpan, _ start: Int, _ latencySuffices: Bool, _ record: inout LogRecord
  ) -> Bool {
    let count = line.byteCount
    var at = start
    var latency: Int64 = -1
    var upstream: Int64 = -1
    while at < count {
      guard line.byte(at) == UInt8(ascii: " ") else { return false }
      let word = line.packed(at &+ 1, count)
      let equals = word ^ 0x3D3D_3D3D_3D3D_3D3D
      let hit = (equals &- 0x0101_0101_0101_0101) & ~equals & 0x8080_8080_8080_8080
      guard hit != 0 else { return false }
      let bits = UInt64(hit.trailingZeroBitCount & ~7)
      let key = word & ((1 &<< bits) &- 1)
      var value = at &+ 2 &+ Int(bits >> 3)
      let isQuoted = line.byteOrZero(value) == UInt8(ascii: "\"")
      if isQuoted { value &+= 1 }
      if key == 0x7472 || key == 0x74_7275 {  // rt, urt
        guard value &+ 5 <= count, let time = line.shortSeconds(value) else { return false }
        if key == 0x7472 { latency = time } else { upstream = time }
        at = value &+ 5
        if isQuoted {
          guard line.byteOrZero(at) == UInt8(ascii: "\"") else { return false }
          at &+= 1
        }
        if latencySuffices, latency >= 0 { break }
      } else if isQuoted {
        guard let quote = line.closingQuote(from: value) else { return false }
        at = quote &+ 1
      } else {
        at = line.firstIndex(of: UInt8(ascii: " "), from: value) ?? count
      }
    }
    guard latency >= 0 else { return false }
    record.latency = latency
    record.upstreamLatency = upstream
    return true
  }

  /// Reads what stands behind the usual fields.
  private func trailing(_ line: RawSpan, _ start: Int, _ record: inout LogRecord) -> TrailingLooks {
    let count = line.byteCount
    var at = start
    var numbers = 0
    var looks = TrailingLooks.nothing
    while at < count {
      if line.byte(at) == UInt8(ascii: " ") || line.byte(at) == UInt8(ascii: ",") {
        at += 1
        continue
      }
      var key = TimeKey.none
      var value = at
      // A key of letters before `=`.
      var i = at
      while i < count, isKeyByte(line.byte(i)) { i += 1 }
      if i > at, i < count, line.byte(i) == UInt8(ascii: "=") {
        key = timeKey(line, at, i)
        value = i + 1
      }
      var end: Int
      if line.byteOrZero(value) == UInt8(ascii: "\"") {
        value += 1
        end = line.closingQuote(from: value) ?? count
        at = end + 1
      } else {
        end = line.firstIndex(of: UInt8(ascii: " "), from: value) ?? count
        at = end
      }
      if key == .other { continue }
      if key == .request { looks = .seconds }
      guard let duration = line.duration(value, end) else {
        if key != .none, end > value, !(end == value + 1 && line.byte(value) == UInt8(ascii: "-")) {
          record.flags.insert(.invalidValue)
        } else if key == .none, end == value + 1, numbers == 1 {
          numbers += 1
        } else if key == .none, line.byteOrZero(value) == UInt8(ascii: "-"), end > value + 1 {
          record.flags.insert(.invalidValue)
        }
        continue
      }
      switch key {
      case .request: record.latency = duration.microseconds
      case .upstream: record.upstreamLatency = duration.microseconds
      case .none:
        if numbers == 0 {
          record.latency = duration.microseconds
          looks = duration.fraction ? .seconds : .microseconds
        } else if numbers == 1 {
          record.upstreamLatency = duration.microseconds
        }
        numbers += 1
      case .other: break
      }
    }
    return looks
  }

  private enum TimeKey { case none, request, upstream, other }

  @inline(__always)
  private func isKeyByte(_ b: UInt8) -> Bool {
    (b | 0x20) &- UInt8(ascii: "a") < 26 || b == UInt8(ascii: "_")
  }

  private func timeKey(_ line: RawSpan, _ start: Int, _ end: Int) -> TimeKey {
    switch end - start {
    case 2 where line.matches("rt", at: start): .request
    case 3 where line.matches("urt", at: start): .upstream
    case 12 where line.matches("request_time", at: start): .request
    case 13 where line.matches("upstream_time", at: start): .upstream
    case 22 where line.matches("upstream_response_time", at: start): .upstream
    case 7 where line.matches("latency", at: start): .request
    case 8 where line.matches("duration", at: start): .request
    default: .other
    }
  }
}

extension RawSpan {
  /// `closingQuote` of a field that is usually long.
  @inline(__always)
  func farClosingQuote(from: Int) -> Int? {
    guard let quote = far(UInt8(ascii: "\""), from: from) else { return nil }
    return quote == from || byte(quote &- 1) != UInt8(ascii: "\\") ? quote : closingQuote(from: from)
  }

  /// Index of the quote that closes a field whose content begins at `from`; quotes behind a backslash are content.
  @inline(__always)
  func closingQuote(from: Int) -> Int? {
    var at = from
    while let quote = firstIndex(of: UInt8(ascii: "\""), from: at) {
      if quote == from || byte(quote &- 1) != UInt8(ascii: "\\") { return quote }
      var backslashes = 1
      while quote &- 1 &- backslashes >= from, byte(quote &- 1 &- backslashes) == UInt8(ascii: "\\") {
        backslashes += 1
      }
      if backslashes & 1 == 0 { return quote }
      at = quote &+ 1
    }
    return nil
  }

  /// The number of at most four digits at `at`, and the index behind it.
  @inline(__always)
  func shortNumber(_ at: Int) -> (value: Int, end: Int)? {
    if let high = twoDigits(at), byteOrZero(at &+ 2) &- 48 <= 9, byteOrZero(at &+ 3) &- 48 > 9 {
      return (high &* 10 &+ Int(byte(at &+ 2) &- 48), at &+ 3)
    }
    guard let (value, end) = number(at), end &- at <= 4 else { return nil }
    return (Int(value), end)
  }

  /// The microseconds of `d.ddd` seconds at `at`; nil where it is not that.
  @inline(__always)
  func shortSeconds(_ at: Int) -> Int64? {
    guard at &+ 5 <= byteCount else { return nil }
    let word = at &+ 8 <= byteCount ? self.word(at) : packed(at, byteCount)
    // Digits become 0 to 9, the dot 0; then nothing may be left of the high halves, also after adding 6.
    let x = (word ^ 0x30_3030_2E30) & 0xFF_FFFF_FFFF
    guard x & 0xF0_F0F0_FFF0 == 0, (x &+ 0x06_0606_0006) & 0xF0_F0F0_00F0 == 0 else { return nil }
    let whole = x & 0xF
    let fraction = (x >> 16 & 0xF) &* 100 &+ (x >> 24 & 0xF) &* 10 &+ (x >> 32)
    return Int64(whole &* 1_000_000 &+ fraction &* 1000)
  }

  /// A duration at `start` up to `end`, in microseconds: a number with a fraction is in seconds, one without in
  /// microseconds. Of several upstream attempts (`0.1, 0.2`, `0.1 : 0.2`) the first is read. Nil where it is no such
  /// number, is negative or longer than an hour.
  @inline(__always)
  func duration(_ start: Int, _ end: Int) -> (microseconds: Int64, fraction: Bool)? {
    guard start < end, let (whole, behind) = number(start), behind <= end else { return nil }
    guard behind < end, byte(behind) == UInt8(ascii: ".") else {
      guard behind == end || byte(behind) == UInt8(ascii: " ") || byte(behind) == UInt8(ascii: ":"),
        whole <= 3_600_000_000
      else { return nil }
      return (whole, false)
    }
    var at = behind &+ 1
    var micros: Int64 = 0
    var unit: Int64 = 100_000
    while at < end {
      let digit = byte(at) &- 48
      guard digit <= 9 else { break }
      micros &+= Int64(digit) &* unit
      unit /= 10
      at &+= 1
    }
    guard whole <= 3600, at > behind &+ 1, at == end || byte(at) == UInt8(ascii: ",") || byte(at) == UInt8(ascii: " ")
    else { return nil }
    return (whole &* 1_000_000 &+ micros, true)
  }
}

extension TimeReader {
  /// Reads `dd/Mon/yyyy:HH:MM:SS +zzzz` (26 bytes) at `at`: microseconds since the epoch. Lines of the same second
  /// cost a comparison.
  @inline(__always)
  mutating func accessTime(_ line: RawSpan, _ at: Int) -> Int64? {
    guard at &+ 26 <= line.byteCount else { return nil }
    let a = line.word(at)
    let b = line.word(at &+ 8)
    let c = line.word(at &+ 16)
    let tail = UInt16(line.byte(at &+ 24)) | UInt16(line.byte(at &+ 25)) << 8
    if a == cachedWords.0, b == cachedWords.1, c == cachedWords.2, tail == cachedTail {
      return cachedSecond &* 1_000_000
    }
    return readAccessTime(line, at, (a, b, c), tail)
  }

  private mutating func readAccessTime(
    _ line: RawSpan, _ at: Int, _ words: (UInt64, UInt64, UInt64), _ tail: UInt16
  ) -> Int64? {
    guard let day = line.twoDigits(at), line.byte(at + 2) == UInt8(ascii: "/"), let month = line.month(at + 3),
      line.byte(at + 6) == UInt8(ascii: "/"), let year = line.fourDigits(at + 7),
      line.byte(at + 11) == UInt8(ascii: ":"), let hour = line.twoDigits(at + 12),
      line.byte(at + 14) == UInt8(ascii: ":"), let minute = line.twoDigits(at + 15),
      line.byte(at + 17) == UInt8(ascii: ":"), let second = line.twoDigits(at + 18),
      line.byte(at + 20) == UInt8(ascii: " "), let zoneHours = line.twoDigits(at + 22),
      let zoneMinutes = line.twoDigits(at + 24)
    else { return nil }
    let sign = line.byte(at + 21)
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), (1...31).contains(day), hour < 24, minute < 60,
      second <= 60, zoneHours <= 15
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let offset = (zoneHours * 60 + zoneMinutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
    cachedSecond = Int64(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
    seenOffset = Int64(offset)
    cachedWords = words
    cachedTail = tail
    return cachedSecond * 1_000_000
  }
}

extension RawSpan {
  /// The month (1...12) whose English abbreviation stands at `at`; nil if none does.
  @inline(__always)
  func month(_ at: Int) -> Int? {
    guard at &+ 3 <= byteCount else { return nil }
    let key = UInt32(byte(at) | 0x20) << 16 | UInt32(byte(at &+ 1) | 0x20) << 8 | UInt32(byte(at &+ 2) | 0x20)
    return switch key {
    case 0x6A616E: 1
    case 0x666562: 2
    case 0x6D6172: 3
    case 0x617072: 4
    case 0x6D6179: 5
    case 0x6A756E: 6
    case 0x6A756C: 7
    case 0x617567: 8
    case 0x736570: 9
    case 0x6F6374: 10
    case 0x6E6F76: 11
    case 0x646563: 12
    default: nil
    }
  }
}
