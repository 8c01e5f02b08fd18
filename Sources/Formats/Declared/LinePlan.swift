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
    case literal(Literal)
    case blanks
    case field(LineField)
    case anything
  }

  /// Up to eight bytes that stand for themselves; a longer text is several parts.
  struct Literal: BitwiseCopyable, Equatable {
    /// The first in the lowest byte, the rest zero.
    let word: UInt64
    let count: Int

    init(_ bytes: some Collection<UInt8>) {
      word = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      count = bytes.count
    }

    var first: UInt8 { UInt8(truncatingIfNeeded: word) }
    var bytes: [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }

    /// Whether it stands at `at`.
    @inline(__always)
    func stands(in line: RawSpan, at: Int) -> Bool {
      at &+ count <= line.byteCount && line.packed(at, at &+ count) == word
    }
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
      for start in stride(from: 0, to: literal.count, by: 8) {
        parts.append(.literal(Literal(literal[start..<min(start + 8, literal.count)])))
      }
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
    let parts = parts.span
    for i in parts.indices {
      reach = Reach(part: i, at: at)
      switch parts[i] {
      case .literal(let literal):
        guard literal.stands(in: line, at: at) else { return false }
        at &+= literal.count
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
        guard let end = LinePlan.end(of: i, in: parts, line, at) else { return false }
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
    LinePlan.end(of: index, in: parts.span, line, start)
  }

  private static func end(of index: Int, in parts: Span<Part>, _ line: RawSpan, _ start: Int) -> Int? {
    let next = index + 1 < parts.count ? parts[index + 1] : nil
    switch next {
    case .literal(let literal):
      if literal.first == Ascii.quote, start > 0, line.byte(start - 1) == Ascii.quote {
        return line.closingQuote(from: start)
      }
      return line.firstIndex(of: literal, from: start)
    case .blanks, .anything:
      if parts[index].mayHoldBlanks, let end = endBeforeText(index + 2, in: parts, line, start) { return end }
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
  private static func endBeforeText(
    _ index: Int, in parts: Span<Part>, _ line: RawSpan, _ start: Int
  ) -> Int? {
    guard index < parts.count, case .literal(let literal) = parts[index] else {
      guard parts[index - 2] == .field(.request), let method = line.firstIndex(of: Ascii.space, from: start),
        let path = line.firstIndex(of: Ascii.space, from: method + 1), line.matches("HTTP/", at: path + 1)
      else { return nil }
      return line.endOfColumn(path + 1)
    }
    var at = start
    while at < line.byteCount {
      let end = line.endOfColumn(at)
      let next = line.skippingBlanks(end)
      if next > end, literal.stands(in: line, at: next) { return end }
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
    let before = times.flags
    let match = field == .utcTime ? times.utcTime(line, at) : times.any(line, at, weak: true)
    // Of two times the one that names its zone is meant.
    if let match, record.time != LogRecord.absentTime, match.flags.contains(.zoneAssumed),
      !record.flags.contains(.zoneAssumed)
    {
      times.flags = before
      return match.end
    }
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
  /// Index of the first place where the literal stands.
  @inline(__always)
  fileprivate func firstIndex(of literal: LinePlan.Literal, from start: Int) -> Int? {
    var at = start
    while let found = firstIndex(of: literal.first, from: at) {
      if literal.count == 1 || literal.stands(in: self, at: found) { return found }
      at = found &+ 1
    }
    return nil
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
    if let local = civil(line, at) {
      let (micros, behind) = TimeReader.fraction(line, at &+ 19)
      let (offset, end) = TimeReader.zone(line, behind)
      return TimeMatch(micros: (local &- (offset ?? 0)) &* 1_000_000 &+ micros, end: end)
    }
    let own = zone
    zone = .utc
    localSecond = Int64.min
    let kept = flags
    let match = any(line, at, weak: true)
    zone = own
    localSecond = Int64.min
    flags = kept
    return match.map { TimeMatch(micros: $0.micros, end: $0.end) }
  }
}
