import Records

/// The pattern of a line, compiled: read from left to right, each byte looked at once.
///
/// Written as nginx writes a `log_format`: `$name` or `${name}` is a field (`LineField`), all else stands for itself. A
/// field ends before the byte that follows it in the pattern, in quotes at the quote that closes it; a request, an agent
/// and a message may hold blanks and end before the text behind the next blank of the pattern. A blank stands for any
/// number of them, `...` at the end for whatever may follow. There is nothing to try again: the work is linear in the
/// line, whatever the pattern.
struct LinePlan: Sendable {
  enum Part: Sendable, Equatable {
    case literal([UInt8])
    case blanks
    case field(LineField)
    case anything
  }

  let parts: [Part]
  /// Whether it has the status of a request.
  var readsRequests: Bool { parts.contains(.field(.status)) }

  /// How far a line was read: up to which of the parts, and of its bytes.
  struct Reach: Sendable, Equatable {
    var part = 0
    var at = 0
  }

  /// Words of `$severity` beside the usual ones.
  private let severities: SeverityNames?

  init(_ pattern: String, severities: SeverityNames? = nil) {
    self.severities = severities
    var parts: [Part] = []
    var literal: [UInt8] = []
    func end() {
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = []
    }
    let bytes = Array(pattern.utf8)
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "$") {
        end()
        let isBraced = at + 1 < bytes.count && bytes[at + 1] == Ascii.openBrace
        if isBraced { at += 1 }
        var stop = at + 1
        while stop < bytes.count, Ascii.isAlphanumeric(bytes[stop]) || bytes[stop] == Ascii.underscore { stop += 1 }
        parts.append(.field(LineField(variable: String(decoding: bytes[at + 1..<stop], as: UTF8.self))))
        at = isBraced && stop < bytes.count && bytes[stop] == Ascii.closeBrace ? stop + 1 : stop
      } else if byte == Ascii.space {
        end()
        while at < bytes.count, bytes[at] == Ascii.space { at += 1 }
        parts.append(.blanks)
      } else if bytes[at...].elementsEqual("...".utf8) {
        end()
        parts.append(.anything)
        at = bytes.count
      } else {
        literal.append(byte)
        at += 1
      }
    }
    end()
    self.parts = parts
  }

  /// Reads a line into a reset record. False where the line is not of this pattern; the record is then undefined.
  @inline(__always)
  func read(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    var reach = Reach()
    return read(line, &times, into: &record, &reach)
  }

  /// The same, with how far it came.
  func read(
    _ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord, _ reach: inout Reach
  ) -> Bool {
    var at = 0
    var day: Int64?
    for i in parts.indices {
      reach = Reach(part: i, at: at)
      switch parts[i] {
      case .literal(let bytes):
        for byte in bytes {
          guard line.byteOrZero(at) == byte, at < line.byteCount else { return false }
          at &+= 1
        }
      case .blanks:
        let behind = line.skippingBlanks(at)
        guard behind > at || behind == line.byteCount else { return false }
        at = behind
      case .anything: return true
      case .field(let field):
        if field.isTime {
          guard let end = time(field, line, at, &times, &day, &record) else { return false }
          at = end
          continue
        }
        guard let end = end(of: i, line, at) else { return false }
        if field == .severity, let named = severities?.read(line, at, end) {
          record.severity = named
        } else {
          guard record.take(field, line, at, end) else { return false }
        }
        at = end
      }
    }
    reach = Reach(part: parts.count, at: at)
    return at == line.trimmedEnd(at, line.byteCount)
  }

  /// Where the field that is the part `index` ends; nil where the line lacks what follows it.
  func end(of index: Int, _ line: RawSpan, _ start: Int) -> Int? {
    let next = index + 1 < parts.count ? parts[index + 1] : nil
    switch next {
    case .literal(let bytes):
      if bytes[0] == Ascii.quote, start > 0, line.byte(start - 1) == Ascii.quote {
        return line.closingQuote(from: start)
      }
      return line.firstIndex(ofBeginning: bytes, from: start)
    case .blanks, .anything:
      if parts[index].mayHoldBlanks, let end = endBeforeText(index + 2, line, start) { return end }
      var end = start
      repeat {
        end = line.endOfColumn(end)
        // nginx lists the times of several upstreams: `0.1, 0.2 : 0.3`.
        let goesOn = end > start && line.byte(end - 1) == Ascii.comma || line.matches(" : ", at: end)
        if goesOn, case .field(let field) = parts[index], field.isList {
          end = min(end + (line.matches(" : ", at: end) ? 3 : 1), line.byteCount)
        } else {
          break
        }
      } while end < line.byteCount
      return end > start ? min(end, line.byteCount) : nil
    // A path begins with a slash.
    case .field(.path), .field(.pathArguments): return line.firstIndex(of: Ascii.slash, from: start)
    case .field: return nil
    case nil:
      var end = line.endOfColumn(start)
      if case .field(let field) = parts[index], field.isText { end = line.trimmedEnd(start, line.byteCount) }
      return end > start ? end : nil
    }
  }

  /// Where a field that may hold blanks ends: before a blank and the text that is the part `index`. Of a request without
  /// such a text behind it, where its protocol does. Nil where it may hold none.
  private func endBeforeText(_ index: Int, _ line: RawSpan, _ start: Int) -> Int? {
    guard index < parts.count, case .literal(let bytes) = parts[index] else {
      guard parts[index - 2] == .field(.request), let method = line.firstIndex(of: Ascii.space, from: start),
        let path = line.firstIndex(of: Ascii.space, from: method + 1), line.matches("HTTP/", at: path + 1)
      else { return nil }
      return line.endOfColumn(path + 1)
    }
    var at = start
    while at < line.byteCount {
      let end = line.endOfColumn(at)
      let next = line.skippingBlanks(end)
      if next > end, line.begins(with: bytes, at: next) { return end }
      at = next > end ? next : end + 1
    }
    return nil
  }

  /// Reads a time: the index behind it.
  private func time(
    _ field: LineField, _ line: RawSpan, _ at: Int, _ times: inout TimeReader, _ day: inout Int64?,
    _ record: inout LogRecord
  ) -> Int? {
    if field == .date {
      day = times.date(line, at)
      return day == nil ? nil : at + 10
    }
    if field == .clock {
      guard let day, let second = TimeReader.timeOfDay(line, at),
        let match = times.zoned(line, at + 8, local: day &* 86_400 &+ second)
      else { return nil }
      record.take(match)
      return match.end
    }
    if field == .accessTime {
      guard let time = times.accessTime(line, at) else { return nil }
      record.time = time
      return at + 26
    }
    if field == .epoch {
      guard let (number, end) = DecimalNumber.read(line, at, line.byteCount), let time = TimeReader.epoch(number) else {
        return nil
      }
      record.time = time
      return end
    }
    let match = field == .utcTime ? times.utcTime(line, at) : times.any(line, at)
    guard let match else { return nil }
    record.take(match)
    return match.end
  }
}

