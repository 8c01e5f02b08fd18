import Records

/// An incident's impact in words, as drafts, the terminal and webhooks tell it.
extension Incident {
  /// `2,990 of about 3,000 usual requests did not come; of those that came, 5 of 10 failed (50 %), 3 more were slow`;
  /// nil where no request is known of.
  package var requestsInWords: String? {
    let outcome = impact.requests > 0 ? outcomeInWords : nil
    guard let lost = lostOfUsual else { return outcome.map { $0.of + " requests " + $0.failed } }
    return "\(lost) did not come" + (outcome.map { "; of those that came, \($0.of) \($0.failed)" } ?? "")
  }

  private var outcomeInWords: (of: String, failed: String) {
    let slow = "\(impact.slow.grouped) more \(impact.slow == 1 ? "was" : "were") slow"
    return (
      "\(impact.failed.grouped) of \(impact.requests.grouped)",
      "failed (\(impact.failedPercent.figure(places: 2)) %)" + (isSlownessKnown ? ", " + slow : "")
    )
  }

  /// `4 of 60 clients affected (6.67 %)`; nil where that is not known.
  package var clientsInWords: String? {
    guard areAffectedClientsKnown else { return nil }
    return "\(impact.affectedClients.grouped) of \(impact.clients.grouped) clients affected "
      + "(\(impact.affectedClientsPercent.figure(places: 2)) %)"
  }

  /// Both on one line.
  package var impactInWords: String {
    [requestsInWords ?? "no requests were counted", clientsInWords].compactMap(\.self).joined(separator: "; ")
  }

  /// Those that did not come, of as many as would have come to all of the incident.
  private var lostOfUsual: String? {
    guard impact.lostRequests > 0 else { return nil }
    let usual = impact.lostRequests + impact.requests
    return "\(impact.lostRequests.grouped) of about \(usual.grouped) usual \(usual == 1 ? "request" : "requests")"
  }

  /// Whether the logs tell how long requests took.
  private var isSlownessKnown: Bool { impact.slow > 0 || !caveats.contains(IncidentCaveats.noRequestTime) }

  /// Whether the clients that were seen tell how many were hurt: a request that did not come names none.
  package var areAffectedClientsKnown: Bool { impact.clients > 0 && impact.lostRequests <= impact.requests }
}
