import Records

/// First occurrences of the errors and slow statements that stand out in the incident.
struct MessageEntries {
  static let errors = 10
  static let statements = 3
  let facts: IncidentFacts

  var entries: [TimelineEntry] { told.map(entry) + statementEntries }

  private func excess(_ message: MessageFacts) -> Double { Double(message.count) - max(0, message.usualCount) }

  /// The errors that get an entry: those well above their usual number, and whatever names a trouble; the most telling
  /// first.
  var told: [MessageFold] {
    let ranked = MessageFold.of(facts.messages.filter { weight($0) != nil }).map { fold in
      (fold, fold.all.compactMap(weight).max() ?? 0)
    }
    let chosen = ranked.sorted { a, b in
      if a.1 != b.1 { return a.1 > b.1 }
      return (a.0.message.service, a.0.message.template) < (b.0.message.service, b.0.message.template)
    }
    return chosen.prefix(Self.errors).map(\.0)
  }

  /// How telling an error is; nil where it is not worth an entry.
  private func weight(_ message: MessageFacts) -> Double? {
    let tells = if case .cause = MessageMeaning.of(message).sense { true } else { false }
    guard excess(message) >= max(tells ? 1 : 5, 2 * message.usualCount), tells || message.severity >= .error else {
      return nil
    }
    return excess(message) * (tells ? 10 : 1)
  }

  private func entry(_ fold: MessageFold) -> TimelineEntry {
    let message = fold.message
    let service = message.service.isEmpty ? "A log" : message.service
    let usual = facts.runUpSeconds > 0 ? ", \(Wording.decimal(message.usualCount)) would be usual" : ""
    let firstAt = fold.all.map(\.firstAt).min() ?? message.firstAt
    return TimelineEntry(
      id: id(.error, message.samples.first, message.firstAt, message.service + message.template), at: firstAt,
      kind: .error, origin: .observed, service: message.service.isEmpty ? nil : message.service,
      summary: "\(service) began to log `\(Wording.oneLine(message.template, atMost: 200))` "
        + "(\(Wording.count(message.count, "time"))\(usual))" + elsewhere(fold),
      count: message.count, until: fold.all.map { max($0.lastAt, firstAt) }.max(),
      evidence: fold.all.flatMap { $0.samples.prefix(fold.others.isEmpty ? 3 : 1) }.prefix(3).map(\.evidence))
  }

  /// The same in other logs: told of, not added up, since two logs of one event are no two events.
  private func elsewhere(_ fold: MessageFold) -> String {
    guard !fold.others.isEmpty else { return "" }
    var counts: [String: Int] = [:]
    for other in fold.others { counts[other.service.isEmpty ? "a log" : other.service, default: 0] += other.count }
    let names = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) \(Wording.count($0.value, "time"))" }
    return "; the same in longer lines of \(Wording.list(names))"
  }

  private var statementEntries: [TimelineEntry] {
    let slower = facts.statements.filter { $0.totalSeconds - $0.usualSeconds >= max(1, 0.5 * $0.usualSeconds) }
    return slower.prefix(Self.statements).map { statement in
      let text = Wording.oneLine(statement.statement, atMost: 200)
      return TimelineEntry(
        id: id(.slowQuery, statement.samples.first, statement.firstAt, statement.statement), at: statement.firstAt,
        kind: .slowQuery, origin: .observed, service: statement.service.isEmpty ? nil : statement.service,
        summary: "`\(text)` began to be slow (\(Wording.count(statement.count, "time")), "
          + "\(Wording.duration(statement.totalSeconds)) in all, the longest "
          + "\(Wording.milliseconds(statement.longestSeconds * 1000)))",
        count: statement.count, until: max(statement.firstAt, statement.lastAt),
        evidence: statement.samples.prefix(3).map(\.evidence))
    }
  }

  private func id(_ kind: EntryKind, _ sample: LineSample?, _ at: Timestamp, _ what: String) -> String {
    sample.map { EntryID.observed(kind, $0.source, $0.position.text) } ?? EntryID.measured(kind, at, what)
  }
}
