package import Foundation
import Incidents
package import Records

/// Reads the timeline of a postmortem that somebody wrote: every row with the time, the kind and the words that it has.
///
/// The day is the one that the row names, or a heading or row above it, or the summary; the clocks are those that the
/// row names, or its table, its section, or the summary. Nothing is guessed: where no day or no zone is named, that is an
/// error that says so.
package struct TimelineReading: Sendable {
  /// The day of the first row; goes before what the document says of its day as a whole.
  package var day: CivilDate?
  /// The zone of times that name none, or one by an abbreviation with several meanings.
  package var zone: TimeZone?
  /// When to put what has no time; nil: it is left out.
  package var undatedAt: Timestamp?

  package init(day: CivilDate? = nil, zone: TimeZone? = nil, undatedAt: Timestamp? = nil) {
    self.day = day
    self.zone = zone
    self.undatedAt = undatedAt
  }

  /// A date in any of the forms that documents have; nil where it is none, or has no year.
  package static func day(_ text: String) -> CivilDate? {
    var cursor = TextCursor(text)
    guard let date = WrittenDate.read(&cursor), cursor.isAtEnd, !date.isAmbiguous else { return nil }
    return date.day(inYear: nil)
  }

  /// A zone by its name, offset or abbreviation; nil where it is none.
  package static func zone(_ text: String) -> TimeZone? {
    var cursor = TextCursor(text)
    if let zone = WrittenZone.read(&cursor), cursor.isAtEnd { return zone.zone }
    return TimeZone(identifier: text)
  }

  package func timeline(of document: String) throws(TimelineReadingError) -> WrittenTimeline {
    let lines = TimelineLines(DocumentLine.all(of: document))
    let stamp = DraftStamp(of: document)
    let matter = DocumentLine.frontMatter(of: document)
    var timeline = WrittenTimeline()
    var days = Days(day: day, lines: lines, matter: matter)
    let general =
      stamp.map { WrittenZone($0.zone) } ?? lines.zone
      ?? (matter["timezone"] ?? matter["tz"]).flatMap { WrittenZone.named(in: $0) }
    var hasTimes = false
    for var piece in lines.pieces {
      func leaveOut(_ reason: WrittenTimeline.LeftOut.Reason, _ text: String) {
        timeline.leftOut.append(WrittenTimeline.LeftOut(line: piece.line, text: text, reason: reason))
      }
      if stamp != nil {
        if piece.provenance == nil { piece.provenance = Provenance.take(off: &piece.text) }
        // A draft tells an entry where all are listed, and again in other places; its blanks are no rows.
        if piece.provenance != nil, !piece.isListed || piece.time == nil { continue }
        if piece.text.hasPrefix("TODO") { continue }
      }
      guard piece.isInPlace || !lines.hasTimeline && !piece.isElsewhere else {
        if piece.time != nil { leaveOut(.elsewhere, piece.text) }
        continue
      }
      guard let time = piece.time else {
        guard let undatedAt else {
          leaveOut(.undated, piece.text)
          continue
        }
        timeline.rows.append(
          WrittenTimeline.Row(at: undatedAt, kind: kind(of: piece), text: piece.text + " (undated)", line: piece.line))
        continue
      }
      hasTimes = true
      if let origin = piece.provenance?.origin, origin != .noted {
        leaveOut(.measured, piece.text)
        continue
      }
      let text = piece.text.isEmpty ? piece.label ?? "" : piece.text
      guard text.contains(where: \.isLetter) else {
        leaveOut(.wordless, text)
        continue
      }
      let at = try instant(of: time, piece, general, &days, &timeline)
      let span = time.until.map { " (until \($0.trimmed))" } ?? ""
      timeline.rows.append(
        WrittenTimeline.Row(
          at: at, kind: kind(of: piece), text: text + span, by: piece.provenance?.by, line: piece.line))
    }
    guard hasTimes || !timeline.rows.isEmpty else { throw .noTimes }
    return timeline
  }

  private func kind(of piece: TimelineLines.Piece) -> EntryKind { piece.kind ?? NoteKind.told(in: piece.text) }

  private func instant(
    of time: WrittenTime, _ piece: TimelineLines.Piece, _ general: WrittenZone?, _ days: inout Days,
    _ timeline: inout WrittenTimeline
  ) throws(TimelineReadingError) -> Timestamp {
    let words = Self.words(of: time)
    guard let day = try days.day(of: time, piece) else {
      throw .noDate(line: piece.line, time: words, hint: days.hint?.date.words, hintLine: days.hint?.line)
    }
    let written = time.zone ?? piece.zone ?? general
    let isDecided = written.map { written in self.zone.map { written.mayMean($0, in: day.year) } ?? false } ?? true
    guard let zone = isDecided ? self.zone : written?.zone else { throw .noZone(line: piece.line, time: words) }
    guard let at = WrittenTime.instant(day, time.clock, zone) else {
      throw .noDate(line: piece.line, time: words, hint: nil, hintLine: nil)
    }
    if let written, !isDecided, let doubt = written.doubt(at: at) {
      timeline.note(doubt)
    }
    if let before = days.lastInstant, before > at {
      timeline.note("line \(piece.line) is earlier than the row before it")
    }
    days.lastInstant = at
    return at
  }

  /// `14:30`, for errors.
  private static func words(of time: WrittenTime) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let clock = "\(two(time.clock / 3600)):\(two(time.clock / 60 % 60))"
    return time.date.map { "\($0.words) \(clock)" } ?? clock
  }
}

