import Foundation
import Records

/// Rows of a timeline that lie outside of the incident: a wrong zone, a wrong half of the day, a wrong date. What led up to it
/// and what followed has half an hour, and what a program measured or recorded lies where it lies.
struct OutsideRule: LintRule {
  let name = "outside"
  let summary = "a row of the timeline more than half an hour before the start or after the end"

  private static let margin = 1800

  func findings(in text: LintText) -> [LintFinding] {
    let written = IncidentSpan(text)
    guard let span = written?.seconds ?? known(text.knowledge) else { return [] }
    let isDated = written?.seconds == nil || written?.start.written.date?.day(inYear: 2000) != nil
    let generated = Set(text.knowledge.base.map { TextLines($0).lines } ?? [])
    let source = TextLines(text.source).lines
    return TimelineRows(text).parts.joined().compactMap { row in
      guard !row.isEvidenced, !generated.contains(source[row.line - 1]) else { return nil }
      let seconds = seconds(row, span, isDated: isDated, zone: row.zone ?? written?.start.written.zone)
      let distance = max(span.lowerBound - seconds, seconds - span.upperBound)
      guard distance > Self.margin else { return nil }
      let side = seconds < span.lowerBound ? "before the start" : "after the end"
      return finding(
        row.line, "\(row.time.words) is \(Duration.seconds(distance).inWords) \(side) of the incident",
        "correct its time, its date or its zone, or the incident's")
    }
  }

  /// Where a row names no day, it is the one on which it comes nearest.
  private func seconds(_ row: TimelineRows.Row, _ span: ClosedRange<Int>, isDated: Bool, zone: WrittenZone?) -> Int {
    func distance(_ time: Int) -> Int { max(span.lowerBound - time, time - span.upperBound, 0) }
    if isDated, let day = row.day { return row.time.seconds(day: day, zone: zone) }
    let day = Int((Double(span.lowerBound) / 86_400).rounded(.down))
    let plain = TimeInText(
      written: DocumentTime(date: nil, clock: row.time.written.clock, zone: row.time.written.zone), words: "")
    return [day - 1, day, day + 1].map { plain.seconds(day: $0, zone: zone) }
      .min { (distance($0), $0) < (distance($1), $1) } ?? 0
  }

  private func known(_ knowledge: LintKnowledge) -> ClosedRange<Int>? {
    guard let start = knowledge.startedAt, let end = knowledge.endedAt, start <= end else { return nil }
    return Int(start.microseconds / 1_000_000)...Int(end.microseconds / 1_000_000)
  }
}