extension LinePlan.Part {
  fileprivate var mayHoldBlanks: Bool {
    switch self {
    case .field(.request), .field(.agent), .field(.message): true
    default: false
    }
  }
}

extension RawSpan {
  /// Index of the first place where the text, or the first eight bytes of it, stands.
  fileprivate func firstIndex(ofBeginning text: [UInt8], from start: Int) -> Int? {
    var at = start
    let count = min(text.count, 8)
    while let found = firstIndex(of: text[0], from: at) {
      var matched = 1
      while matched < count, byteOrZero(found &+ matched) == text[matched] { matched &+= 1 }
      if matched == count { return found }
      at = found &+ 1
    }
    return nil
  }

  fileprivate func begins(with bytes: [UInt8], at start: Int) -> Bool {
    guard start + bytes.count <= byteCount else { return false }
    return bytes.indices.allSatisfy { byte(start + $0) == bytes[$0] }
  }

  /// Index of the first blank or tab from `from` on, else the end.
  fileprivate func endOfColumn(_ from: Int) -> Int {
    var at = from
    while at < byteCount, byte(at) > Ascii.space { at &+= 1 }
    return at
  }
}

extension TimeReader {
  /// The day since the epoch of `YYYY-MM-DD` (or with `/`) at `at`.
  mutating func date(_ line: RawSpan, _ at: Int) -> Int64? {
    guard at &+ 10 <= line.byteCount, let year = line.fourDigits(at), let month = line.twoDigits(at &+ 5),
      let day = line.twoDigits(at &+ 8), !Ascii.isDigit(line.byte(at &+ 4)), line.byte(at &+ 4) == line.byte(at &+ 7)
    else { return nil }
    return days(year, month, day)
  }

  /// A time in any form, UTC where it names no zone.
  mutating func utcTime(_ line: RawSpan, _ at: Int) -> TimeMatch? {
    let own = zone
    zone = .utc
    localSecond = Int64.min
    let kept = flags
    let match = any(line, at)
    zone = own
    localSecond = Int64.min
    flags = kept
    return match.map { TimeMatch(micros: $0.micros, end: $0.end) }
  }
}

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
    case .logger: logger = value
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
      guard
        let named = end == start + 1
          ? SeverityWords.letter(line.byte(start)) : SeverityWords.read(line, start, end)
      else { return false }
      severity = named
    case .seconds: return add(\.latency, line, start, end, 6)
    case .milliseconds: return add(\.latency, line, start, end, 3)
    case .microseconds: return add(\.latency, line, start, end, 0)
    case .latencyUnit:
      guard let micros = UnitDuration.microseconds(line, start, end) else { return false }
      latency = micros
    case .upstreamSeconds: return add(\.upstreamLatency, line, start, end, 6)
    case .upstreamMilliseconds: return add(\.upstreamLatency, line, start, end, 3)
    case .durationSeconds: return add(\.duration, line, start, end, 6)
    case .durationMilliseconds: return add(\.duration, line, start, end, 3)
    }
    return true
  }

  /// Takes a client or a list of them: the last one is the peer, those before it are whom it speaks for.
  private mutating func takeClients(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    var peer = start
    if let comma = line.lastIndex(of: Ascii.comma, from: start, to: end) {
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
  private mutating func add(
    _ field: WritableKeyPath<LogRecord, Int64>, _ line: RawSpan, _ start: Int, _ end: Int, _ power: Int
  ) -> Bool {
    var at = start
    while at < end {
      guard let (number, behind) = DecimalNumber.read(line, at, end), let micros = number.scaled(by: power) else {
        return false
      }
      if micros >= 0 { self[keyPath: field] = max(0, self[keyPath: field]) &+ micros }
      at = behind
      while at < end, line.byte(at) == Ascii.comma || line.byte(at) == Ascii.colon || line.byte(at) <= Ascii.space {
        at += 1
      }
      if at == behind { return at == end }
    }
    return true
  }
}
