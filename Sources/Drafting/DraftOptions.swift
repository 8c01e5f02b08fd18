package import Foundation
package import Incidents

/// What a draft is made with, beside the incident and the style.
package struct DraftOptions: Sendable {
  /// The zone of the times that are printed.
  package var zone: TimeZone
  package var evidence: EvidencePlace
  /// Pictures that the draft shows, in this order.
  package var charts: [DraftChart]
  /// Past incidents that resemble this one, the newest first.
  package var similar: [PastIncident]
  /// How personal data was treated in the incident that is given, for the stamp.
  package var disclosed: [String: String]

  package init(
    zone: TimeZone = .gmt, evidence: EvidencePlace = .footnotes, charts: [DraftChart] = [],
    similar: [PastIncident] = [], disclosed: [String: String] = [:]
  ) {
    self.zone = zone
    self.evidence = evidence
    self.charts = charts
    self.similar = similar
    self.disclosed = disclosed
  }
}

/// Where a draft keeps the log lines that its statements rest on.
package enum EvidencePlace: String, Sendable, CaseIterable {
  /// In footnotes, as GitHub and GitLab render them.
  case footnotes
  /// In a list at the end, to which the statements link.
  case appendix
  /// Nowhere: the incident itself holds them.
  case none
}

/// A picture that a draft shows.
package struct DraftChart: Sendable, Equatable {
  package var title: String
  /// What it shows, for those who cannot see it.
  package var alternative: String
  /// Its file, as a path relative to the draft.
  package var file: String

  package init(title: String, alternative: String, file: String) {
    self.title = title
    self.alternative = alternative
    self.file = file
  }
}
