import Records

extension LogRecord {
  /// Takes the value of a field; `-` is none. False where it cannot be one.
  mutating func take(_ field: LineField, _ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    if field == .none || field == .list || start == end { return true }
    if end == start + 1, line.byte(start) == Ascii.minus { return field != .method }
    let value = ByteRange(start, end)
    switch field {
    case .none, .list, .time, .utcTime, .accessTime, .epoch, .date, .clock: break
    case .client: return takeClients(line, start, end)
    case .forwarded: forwarded = value
    case .user: user = value
    case .host: host = value
    case .service: service = value
    case .method:
      guard RequestLine.isMethod(line, start, end) else { return false }
      method = value
    case .path: path = value
    case .pathArguments:
      let isBare =
        line.byte(end - 1) == Ascii.minus && line.firstIndex(of: UInt8(ascii: "?"), from: start, to: end) == nil
      path = ByteRange(start, isBare ? end - 1 : end)
    case .proto: proto = value
    case .referrer: referrer = value
    case .agent: agent = value
    case .message: message = value
    // Elasticsearch pads them.
    case .logger: logger = ByteRange(start, line.trimmedEnd(start, end))
    case .code: code = value
    case .request: RequestLine.read(line, start, end, into: &self)
    case .status:
      guard let (number, behind) = line.number(start), behind == end else { return false }
      status = RequestLine.status(number)
      if status == 0 { flags.insert(.invalidValue) }
    case .bytes:
      guard let number = whole(line, start, end) else { return false }
      if number >= 0 { bytes = number }
    case .pid:
      guard let number = whole(line, start, end) else { return false }
      pid = Int32(truncatingIfNeeded: number)
    case .severity:
      let end = line.trimmedEnd(start, end)
      guard
        let named = end == start + 1
          ? SeverityWords.letter(line.byte(start)) : SeverityWords.read(line, start, end)
      else { return false }
      severity = named
    case .seconds: return LogRecord.add(&latency, line, start, end, 6)
    case .milliseconds: return LogRecord.add(&latency, line, start, end, 3)
    case .microseconds: return LogRecord.add(&latency, line, start, end, 0)
    case .latencyUnit:
      guard let micros = UnitDuration.microseconds(line, start, end) else { return false }
      latency = micros
    case .upstreamSeconds: return LogRecord.add(&upstreamLatency, line, start, end, 6)
    case .upstreamMilliseconds: return LogRecord.add(&upstreamLatency, line, start, end, 3)
    case .durationSeconds: return LogRecord.add(&duration, line, start, end, 6)
    case .durationMilliseconds: return LogRecord.add(&duration, line, start, end, 3)
    }
    return true
  }

  /// Takes a client or a list of them: the last one is the peer, those before it are whom it speaks for.
  private mutating func takeClients(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    var peer = start
    if let first = line.firstIndex(of: Ascii.comma, from: start, to: end) {
      let comma = line.lastIndex(of: Ascii.comma, from: first, to: end) ?? first
      forwarded = ByteRange(start, comma)
      peer = line.skippingBlanks(comma + 1)
    }
    guard peer < end else { return false }
    client = ClientAddress.withoutPort(line, peer, end)
    return ClientAddress.isAddress(line, client)
  }

  private func whole(_ line: RawSpan, _ start: Int, _ end: Int) -> Int64? {
    guard let (number, behind) = DecimalNumber.read(line, start, end), behind == end else { return nil }
    return number.scaled(by: 0)
  }

  /// Adds a time, in tens of microseconds to the `power`, or a list of them; a negative one is none.
  private static func add(_ field: inout Int64, _ line: RawSpan, _ start: Int, _ end: Int, _ power: Int) -> Bool {
    var at = start
    while at < end {
      guard let (number, behind) = DecimalNumber.read(line, at, end), let micros = number.scaled(by: power) else {
        return false
      }
      if micros >= 0 { field = max(0, field) &+ micros }
      at = behind
      while at < end, line.byte(at) == Ascii.comma || line.byte(at) == Ascii.colon || line.byte(at) <= Ascii.space {
        at += 1
      }
      if at == behind { return at == end }
    }
    return true
  }
}
