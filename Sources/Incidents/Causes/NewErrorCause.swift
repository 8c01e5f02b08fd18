import Records

/// Errors that never occurred before the onset and whose words no other evidence knows.
struct NewErrorCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.newError]

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let earliest = facts.startedAt.advanced(bySeconds: -60)
    let fresh = facts.messages.filter { message in
      message.severity >= .error && message.count >= 3 && message.usualCount <= 0 && message.firstAt >= earliest
        && MessageMeaning.of(message).sense == .unknown
    }
    return fresh.prefix(3).map { message in
      let finding = SignatureFindings(label: message.template, strength: 1, messages: [message])
      return CauseCandidate(
        .newError, Wording.oneLine(message.template), at: message.firstAt, onset: facts.startedAt,
        score: 0.5 * finding.weight(facts),
        summary: "\(message.service.isEmpty ? "A log" : message.service) logged `\(Wording.oneLine(message.template))` "
          + "\(Wording.count(message.count, "time")) and not once before, first "
          + "\(Wording.relative(message.firstAt, toOnset: facts.startedAt)).",
        evidence: message.samples.prefix(3).map(\.evidence))
    }
  }
}
