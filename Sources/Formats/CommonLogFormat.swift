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
    // A priority or a tag before the client: the line stands behind a syslog header, whose time is no client.
    guard
      isPlain
        || line.byte(at) != UInt8(ascii: "<")
          && line.extracting(firstSpace..<bracket).firstIndex(of: ": ", from: 0) == nil
    else { return false }
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
    // Behind proxies a list, the client first.
    if line.byte(clientEnd &- 1) == UInt8(ascii: ",") { clientEnd &-= 1 }
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
