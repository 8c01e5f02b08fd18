package import Incidents
package import Store

/// One incident as `show --json` prints it: its own fields, `corrections` where people made some, and `similar` where
/// incidents before it resemble it.
package struct IncidentDocument: Codable, Sendable, Equatable {
  /// Entries of a timeline from which a draft or a screen chooses: more are no matter to a reader.
  package static let shownEntries = 5000

  package var incident: Incident
  package var corrections: [ListedCorrection]
  /// The newest first.
  package var similar: [PastIncident]

  package init(incident: Incident, corrections: [ListedCorrection], similar: [PastIncident] = []) {
    self.incident = incident
    self.corrections = corrections
    self.similar = similar
  }

  private enum CodingKeys: CodingKey { case corrections, similar }

  package func encode(to encoder: any Encoder) throws {
    try incident.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    if !corrections.isEmpty { try container.encode(corrections, forKey: .corrections) }
    if !similar.isEmpty { try container.encode(similar, forKey: .similar) }
  }

  package init(from decoder: any Decoder) throws {
    incident = try Incident(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    corrections = try container.decodeIfPresent([ListedCorrection].self, forKey: .corrections) ?? []
    similar = try container.decodeIfPresent([PastIncident].self, forKey: .similar) ?? []
  }
}
