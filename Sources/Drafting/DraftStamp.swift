package import Foundation

/// The comment at the end of every draft that says what it was made of, so that it can be made again:
/// `<!-- hindcast draft of 20240605-1400, style standard, times UTC, evidence footnotes -->`
package struct DraftStamp: Sendable, Equatable {
  package var incident: String
  package var style: String
  package var zone: TimeZone
  package var evidence: EvidencePlace

  package init(incident: String, style: String, zone: TimeZone, evidence: EvidencePlace) {
    self.incident = incident
    self.style = style
    self.zone = zone
    self.evidence = evidence
  }

  package var comment: String {
    let times = zone.secondsFromGMT() == 0 && zone.identifier.hasSuffix("GMT") ? "UTC" : zone.identifier
    return "<!-- \(Self.opening)\(incident), style \(style), times \(times), evidence \(evidence.rawValue) -->"
  }

  /// What the last such comment of a draft says; nil where there is none. What stands behind these parts is passed over.
  package init?(of draft: String) {
    guard let opening = draft.range(of: "\n<!-- " + Self.opening, options: .backwards),
      let end = draft.range(of: "-->", range: opening.upperBound..<draft.endIndex)
    else { return nil }
    let parts = draft[opening.upperBound..<end.lowerBound].split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard let incident = parts.first else { return nil }
    func value(_ key: String) -> String? {
      parts.first { $0.hasPrefix(key + " ") }.map { String($0.dropFirst(key.count + 1)) }
    }
    self.init(
      incident: incident, style: value("style") ?? DraftStyle.standardName,
      zone: value("times").flatMap { $0 == "UTC" ? .gmt : TimeZone(identifier: $0) } ?? .gmt,
      evidence: value("evidence").flatMap(EvidencePlace.init) ?? .footnotes)
  }

  private static let opening = "hindcast draft of "
}
