package import Foundation
import Incidents
package import Records

/// Reads the timeline of a postmortem that somebody wrote: every row with the time, the kind and the words that it has.
///
/// The day is the one that the row names, or a heading or row above it, or the summary, or the incident that it is known
/// to be of; the clocks are those that the row names, or its table, its section, or the summary. Nothing is guessed: where
/// no day or no zone is named, that is an error that says so.
package struct TimelineReading: Sendable {
  /// The day of the first row; goes before what the document says of its day as a whole.
  package var day: CivilDate?
  /// The zone of times that name none, or one by an abbreviation with several meanings.
  package var zone: TimeZone?
  /// When to put what has no time; nil: it is left out.
  package var undatedAt: Timestamp?
  /// When the incident was that the timeline is of; nil: that is not known.
  package var span: ClosedRange<Timestamp>?

  package init(
    day: CivilDate? = nil, zone: TimeZone? = nil, undatedAt: Timestamp? = nil, span: ClosedRange<Timestamp>? = nil
  ) {
    self.day = day
    self.zone = zone
    self.undatedAt = undatedAt
    self.span = span
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

  /// A time of day in any of the forms that documents have, with day and zone where it names them; nil where it is none.
  package static func clock(_ text: String) -> (seconds: Int, day: CivilDate?, zone: TimeZone?)? {
    var cursor = TextCursor(text)
    guard let time = DocumentTime.read(&cursor), cursor.isAtEnd, time.until == nil else { return nil }
    let day = time.date.flatMap { $0.isAmbiguous ? nil : $0.day(inYear: nil) }
    if time.date != nil, day == nil { return nil }
    return (time.clock, day, time.zone?.zone)
  }

  package func timeline(of document: String) throws(TimelineReadingError) -> WrittenTimeline {
    let lines = TimelinePieces(MarkdownLine.plain(of: document))
    let stamp = DraftStamp(of: document)
    let matter = FrontMatter.values(of: document)
    var timeline = WrittenTimeline(incident: stamp?.incident)
    var days = TimelineDays(reading: self, lines: lines, matter: matter)
    let general =
      stamp.map { WrittenZone($0.zone) } ?? lines.zone
      ?? (matter["timezone"] ?? matter["tz"]).flatMap { WrittenZone.named(in: $0) } ?? lines.timelineZone
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
      if !piece.aside.isEmpty { piece.text += " (\(piece.aside))" }
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
      if piece.hasTimeOfRowAbove { timeline.note("line \(piece.line) has no time: it is read as of the row above it") }
      if piece.hasExtraCells {
        timeline.note("line \(piece.line) has more cells than its table has columns: all are kept, in one text")
      }
      let span = time.until.map { " (until \($0.trimmed))" } ?? ""
      timeline.rows.append(
        WrittenTimeline.Row(
          at: at, kind: kind(of: piece), text: text + span, by: piece.provenance?.by, line: piece.line))
    }
    guard hasTimes || !timeline.rows.isEmpty else { throw .noTimes }
    return timeline
  }

  private func kind(of piece: TimelinePiece) -> EntryKind { piece.kind ?? NoteKind.told(in: piece.text) }

  private func instant(
    of time: DocumentTime, _ piece: TimelinePiece, _ general: WrittenZone?, _ days: inout TimelineDays,
    _ timeline: inout WrittenTimeline
  ) throws(TimelineReadingError) -> Timestamp {
    if let seconds = time.sinceStart {
      guard let start = span?.lowerBound else { throw .noStart(line: piece.line) }
      timeline.note(
        "times such as T+5m are counted from "
          + "\(ZoneClock(zone: zone ?? .gmt).rfc3339(Timestamp(seconds: start.second))), when the incident began, "
          + "and +00:05 as hours and minutes")
      return start.advanced(bySeconds: Double(seconds))
    }
    let words = Self.words(of: time)
    let written = time.zone ?? piece.zone ?? general
    let noDate = TimelineReadingError.noDate(
      line: piece.line, time: words, hint: days.hint?.date.words, hintLine: days.hint?.line)
    guard let year = days.year(near: time, piece) else { throw noDate }
    let isDecided = written.map { written in zone.map { written.mayMean($0, in: year) } ?? false } ?? true
    let named = isDecided ? zone : written?.zone
    guard let day = try days.day(of: time, piece, on: named ?? .gmt) else { throw noDate }
    guard let named else { throw .noZone(line: piece.line, time: words) }
    let at: Timestamp
    switch ZoneClock(zone: named).showing(Int64(time.clock) * 1_000_000, on: day) {
    case .once(let moment): at = moment
    case .twice(let first, let second):
      // The later one where the rows, or what is known of the incident, have passed the first.
      let hasPassed = days.before(piece).map { $0 > first } ?? false
      at = hasPassed || span.map { !$0.contains(first) && $0.contains(second) } ?? false ? second : first
    case .never(insteadOf: let moment):
      at = moment
      timeline.note(
        "line \(piece.line): clocks in \(named.identifier) never showed \(words) on that day: it is read as "
          + ZoneClock(zone: named).rfc3339(moment))
    }
    if let written, !isDecided, let doubt = written.doubt(at: at) {
      timeline.note(doubt)
    }
    if let before = days.before(piece), before > at {
      timeline.note("line \(piece.line) is earlier than the row before it")
    }
    if days.isOfIncident {
      timeline.note("the file names no day: its times are read as those nearest to the incident")
    }
    days.remember(at, piece)
    return at
  }

  /// `14:30`, for errors.
  private static func words(of time: DocumentTime) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let clock = "\(two(time.clock / 3600)):\(two(time.clock / 60 % 60))"
    return time.date.map { "\($0.words) \(clock)" } ?? clock
  }
}

extension WrittenTimeline {
  fileprivate mutating func note(_ remark: String) {
    if !remarks.contains(remark) { remarks.append(remark) }
  }
}
