package import Incidents
package import Store

/// One incident as `show --json` prints it: its own fields, and `corrections` where people made some.
package struct IncidentDocument: Codable, Sendable, Equatable {
  /// Entries of a timeline from which a draft or a screen chooses: more are no matter to a reader.
  package static let shownEntries = 5000

  package var incident: Incident
  package var corrections: [ListedCorrection]

  package init(incident: Incident, corrections: [ListedCorrection]) {
    self.incident = incident
    self.corrections = corrections
  }

  private enum CodingKeys: CodingKey { case corrections }

  package func encode(to encoder: any Encoder) throws {
    try incident.encode(to: encoder)
    guard !corrections.isEmpty else { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(corrections, forKey: .corrections)
  }

  package init(from decoder: any Decoder) throws {
    incident = try Incident(from: decoder)
    corrections =
      try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([ListedCorrection].self, forKey: .corrections)
      ?? []
  }
}
