import Records

/// How far a line has been read by the steps of a pattern.
struct LineReading: BitwiseCopyable {
  private(set) var at = 0
  /// The day since the epoch that `$date` named, until `$clock` says when on it.
  private var day: Int64?
  /// Whether all that is left may stand there.
  private var isAnything = false

  /// Whether nothing but blanks is left.
  @inline(__always)
  func isDone(_ line: RawSpan) -> Bool {
    isAnything || at == line.byteCount || at == line.trimmedEnd(at, line.byteCount)
  }

  /// Takes these steps: the one that the line does not fit, the end of `range` where it fits all.
  @inline(__always)
  mutating func go(
    _ steps: Span<LineStep>, _ range: Range<Int>, _ line: RawSpan, _ times: inout TimeReader,
    _ severities: SeverityNames?, into record: inout LogRecord
  ) -> Int {
    var i = range.lowerBound
    while i < range.upperBound {
      let step = steps[i]
      let end: Int
      switch step.deed {
      case .literal:
        guard step.literal.stands(in: line, at: at) else { return i }
        at &+= step.literal.count
        i &+= 1
        continue
      case .blanks:
        let behind = line.skippingBlanks(at)
        guard behind > at || behind == line.byteCount else { return i }
        at = behind
        i &+= 1
        continue
      case .anything:
        isAnything = true
        return range.upperBound
      case .time:
        guard let behind = time(step.field, line, &times, &record) else { return i }
        at = behind
        i &+= 1
        continue
      case .column:
        guard let found = LineStep.column(line, at) else { return i }
        end = found
      case .untilLiteral:
        guard let found = line.firstIndex(of: step.literal, from: at) else { return i }
        end = found
      default:
        guard let found = step.end(line, at) else { return i }
        end = found
      }
      if step.field != .none {
        if step.field == .severity, let named = severities?.read(line, at, end) {
          record.severity = named
        } else {
          guard record.take(step.field, line, at, end) else { return i }
        }
      }
      at = end
      i &+= 1
    }
    return i
  }

  /// Reads a time: the index behind it.
  private mutating func time(
    _ field: LineField, _ line: RawSpan, _ times: inout TimeReader, _ record: inout LogRecord
  ) -> Int? {
    let before = times.flags
    let match: TimeMatch?
    switch field {
    case .date:
      day = times.date(line, at)
      return day == nil ? nil : at &+ 10
    case .clock:
      guard let day, let second = TimeReader.timeOfDay(line, at) else { return nil }
      match = times.zoned(line, at &+ 8, local: day &* 86_400 &+ second)
    case .accessTime:
      guard let time = times.accessTime(line, at) else { return nil }
      record.time = time
      return at &+ 26
    case .epoch:
      guard let (number, end) = DecimalNumber.read(line, at, line.byteCount), let time = TimeReader.epoch(number) else {
        return nil
      }
      record.time = time
      return end
    case .utcTime: match = times.utcTime(line, at)
    default: match = times.any(line, at, weak: true)
    }
    guard let match else { return nil }
    // Of two times the one that names its zone is meant.
    if record.time != LogRecord.absentTime, match.flags.contains(.zoneAssumed), !record.flags.contains(.zoneAssumed) {
      times.flags = before
      return match.end
    }
    record.take(match)
    return match.end
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
    let kept = flags
    let match = any(line, at, weak: true)
    zone = own
    flags = kept
    return match.map { TimeMatch(micros: $0.micros, end: $0.end) }
  }
}
