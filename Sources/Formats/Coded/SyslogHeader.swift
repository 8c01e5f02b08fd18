import Records

/// What stands before the message of a syslog line.
///
/// RFC 3164 with or without `<PRI>`, rsyslog's variant with an ISO time, RFC 5424 with its structured data, the outputs
/// of `journalctl` (`short` and its kin, `with-unit`, all also without host names), Heroku's Logplex.
struct SyslogHeader {
  var time: TimeMatch
  /// From `<PRI>`; nil without one.
  var severity: Severity?
  var host = ByteRange.none
  var tag = ByteRange.none
  var pid: Int32 = -1
  /// Index of the message's first byte.
  var message = 0

  static func read(_ line: RawSpan, _ times: inout TimeReader) -> SyslogHeader? {
    var at = 0
    var severity: Severity?
    var versioned = false
    // The length that is sent before a message over TCP (RFC 6587).
    if Ascii.isDigit(line.byteOrZero(0)), let (_, end) = line.number(0), line.matches(" <", at: end) { at = end &+ 1 }
    if line.byteOrZero(at) == Ascii.less {
      guard let (value, end) = line.number(at &+ 1), value <= 191, line.byteOrZero(end) == Ascii.greater else {
        return nil
      }
      severity = Severity(syslogPriority: Int(value & 7))
      at = end &+ 1
      if line.byteOrZero(at) == UInt8(ascii: "1"), line.byteOrZero(at &+ 1) == Ascii.space {
        versioned = true
        at &+= 2
      }
    }
    if versioned { return readVersion1(line, at, severity, &times) }
    guard at &+ 15 < line.byteCount else { return nil }
    if isWeekday(line, at) {
      guard let time = times.iso(line, at &+ 4), line.byteOrZero(time.end) == Ascii.space else { return nil }
      var header = SyslogHeader(time: time, severity: severity)
      return header.readNames(line, line.skippingBlanks(time.end), .hostOrTag) ? header : nil
    }
    if line.byte(at) == Ascii.openBracket {
      guard let end = bootClockEnd(line, at) else { return nil }
      var header = SyslogHeader(time: TimeMatch(micros: LogRecord.absentTime, end: end), severity: severity)
      return header.readNames(line, line.skippingBlanks(end), .process) ? header : nil
    }
    let isISO = Ascii.isDigit(line.byte(at))
    guard let time = isISO ? times.iso(line, at) ?? unixTime(line, at, times) : times.monthDay(line, at),
      line.byteOrZero(time.end) == Ascii.space
    else { return nil }
    guard !isISO || !time.flags.contains(.zoneAssumed) && line.byte(at &+ 10) != Ascii.space else { return nil }
    var header = SyslogHeader(time: time, severity: severity)
    let names: Names =
      isISO ? line.byte(time.end &- 1) == UInt8(ascii: "Z") ? .hostAndTag : .hostOrProcess : .any
    return header.readNames(line, line.skippingBlanks(time.end), names) ? header : nil
  }

  /// Behind the seconds since a boot that `journalctl -o short-monotonic` writes, `[ 1234.567890]`, and those since the
  /// line before, `[ 1234.567890 <    1.500000 >]` (`short-delta`). When that boot was the lines do not say.
  private static func bootClockEnd(_ line: RawSpan, _ start: Int) -> Int? {
    // Seconds since the epoch are more.
    guard let (seconds, point) = line.number(line.skippingBlanks(start &+ 1)), seconds < 1_000_000_000,
      line.byteOrZero(point) == Ascii.dot, let (_, end) = line.number(point &+ 1), end &- point == 7
    else { return nil }
    var at = line.skippingBlanks(end)
    if line.byteOrZero(at) == Ascii.less {
      guard let close = line.firstIndex(of: Ascii.greater, from: at, to: min(line.byteCount, at &+ 24)) else {
        return nil
      }
      at = close &+ 1
    }
    return line.matches("] ", at: at) ? at &+ 1 : nil
  }

  /// `Wed 2024-06-05 14:00:03 UTC`: a date behind the name of a day.
  private static func isWeekday(_ line: RawSpan, _ at: Int) -> Bool {
    Ascii.isUpper(line.byte(at)) && line.byteOrZero(at &+ 3) == Ascii.space && Ascii.isDigit(line.byteOrZero(at &+ 4))
      && line.byteOrZero(at &+ 8) == Ascii.minus
  }

  /// `1717596003.250123`: seconds with six digits behind them.
  private static func unixTime(_ line: RawSpan, _ at: Int, _ times: TimeReader) -> TimeMatch? {
    guard line.byteOrZero(at &+ 10) == Ascii.dot, let time = times.epoch(line, at), time.end == at &+ 17 else {
      return nil
    }
    return time
  }

  /// How much of `host tag[pid]:` must stand between a time and a message, so that no application's own log is taken for
  /// a syslog file.
  private enum Names {
    /// None of it: RFC 3164.
    case any
    /// `tag:`, where no host is: a form of times that only journalctl writes.
    case hostOrTag
    /// `tag[pid]:`, or the tag of the kernel or `sudo`, where no host is.
    case hostOrProcess
    /// Both.
    case hostAndTag
    /// `tag[pid]:`, or such a tag, with a host before it or not.
    case process
  }

