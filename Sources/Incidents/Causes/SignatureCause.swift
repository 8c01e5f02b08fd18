import Records

/// Messages whose words name the trouble.
struct SignatureCause: CauseEvidence {
  let signature: Signature
  var kinds: Set<CauseKind> { [signature.kind] }

  init(_ signature: Signature) { self.signature = signature }

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    let findings = self.findings(facts)
    return findings.map { finding in
      CauseCandidate(
        signature.kind, finding.label, at: finding.firstAt, onset: facts.startedAt,
        score: signature.ceiling * finding.weight(facts), summary: Self.summary(finding, facts),
        evidence: finding.messages.flatMap(\.samples).prefix(5).map(\.evidence))
    }
  }

  /// By wording, in the order of the table; only what occurs more than it usually does.
  func findings(_ facts: IncidentFacts) -> [SignatureFindings] {
    var byLabel: [String: [MessageFacts]] = [:]
    var strengths: [String: Double] = [:]
    for message in facts.messages {
      let meaning = MessageMeaning.of(message)
      guard meaning.sense == .cause(signature.kind) else { continue }
      byLabel[meaning.label, default: []].append(message)
      strengths[meaning.label] = meaning.strength
    }
    return byLabel.keys.sorted().compactMap { label in
      let finding = SignatureFindings(
        label: label, strength: strengths[label] ?? 0, messages: byLabel[label] ?? [])
      return Double(finding.count) >= max(1, 1.5 * finding.usual) ? finding : nil
    }
  }

  /// `postgres logged "too many clients" 1,204 times (usually 0), first 12 s after the onset.`
  static func summary(_ finding: SignatureFindings, _ facts: IncidentFacts) -> String {
    let usually = facts.runUpSeconds > 0 ? " (\(Wording.decimal(finding.usual)) would be usual)" : ""
    let who = finding.services.isEmpty ? "The logs" : Wording.list(finding.services)
    let quote = finding.messages.first.map { Wording.oneLine($0.template, atMost: 100) } ?? ""
    return "\(who) logged \(finding.label) \(Wording.count(finding.count, "time"))\(usually), first "
      + "\(Wording.relative(finding.firstAt, toOnset: facts.startedAt)): `\(quote)`."
  }
}
