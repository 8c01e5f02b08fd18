public import Records

/// Access logs that grew out of NCSA's common log format: nginx and Apache, common and combined, with or without a
/// virtual host before and request times behind.
///
///     [vhost[:port] ]client ident user [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 200 512[ "referrer" "agent"][ …]
///
/// What stands before the time is told apart by its looks (`CommonLogHead`), and so is what follows the usual fields
/// (`TrailingTimes`).
/// Quotes inside quoted fields are escaped by both servers (`\x22`, `\"`), so a forged line in a User-Agent stays there.
public struct CommonLogFormat: LogFormat {
  /// Which lines this variant claims. One byte, so that the format fits into an existential without a box.
  let variant: Variant

  enum Variant: UInt8, Sendable {
    /// Times behind the agent with a fraction or a key, as nginx is usually told to log them.
    case nginxTimed
    /// Requests so far, router, server and a time with its unit behind the agent: Traefik.
    case traefik
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
  static let traefik = CommonLogFormat(variant: .traefik)
  static let apacheVirtualHost = CommonLogFormat(variant: .virtualHost)
  static let apacheMicroseconds = CommonLogFormat(variant: .apacheMicroseconds)
  static let combined = CommonLogFormat(variant: .combined)
  static let common = CommonLogFormat(variant: .common)

  public var name: String {
    switch variant {
    case .nginxTimed: "nginx-combined-timed"
    case .traefik: "traefik-clf"
    case .virtualHost: "apache-vhost-combined"
    case .apacheMicroseconds: "apache-combined-us"
    case .combined: "combined"
    case .common: "common"
    }
  }

  public var service: String {
    switch variant {
    case .nginxTimed: "nginx"
    case .traefik: "traefik"
    case .virtualHost, .apacheMicroseconds: "apache"
    case .combined, .common: "web"
    }
  }

  public var stampMeaning: StampMeaning {
    switch variant {
    case .virtualHost, .apacheMicroseconds, .traefik: .start
    case .nginxTimed, .combined, .common: .completion
    }
  }

  public func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let count = line.byteCount
    // A line in an extra pair of quotes, as some exports write them.
    var start = line.byteOrZero(0) == Ascii.quote && CommonLogHead.isQuoted(line) ? 1 : 0
    // Flask's server behind what Python's logging puts before it.
    if line.matches("INFO:werkzeug:", at: 0) { start = 14 }
    guard count >= 40, let bracket = CommonLogHead.read(line, start, into: &record),
      variant != .virtualHost || !record.host.isEmpty
    else { return false }
    var at: Int
    var seen = TrailingTimes()
    if let time = times.accessTime(line, bracket &+ 1) {
      record.time = time
      at = bracket &+ 27
    } else {
      // cPanel's has a port behind it, which is no time.
      let monthFirst = times.monthFirst(line, bracket &+ 1)
      guard let match = monthFirst ?? times.any(line, bracket &+ 1) else { return false }
      seen.countsWholes = monthFirst == nil
      record.take(match)
      at = line.skippingBlanks(match.end)
    }
    guard line.byteOrZero(at) == Ascii.closeBracket else { return false }
    if line.byteOrZero(at &+ 2) == Ascii.quote, line.byte(at &+ 1) == Ascii.space {
      at &+= 3
    } else {
      guard let request = CommonLogHead.request(line, at &+ 1, &seen, into: &record) else { return false }
      at = request
    }
    guard let quote = line.closingQuote(from: at) else { return false }
    if line.byteOrZero(at) == Ascii.escape {
      colouredRequest(line, at, quote, &record)
    } else {
      requestLine(line, at, quote, &record)
    }
    at = quote &+ 2
    guard at &+ 1 <= count, line.byte(quote &+ 1) == Ascii.space, readStatus(line, &at, &record) else { return false }
    guard line.byteOrZero(at) == Ascii.space else { return variant == .common && at == count }
    at &+= 1
    if line.byteOrZero(at) == Ascii.minus {
      at &+= 1
    } else {
      guard let (bytes, end) = line.number(at) else { return false }
      record.bytes = bytes
      at = end
    }
    if at < count, line.byteOrZero(at &+ 1) != Ascii.quote { at = seen.readColumns(line, at) }
    guard at &+ 2 < count, line.byte(at) == Ascii.space, line.byte(at &+ 1) == Ascii.quote else {
      guard variant == .common || variant == .virtualHost else { return false }
      // Apache's %D and Tomcat's, %T, a port: alone nothing tells which of them a number is.
      seen.countsLoneWhole = false
      _ = trailing(line, at, &seen, &record)
      return true
    }
    if variant == .common { return false }
    return readAgent(line, at &+ 2, &seen, times.latencySuffices, &record)
  }

