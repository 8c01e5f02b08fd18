package import Foundation

/// The comment at the end of every draft that says what it was made of, so that it can be made again:
/// `<!-- hindcast draft of 20240605-1400, style standard, times UTC, evidence footnotes, base 0123456789abcdef -->`
package struct DraftStamp: Sendable, Equatable {
  package var incident: String
  package var style: String
  package var zone: TimeZone
  package var evidence: EvidencePlace
  /// The hash of the text as it was generated, before anybody edited it; nil in that text itself.
  package var base: String?

  package init(
    incident: String, style: String, zone: TimeZone, evidence: EvidencePlace, base: String? = nil
  ) {
    self.incident = incident
    self.style = style
    self.zone = zone
    self.evidence = evidence
    self.base = base
  }

  package var comment: String {
    let end = base.map { ", base \($0)" } ?? ""
    return "\(Self.opening)\(incident), style \(style), times \(zone.name), evidence \(evidence.rawValue)\(end) -->"
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
    self.init(
      incident: incident, style: value("style") ?? DraftStyle.standardName,
      zone: value("times").flatMap { TimeZone(named: $0) } ?? .gmt,
      evidence: value("evidence").flatMap(EvidencePlace.init) ?? .footnotes, base: value("base"))
  }

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
    let seconds = secondsFromGMT()
    guard seconds != 0 else { return "UTC" }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let minutes = abs(seconds) / 60
    return (seconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
  }
}
