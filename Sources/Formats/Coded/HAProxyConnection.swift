import Records

/// Connections that HAProxy logs without a request: those of `option tcplog` (configuration manual, 8.2.2), and those that
/// failed before a request came.
extension HAProxyHTTPFormat {
  /// A connection that has ended: `192.0.2.1:5 [05/Jun/2024:14:00:00.123] fe be/srv 0/0/5007 212 SD 1/1/0/0/0 0/0`. It is a
  /// message of the moment of its end.
  func readClosed(_ line: RawSpan, _ start: Int, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let flags = times.flags
    guard let (accepted, client) = readAccepted(line, start, &times) else { return false }
    let backend = line.endOfToken(accepted.end &+ 2) &+ 1
    let behind = line.endOfToken(backend)
    let timers = line.skippingBlanks(behind)
    guard behind < line.byteCount, let (_, first) = signed(line, timers), line.byteOrZero(first) == Ascii.slash,
      let (_, second) = signed(line, first &+ 1), line.byteOrZero(second) == Ascii.slash,
      let (total, third) = signed(line, second &+ 1), line.byteOrZero(third) == Ascii.space,
      let (bytes, end) = signed(line, third &+ 1)
    else {
      times.flags = flags
      return false
    }
    record.take(accepted)
    record.client = client
    record.logger = ByteRange(backend, behind)
    record.bytes = bytes
    if total >= 0 {
      record.latency = total &* 1000
      record.time &+= record.latency
    }
    let state = end &+ 1
    let hasState = line.byteOrZero(state &+ 2) == Ascii.space
    if hasState, !line.matches("--", at: state) { record.code = ByteRange(state, state &+ 2) }
    record.severity = max(
      hasState ? severity(line.byte(state), line.byte(state &+ 1)) : .info,
      line.matches("/<NOSRV>", at: behind &- 8) ? .error : .info)
    record.message = ByteRange(start, line.trimmedEnd(start, line.byteCount))
    return true
  }

  /// How bad an end is: who ended the connection, and in which phase.
  private func severity(_ who: UInt8, _ phase: UInt8) -> Severity {
    switch who {
    // The server failed: nobody could be connected to, else what ran was cut.
    case UInt8(ascii: "S"), UInt8(ascii: "s"):
      phase == UInt8(ascii: "C") || phase == UInt8(ascii: "Q") ? .error : .warning
    // The proxy refused, is out of resources or failed itself; the server is down.
    case UInt8(ascii: "P"), UInt8(ascii: "R"), UInt8(ascii: "I"), UInt8(ascii: "D"): .error
    // An active server came back; somebody ended it.
    case UInt8(ascii: "U"), UInt8(ascii: "K"): .warning
    default: .info
    }
  }

  /// A connection that failed: `192.0.2.1:5 [05/Jun/2024:14:00:00.123] fe/1: SSL handshake failure`.
  func readFailed(_ line: RawSpan, _ start: Int, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let flags = times.flags
    guard let (time, client) = readAccepted(line, start, &times) else { return false }
    let frontend = time.end &+ 2
    let end = line.endOfToken(frontend)
    guard end < line.byteCount, line.byte(end &- 1) == Ascii.colon else {
      times.flags = flags
      return false
    }
    record.take(time)
    record.client = client
    record.message = ByteRange(frontend, line.byteCount)
    return true
  }

  /// `192.0.2.1:5 [05/Jun/2024:14:00:00.123] `: from whom a connection came, and when it was accepted.
  private func readAccepted(
    _ line: RawSpan, _ start: Int, _ times: inout TimeReader
  ) -> (time: TimeMatch, client: ByteRange)? {
    guard let space = line.firstIndex(of: Ascii.space, from: start, to: min(line.byteCount, start &+ 80)),
      space &- start >= 3, line.byteOrZero(space &+ 1) == Ascii.openBracket,
      let time = times.dayMonthYear(line, space &+ 2), line.matches("] ", at: time.end)
    else { return nil }
    return (time, ClientAddress.withoutPort(line, start, space, always: true))
  }
}
