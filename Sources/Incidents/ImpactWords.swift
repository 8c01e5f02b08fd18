import Records

extension Incident {
  /// `2,990 of about 3,000 usual requests did not come; of those that came, 5 of 10 failed (50 %), 3 more were slow`;
  /// nil where no request is known of.
  package var requestsInWords: String? { impact.requestsInWords(isSlownessKnown: isSlownessKnown) }

  /// The same, and how many clients were affected.
  package var impactInWords: String { impact.inWords(isSlownessKnown: isSlownessKnown) }

  /// Whether the logs tell how long requests took.
  private var isSlownessKnown: Bool { impact.slow > 0 || !caveats.contains(IncidentCaveats.noRequestTime) }
}

extension Impact {
  /// `1,234 of 20,000 requests failed (6.17 %), 812 more were slow; 301 of 1,200 clients affected (25.08 %)`
  package func inWords(isSlownessKnown: Bool) -> String {
    let requests = requestsInWords(isSlownessKnown: isSlownessKnown) ?? "no requests were counted"
    guard let clients, let affectedClients, let percent = affectedClientsPercent else {
      return self.requests > 0 ? "\(requests); clients not counted" : requests
    }
    guard areAffectedClientsKnown else { return requests }
    return
      "\(requests); \(affectedClients.grouped) of \(clients.grouped) clients affected (\(percent.figure(places: 2)) %)"
  }

  /// Whether the clients that were seen tell how many were hurt: a request that did not come names none.
  package var areAffectedClientsKnown: Bool { clients ?? 0 > 0 && lostRequests <= requests }

  fileprivate func requestsInWords(isSlownessKnown: Bool) -> String? {
    let slow = "\(slow.grouped) more \(slow == 1 ? "was" : "were") slow"
    let bad = "failed (\(failedPercent.figure(places: 2)) %)" + (isSlownessKnown ? ", " + slow : "")
    let part = "\(failed.grouped) of \(requests.grouped)"
    guard let lost = lostOfUsual else { return requests > 0 ? "\(part) requests \(bad)" : nil }
    return "\(lost) did not come" + (requests > 0 ? "; of those that came, \(part) \(bad)" : "")
  }

  /// Those that did not come, of as many as would have come to all of the incident.
  private var lostOfUsual: String? {
    guard lostRequests > 0 else { return nil }
    let usual = lostRequests + requests
    return "\(lostRequests.grouped) of about \(usual.grouped) usual \(usual == 1 ? "request" : "requests")"
  }
}
