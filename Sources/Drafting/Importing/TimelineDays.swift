import Foundation
import Incidents
import Records

/// The days of a timeline's rows, one after the other.
///
/// A row that names no day is of the day of the row before it, or of the next one where its clock is back by more than
/// half a day. A heading may begin anew: where the rows so far lie within a day, the first row under it is of the day
/// that puts it among them; under a heading of its own kind (`Escalation`), of the day that puts it nearest to them.
struct TimelineDays {
  /// What the document, or the person who imports it, says of the day; nil: nothing does.
  private let first: CivilDate?
  /// Whether a person named the first day, which decides what a document leaves open.
  private let isGiven: Bool
  /// When the incident was, where that is known.
  private let span: ClosedRange<Timestamp>?
  /// A date of the document that may be meant, but names no year, or stands where many things are dated.
  let hint: (date: WrittenDate, line: Int)?
  /// Whether nothing but the incident tells the days.
  private(set) var isOfIncident = false

  private struct Row {
    var day: CivilDate
    var clock: Int
    var section: Int
    var part: Int
    var at: Timestamp?

    /// Seconds on the clocks of the rows, whichever these are.
    var seconds: Int { day.daysSinceEpoch * secondsInDay + clock }
  }

  /// The row before.
  private var last: Row?
  /// From the first of the rows to the last, on their clocks.
  private var rows: ClosedRange<Int>?

  init(reading: TimelineReading, lines: TimelinePieces, matter: [String: String]) {
    let written = lines.dates.lazy.filter { !$0.date.isAmbiguous }
    let dates = written.compactMap { $0.date.day(inYear: nil) }
    first = reading.day ?? dates.first ?? matter["date"].flatMap(TimelineReading.day)
    isGiven = reading.day != nil
    span = reading.span
    hint = written.first { $0.date.year == nil } ?? lines.laterDates.first
  }

  /// The year that a row may be of, for zones that changed their rules; nil where nothing tells its day either.
  func year(near time: DocumentTime, _ piece: TimelinePiece) -> Int? { (time.date ?? piece.day)?.year ?? near?.year }

  /// When the row before was, in the same part of the document.
  func before(_ piece: TimelinePiece) -> Timestamp? {
    last.flatMap { $0.part == piece.part ? $0.at : nil }
  }

  mutating func remember(_ at: Timestamp, _ piece: TimelinePiece) { last?.at = at }

  /// nil: nothing tells it.
  mutating func day(
    of time: DocumentTime, _ piece: TimelinePiece, on zone: TimeZone
  ) throws(TimelineReadingError) -> CivilDate? {
    var day: CivilDate?
    if let written = time.date ?? piece.day {
      if written.isAmbiguous, !isGiven { throw .ambiguousDate(line: piece.line, text: written.words) }
      day = written.isAmbiguous ? nearest(written) : dated(written)
    } else if let last {
      day = next(to: last, time.clock, piece)
    } else if let first {
      day = first
    } else if let span {
      let clock = ZoneClock(zone: zone)
      let local = [span.lowerBound, span.upperBound].map { Int($0.second) + clock.offset(at: $0) }
      day = Self.nearest(time.clock, to: local[0]...max(local[0], local[1]))
      isOfIncident = true
    }
    guard let day else { return nil }
    // The time of the row before counts until this one's is known: both are of one part, or it is not asked for.
    let row = Row(
      day: day, clock: time.clock, section: piece.section, part: piece.part,
      at: last?.part == piece.part ? last?.at : nil)
    rows = min(rows?.lowerBound ?? row.seconds, row.seconds)...max(rows?.upperBound ?? row.seconds, row.seconds)
    last = row
    return day
  }

  private func next(to last: Row, _ clock: Int, _ piece: TimelinePiece) -> CivilDate {
    if last.part != piece.part, let rows, rows.count <= secondsInDay {
      let day = Self.nearest(clock, to: rows)
      if rows.contains(day.daysSinceEpoch * secondsInDay + clock) { return day }
      if last.section != piece.section, piece.kind != nil { return day }
    }
    // Nothing else is so far out of order.
    let isNextDay = last.clock - clock > secondsInDay / 2
    return CivilDate(daysSinceEpoch: last.day.daysSinceEpoch + (isNextDay ? 1 : 0))
  }

  /// The day on which a time of day lies in a span, or nearest to it.
  private static func nearest(_ clock: Int, to span: ClosedRange<Int>) -> CivilDate {
    func distance(_ day: Int) -> Int {
      let seconds = day * secondsInDay + clock
      return max(0, span.lowerBound - seconds, seconds - span.upperBound)
    }
    let days = (span.lowerBound / secondsInDay - 1)...(span.upperBound / secondsInDay + 1)
    return CivilDate(daysSinceEpoch: days.min { distance($0) < distance($1) } ?? days.lowerBound)
  }

  /// The year that is left out is the one that brings the date nearest to the row before.
  private func dated(_ written: WrittenDate) -> CivilDate? {
    guard written.year == nil else { return written.day(inYear: nil) }
    guard let near else { return nil }
    return [near.year - 1, near.year, near.year + 1].compactMap { written.day(inYear: $0) }
      .min { abs($0.daysSinceEpoch - near.daysSinceEpoch) < abs($1.daysSinceEpoch - near.daysSinceEpoch) }
  }

  /// Of a date that can be read in two ways the one that is nearest to the day that a person named.
  private func nearest(_ written: WrittenDate) -> CivilDate? {
    guard let year = written.year, let near else { return nil }
    return [
      CivilDate(year: year, month: written.month, day: written.day),
      CivilDate(year: year, month: written.day, day: written.month),
    ]
    .min { abs($0.daysSinceEpoch - near.daysSinceEpoch) < abs($1.daysSinceEpoch - near.daysSinceEpoch) }
  }

  private var near: CivilDate? { last?.day ?? first ?? span.map { ZoneClock(zone: .gmt).day(at: $0.lowerBound) } }
}

private let secondsInDay = 86_400