  /// `host tag[pid]: message` of RFC 3164, the host or the tag missing in some.
  private mutating func readNames(_ line: RawSpan, _ start: Int, _ names: Names) -> Bool {
    let end = line.endOfToken(start)
    guard end > start else { return false }
    let strict = names != .any
    if let behind = readTag(line, start) {
      message = line.skippingBlanks(behind)
      let isLevel = strict && SeverityWords.read(line, start, Int(tag.end)) != nil
      switch names {
      case .any: return true
      case .hostOrTag where !isLevel: return true
      case .hostOrProcess where !isLevel && (pid >= 0 || isNumberless(line)): return true
      case .process where !isLevel && (pid >= 0 || isNumberless(line)): return true
      case .hostOrProcess where isDyno(line, end), .hostAndTag where pid < 0 && isDyno(line, end): return true
      default: if pid >= 0 { return false }
      }
    }
    tag = .none
    if !strict, line.matches("--- last message repeated", at: start) {
      // macOS names neither host nor program there.
      message = start
      return true
    }
    guard Ascii.isAlphanumeric(line.byte(start)) || line.byte(start) == Ascii.colon else { return false }
    if strict, SeverityWords.read(line, start, end) != nil { return false }
    host = ByteRange(start, end)
    let next = line.skippingBlanks(end)
    if let behind = readTag(line, next) {
      message = line.skippingBlanks(behind)
      return names != .process || pid >= 0 || isNumberless(line)
    }
    if names == .process { return false }
    if !strict, let tagged = readFacility(line, next) {
      message = tagged
      return true
    }
    message = next
    // Content networks send objects without a tag.
    return !strict || line.byteOrZero(next) == Ascii.openBrace
  }

  /// Behind the facility and severity, and the tag, that BusyBox's syslogd and OpenWrt's write behind the host:
  /// `daemon.err shop[812]: text`.
  private mutating func readFacility(_ line: RawSpan, _ start: Int) -> Int? {
    let end = line.endOfToken(start)
    guard end &- start <= 16, let dot = line.firstIndex(of: Ascii.dot, from: start, to: end),
      Self.facilities.contains(line.packedLowercase(start, min(dot, start &+ 8))), line.byteOrZero(end) == Ascii.space,
      let own = SeverityWords.read(line, dot &+ 1, end), let behind = readTag(line, line.skippingBlanks(end))
    else { return nil }
    if severity == nil { severity = own }
    return line.skippingBlanks(behind)
  }

  private static let facilities: Set<UInt64> = {
    let names: [StaticString] = [
      "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "local0",
      "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]
    return Set(names.map { Ascii.packed($0) })
  }()

  /// Whether the tag is of what logs without a process id.
  private func isNumberless(_ line: RawSpan) -> Bool {
    let (start, end) = (Int(tag.start), Int(tag.end))
    return line.equals("kernel", start, end) || line.equals("sudo", start, end) || line.equals("su", start, end)
      || line.equals("doas", start, end)
  }

  /// Whether the tag that ends before `end` is Heroku's: `app[web.1]:`, `heroku[router]:`.
  private func isDyno(_ line: RawSpan, _ end: Int) -> Bool {
    line.byte(end &- 1) == Ascii.colon && line.byteOrZero(end &- 2) == Ascii.closeBracket
      && (line.matches("app", at: Int(tag.start)) || line.matches("heroku", at: Int(tag.start)))
  }

  /// `tag:` or `tag[pid]:` at `start`: the index behind the colon.
  private mutating func readTag(_ line: RawSpan, _ start: Int) -> Int? {
    var at = start
    let stop = min(line.byteCount, start &+ 64)
    while at < stop, isTagByte(line.byte(at)) { at &+= 1 }
    guard at > start, at < line.byteCount else { return nil }
    let name = ByteRange(start, at)
    if line.byte(at) == Ascii.openBracket {
      guard let close = line.firstIndex(of: Ascii.closeBracket, from: at, to: min(line.byteCount, at &+ 64)) else {
        return nil
      }
      let number = line.number(at &+ 1)
      if let number, number.end == close { pid = Int32(truncatingIfNeeded: number.value) }
      at = close &+ 1
    }
    guard line.byteOrZero(at) == Ascii.colon, line.byteOrZero(at &+ 1) <= Ascii.space else { return nil }
    tag = withoutSuffix(line, name)
    return at &+ 1
  }

  /// The service's name, with the unit in the program's place, as `journalctl -o with-unit` has it: `nginx` of
  /// `nginx.service`, `user@1000` of `user@1000.service/app.slice/till.service`.
  private func withoutSuffix(_ line: RawSpan, _ name: ByteRange) -> ByteRange {
    let (start, end) = (Int(name.start), Int(name.end))
    guard name.count > 8 else { return name }
    if line.matches("user@", at: start), let slash = line.firstIndex(of: Ascii.slash, from: start, to: end),
      line.matches(".service", at: slash &- 8)
    {
      return ByteRange(start, slash &- 8)
    }
    return line.matches(".service", at: end &- 8) ? ByteRange(start, end &- 8) : name
  }

  private func isTagByte(_ b: UInt8) -> Bool {
    b > Ascii.space && b != Ascii.colon && b != Ascii.openBracket && b != Ascii.quote && b != Ascii.openBrace
      && b < 127
  }

  /// Adds host, tag and pid where the record does not have its own.
  func name(_ record: inout LogRecord) {
    if record.host.isEmpty { record.host = host }
    if record.service.isEmpty { record.service = tag }
    if record.pid < 0 { record.pid = pid }
  }

  /// Fills a record with the header and the message as it is.
  func fill(_ record: inout LogRecord, _ line: RawSpan) {
    record.take(time)
    name(&record)
    record.message = ByteRange(message, max(message, line.trimmedEnd(message, line.byteCount)))
    record.severity =
      severity ?? SeverityWords.first(line, message, line.byteCount, tokens: 3)?.severity ?? .info
  }
}
