package import Foundation
import Incidents
package import Records

/// A time as people write it: RFC 3339, `2024-06-05 14:00`, `14:00`, `yesterday`, `-2h`, `@1717587041`.
///
/// Also `now`, `today`, `tomorrow`, a date alone (its midnight), `yesterday 14:00`, and spans of several units (`-1d12h`).
/// A time with no zone is of `zone`. A clock alone is of today; one that the zone's clocks skip is moved on, one they
/// repeat is the first.
///
/// Of what happened in a known span, a clock alone means the moment within it, or the one nearest to it; so does one that
/// the zone's clocks repeat. What the clocks skip, or show several times within the span, is an error then.
package struct TimeExpression: Sendable {
  package var now: Timestamp
  package var zone: TimeZone
  /// When that was of which a person speaks; nil: nothing is known of it.
  package var span: ClosedRange<Timestamp>?
  /// The day of a clock alone; nil: today, or as the span has it.
  package var day: CivilDate?

  package init(now: Timestamp, zone: TimeZone, span: ClosedRange<Timestamp>? = nil, day: CivilDate? = nil) {
    self.now = now
    self.zone = zone
    self.span = span
    self.day = day
  }

  package func time(_ text: String) throws(TimeExpressionError) -> Timestamp {
    let text = text.trimmingCharacters(in: .whitespaces)
    if let time = Timestamp(rfc3339: text.uppercased()) {
      // Timestamp takes any day up to the 31st; a day that its month lacks comes out as another one.
      guard isDate(text.prefix(10)) else { throw TimeExpressionError(text) }
      return time
    }
    if text.hasPrefix("@") { return try sinceEpoch(text) }
    if text.hasPrefix("-") || text.hasPrefix("+") {
      guard let seconds = TimeExpression.seconds(ofSpan: text.dropFirst()) else { throw TimeExpressionError(text) }
      return now.advanced(bySeconds: text.hasPrefix("-") ? -seconds : seconds)
    }
    if text.lowercased() == "now" { return now }
    return try local(text)
  }

  /// Seconds of `90s`, `10m`, `2h`, `1d12h`, `1w`; a number alone is seconds. Nil where it is none of these.
  package static func seconds(ofSpan text: some StringProtocol) -> Double? {
    if let seconds = whole(text) { return Double(seconds) }
    var total = 0.0
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let number = whole(digits), let factor = unitSeconds[unit.lowercased()] else { return nil }
      total += Double(number) * factor
    }
    return total <= 1e10 ? total : nil
  }

  private static let unitSeconds: [String: Double] = [
    "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800,
  ]

  private static func whole(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.count <= 10, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  private func sinceEpoch(_ text: String) throws(TimeExpressionError) -> Timestamp {
    let parts = text.dropFirst().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let seconds = TimeExpression.whole(first) else { throw TimeExpressionError(text) }
    guard parts.count == 2 else { return Timestamp(seconds: Int64(seconds)) }
    let digits = parts[1].prefix(6)
    guard !parts[1].isEmpty, TimeExpression.whole(digits) != nil, let micros = Int64(digits.padding(to: 6)) else {
      throw TimeExpressionError(text)
    }
    return Timestamp(microseconds: Int64(seconds) * 1_000_000 + micros)
  }

  /// A date, a time of day, or both, on the clocks of `zone`.
  private func local(_ text: String) throws(TimeExpressionError) -> Timestamp {
    var words = text.split(separator: " ").map { $0.lowercased() }
    if words.count == 1, let t = words[0].firstIndex(of: "t"), words[0].first?.isNumber == true {
      words = [String(words[0][..<t]), String(words[0][words[0].index(after: t)...])]
    }
    guard let first = words.first, words.count <= 2 else { throw TimeExpressionError(text) }
    let named = namedDay(first)
    if words.count == 2 && named == nil { throw TimeExpressionError(text) }
    let clock = words.count == 2 ? words[1] : named == nil ? first : "00:00"
    guard let inDay = microseconds(ofClock: clock) else { throw TimeExpressionError(text) }
    return try time(text, ofClock: inDay, on: named)
  }

  /// A text that was read as a time of day.
  /// - Parameters:
  ///   - inDay: microseconds since midnight.
  ///   - named: the day that the text names.
  package func time(
    _ text: String, ofClock inDay: Int64, on named: CivilDate?
  ) throws(TimeExpressionError) -> Timestamp {
    let clock = ZoneClock(zone: zone)
    guard let span else {
      switch clock.showing(inDay, on: named ?? day ?? today(plus: 0)) {
      case .once(let time), .twice(let time, _), .never(insteadOf: let time): return time
      }
    }
    do throws(ClockInSpan.Problem) {
      return try ClockInSpan(span: span, clock: clock).time(inDay, on: named ?? day)
    } catch {
      throw TimeExpressionError(text, .clock(error, zone.identifier))
    }
  }

  private func today(plus days: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: ZoneClock(zone: zone).day(at: now).daysSinceEpoch + days)
  }

  private func namedDay(_ word: String) -> CivilDate? {
    switch word {
    case "today": return today(plus: 0)
    case "yesterday": return today(plus: -1)
    case "tomorrow": return today(plus: 1)
    default:
      guard isDate(word[...]) else { return nil }
      let parts = word.split(separator: "-").compactMap { TimeExpression.whole($0) }
      return CivilDate(year: parts[0], month: parts[1], day: parts[2])
    }
  }

  /// Whether this is `YYYY-MM-DD` and that day exists.
  private func isDate(_ text: Substring) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2] else { return false }
    let numbers = parts.compactMap { TimeExpression.whole($0) }
    guard numbers.count == 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return false }
    let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
    return CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date
  }

  /// Microseconds since midnight of `14:00`, `14:00:05`, `14:00:05.25`.
  private func microseconds(ofClock text: String) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = TimeExpression.whole(parts[0]), hour < 24, parts[0].count <= 2,
      let minute = TimeExpression.whole(parts[1]), minute < 60, parts[1].count == 2
    else { return nil }
    var micros = Int64(hour * 3600 + minute * 60) * 1_000_000
    guard parts.count == 3 else { return micros }
    let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard seconds[0].count == 2, let second = TimeExpression.whole(seconds[0]), second < 60 else { return nil }
    micros += Int64(second) * 1_000_000
    guard seconds.count == 2 else { return micros }
    guard TimeExpression.whole(seconds[1]) != nil, let fraction = Int64(seconds[1].prefix(6).padding(to: 6)) else {
      return nil
    }
    return micros + fraction
  }
}

/// A text that is no time, or none that tells when.
package struct TimeExpressionError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    case unreadable
    case clock(ClockInSpan.Problem, String)
  }

  package var text: String
  package var reason: Reason

  package init(_ text: String, _ reason: Reason = .unreadable) {
    self.text = text
    self.reason = reason
  }
}

extension TimeExpressionError: LocalizedError {
  package var errorDescription: String? {
    let words = "'\(text.prefix(60).controlsVisible)'"
    return switch reason {
    case .unreadable:
      "\(words) is no time: write 2024-06-05T14:00:00Z, '2024-06-05 14:00', 14:00, yesterday, -2h or @1717587041"
    case .clock(.skipped(let day), let zone):
      "clocks in \(zone) never showed \(words) on \(day), when they were turned on: name the offset, as in \(day)T14:00:00+02:00"
    case .clock(.several(let one, let other, let more), _):
      "\(words) may mean \(one) or \(other)\(more ? " or another" : ""): write the one that is meant"
    }
  }
}

extension Substring {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: "0", count: Swift.max(0, width - count))
  }
}
