import Records

/// An incident that ends, is detected or mitigated before it starts.
struct SpanRule: LintRule {
  let name = "span"
  let summary = "an end, a detection or a mitigation before the start"

  func findings(in text: LintText) -> [LintFinding] {
    let times = NamedTimes(text, text.linesOutsideOfTimeline)
    guard let start = times[.start] else { return [] }
    return [NamedTimes.Name.detection, .mitigation, .end].compactMap { name in
      guard let other = times[name], isBefore(other.time, start.time) else { return nil }
      return finding(
        other.line,
        "the \(name.rawValue), \(other.time.words), is before the start, \(start.time.words) of line \(start.line)",
        "correct one of them, or write its day")
    }
  }

  /// Whether a time is certainly the earlier one: where only clocks are told, by less than half a day.
  private func isBefore(_ time: TimeInText, _ start: TimeInText) -> Bool {
    let day = start.written.date?.day(inYear: 2000)?.daysSinceEpoch ?? 0
    if let date = time.written.date, start.written.date == nil || date.day(inYear: 2000) == nil { return false }
    let zone = start.written.zone ?? time.written.zone
    let seconds = time.seconds(day: day, zone: zone)
    let distance = start.seconds(day: day, zone: zone) - seconds
    // People tell the minute: what is said of it may have been at its end.
    if distance < 60, seconds % 60 == 0 { return false }
    return distance > 0 && (time.written.date != nil || distance <= 43_200)
  }
}
