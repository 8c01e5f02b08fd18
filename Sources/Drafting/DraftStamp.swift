package import Foundation

/// The comment at the end of every draft that says what it was made of, so that it can be made again:
/// `<!-- hindcast draft of 20240605-1400, style standard, times UTC, evidence footnotes, clients pseudonym, emails pseudonym,
/// users pseudonym, base 0123456789abcdef -->`; `styles own` behind the style where files of the user's had a part in it.
package struct DraftStamp: Sendable, Equatable {
  package var incident: String
  package var style: String
  /// Whether the style, or a partial of it, was the user's own.
  package var isOwnStyle: Bool
  package var zone: TimeZone
  package var evidence: EvidencePlace
  /// How personal data was treated: `clients`, `emails`, `users`, each `keep`, `pseudonym` or `mask`.
  package var disclosed: [String: String]
  /// The hash of the text as it was generated, before anybody edited it; nil in that text itself.
  package var base: String?
  /// The first of its parts that names a zone or a place of evidence that there is not.
  package private(set) var unknown: String?

  package init(
    incident: String, style: String, isOwnStyle: Bool = false, zone: TimeZone, evidence: EvidencePlace,
    disclosed: [String: String] = [:], base: String? = nil
  ) {
    self.incident = incident
    self.style = style
    self.isOwnStyle = isOwnStyle
    self.zone = zone
    self.evidence = evidence
    self.disclosed = disclosed
    self.base = base
  }

  package var comment: String {
    var parts = ["\(incident)", "style \(style)"] + (isOwnStyle ? ["styles own"] : [])
    parts += ["times \(zone.name)", "evidence \(evidence.rawValue)"]
    parts += Self.personalData.compactMap { kind in disclosed[kind].map { "\(kind) \($0)" } }
    if let base { parts.append("base \(base)") }
    return "\(Self.opening)\(parts.joined(separator: ", ")) -->"
  }

  /// What the last such comment of a draft says; nil where there is none. What stands behind these parts is passed over.
  package init?(of draft: String) {
    let lines = TextLines(draft)
    guard let line = lines.stamp else { return nil }
    let text = lines.lines[line].dropFirst(Self.opening.count)
    let parts = (text.range(of: "-->").map { text[..<$0.lowerBound] } ?? text).split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard let incident = parts.first else { return nil }
    func value(_ key: String) -> String? {
      parts.first { $0.hasPrefix(key + " ") }.map { String($0.dropFirst(key.count + 1)) }
    }
    let (zone, place) = (value("times"), value("evidence"))
    let disclosed = Self.personalData.compactMap { kind in value(kind).map { (kind, $0) } }
    self.init(
      incident: incident, style: value("style") ?? DraftStyle.standardName, isOwnStyle: value("styles") == "own",
      zone: zone.flatMap { TimeZone(named: $0) } ?? .gmt, evidence: place.flatMap(EvidencePlace.init) ?? .footnotes,
      disclosed: Dictionary(disclosed) { $1 }, base: value("base"))
    if let zone, TimeZone(named: zone) == nil { unknown = "times \(zone)" }
    if let place, EvidencePlace(rawValue: place) == nil { unknown = "evidence \(place)" }
  }

  /// Whether a draft has no word beside the comment.
  package static func isAll(of draft: String) -> Bool {
    let lines = TextLines(draft)
    return lines.lines.indices.allSatisfy { $0 == lines.stamp || lines.lines[$0].allSatisfy(\.isWhitespace) }
  }

  private static let personalData = ["clients", "emails", "users"]
  fileprivate static let opening = "<!-- hindcast draft of "

  /// A draft as it goes to people: its last line names the hash of the text.
  package static func sealed(_ draft: String, base: String) -> String {
    guard var stamp = DraftStamp(of: draft) else { return draft }
    stamp.base = base
    return TextLines(draft).replacingStamp(with: stamp.comment)
  }
}

extension TextLines {
  /// The line that says what the draft was made of; nil where a person took it away.
  var stamp: Int? { lines.lastIndex { $0.hasPrefix(DraftStamp.opening) } }

  /// The text with another such line in its place; at the end where there is none.
  func replacingStamp(with comment: String) -> String {
    let place = stamp
    var text = ""
    for (index, line) in lines.enumerated() { text += (index == place ? Substring(comment) : line) + ends[index] }
    if place == nil { text += (isEnded ? "" : usualEnd) + usualEnd + comment + usualEnd }
    return text
  }
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
    return ZoneOffsets.digits(secondsFromGMT())
  }
}
