/// A kind of trouble that software reports, and none did. Only where errors were logged at all.
struct MessageExclusion: ExclusionOfParts {
  let kind: CauseKind
  let hypothesis: String
  let what: String

  static let nameResolution = MessageExclusion(
    kind: .dns, hypothesis: "name resolution", what: "a failed name resolution")
  static let certificates = MessageExclusion(
    kind: .tls, hypothesis: "certificates", what: "a failed TLS handshake or an expired certificate")

  func finding(_ facts: IncidentFacts, causes: [CauseCandidate]) -> RuledOut? {
    guard !facts.messages.isEmpty, !facts.messages.contains(where: { MessageMeaning.of($0).sense == .cause(kind) })
    else { return nil }
    return RuledOut(
      hypothesis: hypothesis,
      finding:
        "No warning or error logged in the incident (\(Wording.count(facts.messages.count, "kind")) of them) speaks of "
        + "\(what).")
  }
}
