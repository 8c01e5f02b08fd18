import Records

/// First occurrences of the errors and slow statements that stand out in the incident.
struct MessageEntries {
  static let errors = 10
  static let statements = 3
  let facts: IncidentFacts

  var entries: [TimelineEntry] { errorEntries + statementEntries }

  private func excess(_ message: MessageFacts) -> Double { Double(message.count) - max(0, message.usualCount) }

  /// Errors well above their usual number, and whatever names a trouble; the most telling first.
  private var errorEntries: [TimelineEntry] {
    let ranked = facts.messages.compactMap { message -> (MessageFacts, Double)? in
      let tells = if case .cause = MessageMeaning.of(message).sense { true } else { false }
      guard excess(message) >= max(tells ? 1 : 5, message.usualCount), tells || message.severity >= .error else {
        return nil
      }
      return (message, excess(message) * (tells ? 10 : 1))
    }
    let chosen = ranked.sorted { a, b in
      if a.1 != b.1 { return a.1 > b.1 }
      return (a.0.service, a.0.template) < (b.0.service, b.0.template)
    }
    return chosen.prefix(Self.errors).map { entry($0.0) }
  }

  private func entry(_ message: MessageFacts) -> TimelineEntry {
    let service = message.service.isEmpty ? "A log" : message.service
    let usual = facts.runUpSeconds > 0 ? ", \(Wording.decimal(message.usualCount)) would be usual" : ""
    return TimelineEntry(
      id: id(.error, message.samples.first, message.firstAt, message.service + message.template), at: message.firstAt,
      kind: .error, origin: .observed, service: message.service.isEmpty ? nil : message.service,
      summary: "\(service) began to log `\(Wording.oneLine(message.template, atMost: 200))` "
        + "(\(Wording.count(message.count, "time"))\(usual))",
      count: message.count, until: message.lastAt, evidence: message.samples.prefix(3).map(\.evidence))
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
        count: statement.count, until: statement.lastAt, evidence: statement.samples.prefix(3).map(\.evidence))
    }
  }

  private func id(_ kind: EntryKind, _ sample: LineSample?, _ at: Timestamp, _ what: String) -> String {
    sample.map { EntryID.observed(kind, $0.source, $0.position.text) } ?? EntryID.measured(kind, at, what)
  }
}