  /// A request in a colour, as Flask's server writes those that failed.
  private func colouredRequest(_ line: RawSpan, _ start: Int, _ end: Int, _ record: inout LogRecord) {
    var first = start
    while first < end, line.byte(first) == Ascii.escape,
      let mark = line.firstIndex(of: UInt8(ascii: "m"), from: first, to: end)
    {
      first = mark &+ 1
    }
    requestLine(line, first, line.firstIndex(of: Ascii.escape, from: first, to: end) ?? end, &record)
  }

  /// A status, or `-` where the request got none; moves `at` behind it.
  @inline(__always)
  private func readStatus(_ line: RawSpan, _ at: inout Int, _ record: inout LogRecord) -> Bool {
    if line.byteOrZero(at) == Ascii.minus {
      record.flags.insert(.invalidValue)
      at &+= 1
      return true
    }
    guard let (status, end) = line.shortNumber(at) else { return false }
    if status >= 100, status < 600 {
      record.status = UInt16(status)
    } else {
      record.flags.insert(.invalidValue)
    }
    at = end
    return true
  }

  /// Referrer, agent and what stands behind them; `start` is behind the quote that opens the referrer.
  @inline(__always)
  private func readAgent(
    _ line: RawSpan, _ start: Int, _ seen: inout TrailingTimes, _ latencySuffices: Bool, _ record: inout LogRecord
  ) -> Bool {
    let count = line.byteCount
    var at = start
    let hasReferrer = line.byte(at) != Ascii.minus || line.byteOrZero(at &+ 1) != Ascii.quote
    guard let referrerEnd = hasReferrer ? line.closingQuote(from: at) : at &+ 1 else { return false }
    if hasReferrer { record.referrer = ByteRange(at, referrerEnd) }
    at = referrerEnd &+ 1
    guard at &+ 2 < count, line.byte(at &+ 1) == Ascii.quote else {
      let looks = trailing(line, at, &seen, &record)
      return variant == looks.variant || variant == .combined || variant == .virtualHost
    }
    at &+= 2
    guard let agentEnd = line.farClosingQuote(from: at) else {
      // The line was cut within the agent.
      record.agent = ByteRange(at, count)
      return variant != .traefik
    }
    if agentEnd != at &+ 1 || line.byte(at) != Ascii.minus { record.agent = ByteRange(at, agentEnd) }
    at = agentEnd &+ 1
    let looks: TrailingTimes.Looks =
      if at == count {
        seen.isEmpty ? .nothing : seen.fill(&record)
      } else if twoTimes(line, at, &record) || shortKeys(line, at, latencySuffices, &record) {
        .seconds
      } else {
        trailing(line, at, &seen, &record)
      }
    return variant == looks.variant || variant == .combined || variant == .virtualHost
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
  private func trailing(
    _ line: RawSpan, _ start: Int, _ seen: inout TrailingTimes, _ record: inout LogRecord
  ) -> TrailingTimes.Looks {
    seen.read(line, start, into: &record)
    return seen.fill(&record)
  }
}
