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
    "<!-- \(Self.opening)\(incident), style \(style), times \(zone.name), evidence \(evidence.rawValue) -->"
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
      zone: value("times").flatMap { TimeZone(named: $0) } ?? .gmt,
      evidence: value("evidence").flatMap(EvidencePlace.init) ?? .footnotes)
  }

  private static let opening = "hindcast draft of "
}

extension TimeZone {
  /// The zone of that name (`Europe/Berlin`, `UTC`, `+02:00`); nil where there is none.
  package init?(named name: String) {
    let offset = name.wholeMatch(of: /([+-])([0-9]{2}):?([0-9]{2})/)
    guard let offset, let hours = Int(offset.2), let minutes = Int(offset.3) else {
      self.init(identifier: name == "UTC" ? "GMT" : name)
      return
    }
    self.init(secondsFromGMT: (hours * 3600 + minutes * 60) * (offset.1 == "-" ? -1 : 1))
  }

  /// The name that gives this zone again.
  fileprivate var name: String {
    guard identifier.hasPrefix("GMT") else { return identifier }
    let seconds = secondsFromGMT()
    guard seconds != 0 else { return "UTC" }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let minutes = abs(seconds) / 60
    return (seconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
  }
}
