import Records

/// When a document says its incident was.
struct IncidentSpan: Equatable {
  var start: TimeInText
  var end: TimeInText
  /// The line that names the end.
  var line: Int
  /// Whether the end names a day of its own.
  private var isEndDated: Bool

  /// Of start and end, each by itself, or both in one line or in one sentence of the summary.
  init?(_ text: LintText) {
    let told = text.linesOutsideOfTimeline
    let named = NamedTimes(text, told)
    var start = named[.start]?.time
    var end = named[.end].map { ($0.time, $0.line) }
    if start == nil || end == nil {
      let both = Self.labelled(text, told) ?? Self.sentence(text, told)
      (start, end) = both.map { ($0, $1) } ?? (nil, nil)
    }
    guard var start, let end else { return nil }
    start.written.zone = start.written.zone ?? end.0.written.zone
    (self.start, self.end, line) = (start, end.0, end.1)
    isEndDated = end.0.written.date != nil
    self.end.written.zone = end.0.written.zone ?? start.written.zone
    self.end.written.date = end.0.written.date ?? start.written.date
  }

  /// Both on the axis of seconds; an end that names no day lies behind the start, and no more than half a day of that
  /// is taken for a slip. nil: the end is before the start.
  var seconds: ClosedRange<Int>? {
    let day = start.written.date?.day(inYear: 2000)?.daysSinceEpoch ?? 0
    let from = start.seconds(day: day, zone: nil)
    var until = end.seconds(day: day, zone: nil)
    if !isEndDated, until < from, from - until > 43_200 { until += 86_400 }
    return from <= until ? from...until : nil
  }

  static let spans: Set<String> = [
    "duration", "outage duration", "incident duration", "duration of the outage", "duration of the incident", "when",
    "time", "time of incident", "incident time", "time of the incident", "date and time", "outage window", "window",
    "impact window",
  ]

  /// What stands before a colon, or in the first cell, and what follows it.
  static func label(_ line: MarkdownLine) -> (name: String, value: String) {
    if case .row(let cells) = line.kind {
      return (cells.first?.lowercased() ?? "", cells.dropFirst().joined(separator: " "))
    }
    let parts = line.text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return ("", line.text) }
    return (parts[0].trimmed.lowercased(), String(parts[1]))
  }

  /// `Duration: 14:30 - 17:45`
  private static func labelled(_ text: LintText, _ told: [Int]) -> (TimeInText, (TimeInText, Int))? {
    for index in told {
      let label = label(text.lines[index])
      guard spans.contains(label.name) else { continue }
      let times = TimeInText.all(in: label.value)
      if times.count == 2 { return (times[0], (times[1], text.lines[index].number)) }
    }
    return nil
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

extension LintText {
  /// Indices of the lines that are no part of a timeline.
  var linesOutsideOfTimeline: [Int] {
    let timelines = sections(named: SectionName.isTimeline).map(\.whole)
    return lines.indices.filter { index in !timelines.contains { $0.contains(index) } }
  }
}
