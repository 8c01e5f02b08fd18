import Records

/// When a document says its incident was.
struct IncidentSpan: Equatable {
  var start: TimeInText
  var end: TimeInText
  /// The line that names the end.
  var line: Int

  /// Of start and end, each by itself, or both in one sentence of the summary.
  init?(_ text: LintText) {
    let timelines = text.sections(named: SectionName.isTimeline).map(\.whole)
    let told = text.lines.indices.filter { index in !timelines.contains { $0.contains(index) } }
    var (start, end): (TimeInText?, (TimeInText, Int)?)
    for index in told {
      let line = text.lines[index]
      let label = Self.label(line)
      let times = TimeInText.all(in: label.value)
      if start == nil, Self.starts.contains(label.name) { start = times.first }
      if end == nil, Self.ends.contains(label.name), let time = times.first { end = (time, line.number) }
      if start == nil, Self.spans.contains(label.name), times.count == 2 {
        (start, end) = (times[0], (times[1], line.number))
      }
    }
    if start == nil || end == nil { (start, end) = Self.sentence(text, told) ?? (nil, nil) }
    guard var start, let end else { return nil }
    start.written.zone = start.written.zone ?? end.0.written.zone
    (self.start, self.end, line) = (start, end.0, end.1)
    self.end.written.zone = end.0.written.zone ?? start.written.zone
    self.end.written.date = end.0.written.date ?? start.written.date
  }

  /// Both on the axis of seconds; an end that names no day lies behind the start.
  var seconds: ClosedRange<Int>? {
    let day = start.written.date?.day(inYear: 2000)?.daysSinceEpoch ?? 0
    let from = start.seconds(day: day, zone: nil)
    var until = end.seconds(day: day, zone: nil)
    if until < from, until + 86_400 > from, end.written.date == start.written.date { until += 86_400 }
    return from <= until ? from...until : nil
  }

  private static let starts: Set<String> = [
    "start", "start time", "started", "start of incident", "start of the incident", "began", "begin", "incident start",
    "outage start", "time started", "onset",
  ]
  private static let ends: Set<String> = [
    "end", "end time", "ended", "end of incident", "end of the incident", "incident end", "outage end", "time ended",
    "resolved", "resolved at", "time resolved",
  ]
  private static let spans: Set<String> = [
    "duration", "outage duration", "incident duration", "duration of the outage", "duration of the incident", "when",
    "time",
  ]

  /// What stands before a colon, or in the first cell, and what follows it.
  static func label(_ line: LintText.Line) -> (name: String, value: String) {
    if case .row(let cells) = line.kind {
      return (cells.first?.lowercased() ?? "", cells.dropFirst().joined(separator: " "))
    }
    let parts = line.text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return ("", line.text) }
    return (parts[0].trimmed.lowercased(), String(parts[1]))
  }

  /// `between 10:00 AM and 2:00 PM EST`, in the summary or above all sections.
  private static func sentence(_ text: LintText, _ told: [Int]) -> (TimeInText, (TimeInText, Int))? {
    let first = text.sections.first?.heading ?? 0
    let summaries = text.sections(named: SectionName.isSummary).map(\.own)
    for index in told where index < first || summaries.contains(where: { $0.contains(index) }) {
      let words = text.lines[index].text.lowercased()
      guard words.contains("between ") || words.contains("from ") else { continue }
      let times = TimeInText.all(in: text.lines[index].text)
      if times.count == 2 { return (times[0], (times[1], text.lines[index].number)) }
    }
    return nil
  }
}