/// The days of a timeline's rows, one after the other.
private struct Days {
  /// What the document, or the person who imports it, says of the day; nil: nothing does.
  private let first: CivilDate?
  /// Whether a person named the first day, which decides what a document leaves open.
  private let isGiven: Bool
  /// A date of the document that may be meant, but names no year, or stands where many things are dated.
  let hint: (date: WrittenDate, line: Int)?
  /// The row before.
  private(set) var last: (day: CivilDate, clock: Int)?
  /// When that was: rows may be on different clocks.
  var lastInstant: Timestamp?

  /// Back by more than this, it is the next day: nothing else is so far out of order.
  private static let halfDay = 43_200

  init(day: CivilDate?, lines: TimelineLines, matter: [String: String]) {
    let written = lines.dates.lazy.filter { !$0.date.isAmbiguous }
    let dates = written.compactMap { $0.date.day(inYear: nil) }
    first = day ?? dates.first ?? matter["date"].flatMap(TimelineReading.day)
    isGiven = day != nil
    hint = written.first { $0.date.year == nil } ?? lines.laterDates.first
  }

  /// nil: nothing tells it.
  mutating func day(of time: WrittenTime, _ piece: TimelineLines.Piece) throws(TimelineReadingError) -> CivilDate? {
    var day: CivilDate?
    if let written = time.date ?? piece.day {
      if written.isAmbiguous, !isGiven { throw .ambiguousDate(line: piece.line, text: written.words) }
      day = written.isAmbiguous ? nearest(written) : dated(written)
    } else if let last {
      let isNextDay = last.clock - time.clock > Self.halfDay
      day = CivilDate(daysSinceEpoch: last.day.daysSinceEpoch + (isNextDay ? 1 : 0))
    } else {
      day = first
    }
    if let day { last = (day, time.clock) }
    return day
  }

  /// The year that is left out is the one that brings the date nearest to the row before.
  private func dated(_ written: WrittenDate) -> CivilDate? {
    guard written.year == nil else { return written.day(inYear: nil) }
    guard let near = last?.day ?? first else { return nil }
    return [near.year - 1, near.year, near.year + 1].compactMap { written.day(inYear: $0) }
      .min { abs($0.daysSinceEpoch - near.daysSinceEpoch) < abs($1.daysSinceEpoch - near.daysSinceEpoch) }
  }

  /// Of a date that can be read in two ways the one that is nearest to the day that a person named.
  private func nearest(_ written: WrittenDate) -> CivilDate? {
    guard let year = written.year, let near = last?.day ?? first else { return nil }
    return [
      CivilDate(year: year, month: written.month, day: written.day),
      CivilDate(year: year, month: written.day, day: written.month),
    ]
    .min { abs($0.daysSinceEpoch - near.daysSinceEpoch) < abs($1.daysSinceEpoch - near.daysSinceEpoch) }
  }
}

extension WrittenTimeline {
  fileprivate mutating func note(_ remark: String) {
    if !remarks.contains(remark) { remarks.append(remark) }
  }
}
