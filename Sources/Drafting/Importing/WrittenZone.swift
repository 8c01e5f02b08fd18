package import Foundation
import Records

/// A time zone as people write it: `UTC`, `Z`, `UTC+2`, `+02:00`, `EST`, `Europe/Berlin`.
package struct WrittenZone: Equatable, Sendable {
  /// As it was written.
  package var name: String
  var zone: TimeZone
  /// Whether the name has meanings beside this one, or is written carelessly; a zone that a person names decides.
  var isDoubtful = false
  /// The clocks that the abbreviation's country shows, where these change in summer.
  private var region: TimeZone?
  /// What else the name means.
  private var others: String?
  /// Seconds east of Greenwich in each meaning.
  private var meanings: Set<Int> = []

  package init(_ zone: TimeZone) {
    name = zone.identifier
    self.zone = zone
  }

  private init(name: String, offset: Int) {
    self.name = name
    zone = TimeZone(secondsFromGMT: offset) ?? .gmt
  }

  private init(_ abbreviation: Abbreviation, name: String) {
    self.init(name: name, offset: Int(abbreviation.hours * 3600))
    region = abbreviation.region.flatMap(TimeZone.init(identifier:))
    others = abbreviation.others
    isDoubtful = region != nil || others != nil
    meanings = Set(([abbreviation.hours] + abbreviation.otherHours).map { Int($0 * 3600) })
    if abbreviation.followsRegion, let region {
      zone = region
      isDoubtful = others != nil
    }
  }

  /// Whether a zone that a person names decides what is meant: the name is in doubt, and one of its meanings is shown in
  /// that zone, in winter or summer. `EST` is no time of UTC, whatever the other rows have.
  func mayMean(_ named: TimeZone, in year: Int) -> Bool {
    guard isDoubtful else { return false }
    return [1, 7].contains { month in
      let days = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
      return meanings.contains(named.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(days) * 86_400)))
    }
  }

  /// What to say aloud of a time in this zone; nil: nothing is in doubt.
  func doubt(at time: Timestamp) -> String? {
    var doubts: [String] = []
    let date = Date(timeIntervalSince1970: TimeInterval(time.second))
    if let region, region.secondsFromGMT(for: date) != zone.secondsFromGMT(for: date) {
      let shown = Self.offsetName(region.secondsFromGMT(for: date))
      doubts.append("on that day clocks in \(region.identifier) showed \(shown)")
    }
    if let others { doubts.append("it also stands for \(others)") }
    guard !doubts.isEmpty else { return nil }
    let choice = region?.identifier ?? "ZONE"
    return "\(name) is read as \(Self.offsetName(zone.secondsFromGMT(for: date))), but "
      + doubts.joined(separator: ", and ") + ": if another is meant, add --tz \(choice)"
  }

  static func offsetName(_ seconds: Int) -> String {
    if seconds == 0 { return "UTC" }
    let minutes = abs(seconds) / 60
    let rest = minutes % 60
    return "UTC\(seconds < 0 ? "-" : "+")\(minutes / 60)" + (rest == 0 ? "" : ":\(rest < 10 ? "0" : "")\(rest)")
  }

  /// The zone at the cursor, which may stand in parentheses.
  /// - Parameter takesMinus: whether `-05:00` can be one here, and no span's other end.
  static func read(_ cursor: inout TextCursor, takesMinus: Bool = true) -> WrittenZone? {
    cursor.attempt { cursor in
      cursor.skipSpaces()
      guard let mark = cursor.take(anyOf: "([") else { return plain(&cursor, takesMinus: takesMinus) }
      guard let zone = plain(&cursor, takesMinus: true) else { return nil }
      _ = cursor.attempt { cursor -> Bool? in
        cursor.skipSpaces()
        return cursor.letters().lowercased() == "time" ? true : nil
      }
      return cursor.take(mark == "(" ? ")" : "]") ? zone : nil
    }
  }

  /// The first zone that a sentence on times names: `All times are in UTC`, `Timeline (times in CET)`.
  static func named(in text: some StringProtocol) -> WrittenZone? {
    var cursor = TextCursor(text)
    var isInWord = false
    while let next = cursor.next {
      if !isInWord, next.isUppercase, cursor.peek(1)?.isUppercase == true || cursor.peek(1)?.isLowercase == true,
        let zone = cursor.attempt(name)
      {
        return zone
      }
      isInWord = next.isLetter || next.isNumber
      cursor.advance()
    }
    return nil
  }

  private static func plain(_ cursor: inout TextCursor, takesMinus: Bool) -> WrittenZone? {
    if let zone = cursor.attempt(name) { return zone }
    guard takesMinus || cursor.next == "+" else { return nil }
    return cursor.attempt { cursor in
      offset(&cursor).map { WrittenZone(name: offsetName($0), offset: $0) }
    }
  }

  private static func name(_ cursor: inout TextCursor) -> WrittenZone? {
    let word = cursor.letters()
    if word == "UTC" || word == "GMT" || word == "Z" {
      let seconds = word == "Z" ? nil : cursor.attempt(offset)
      guard cursor.next?.isLetter != true, cursor.next?.isNumber != true else { return nil }
      return WrittenZone(name: seconds.map(offsetName) ?? "UTC", offset: seconds ?? 0)
    }
    if cursor.next == "/", word.count > 2, let city = city(&cursor) {
      return TimeZone(identifier: word + city).map(WrittenZone.init)
    }
    guard cursor.next?.isNumber != true, let abbreviation = Abbreviation.all[word] else { return nil }
    return WrittenZone(abbreviation, name: word)
  }

  /// The rest of a name as the tz database has it: `/Argentina/Buenos_Aires`.
  private static func city(_ cursor: inout TextCursor) -> String? {
    var name = ""
    while let next = cursor.next, next.isLetter || "/_-".contains(next) {
      name.append(next)
      cursor.advance()
    }
    return name.isEmpty ? nil : name
  }

  /// Seconds east of Greenwich: `+2`, `+02`, `+02:00`, `+0200`, ` + 5:30`.
  private static func offset(_ cursor: inout TextCursor) -> Int? {
    cursor.skipSpaces()
    guard let sign = cursor.take(anyOf: "+-−±") else { return nil }
    cursor.skipSpaces()
    if let four = cursor.number(4...4) {
      return four / 100 <= 14 && four % 100 < 60 ? (four / 100 * 60 + four % 100) * (sign == "+" ? 60 : -60) : nil
    }
    guard let hours = cursor.number(1...2), hours <= 14 else { return nil }
    let minutes = cursor.attempt { cursor in cursor.take(":") ? cursor.number(2...2) : nil } ?? 0
    guard minutes < 60 else { return nil }
    return (hours * 60 + minutes) * (sign == "+" ? 60 : -60)
  }
}

/// What an abbreviation of a zone stands for. The offset is the one that the abbreviation says, whatever the clocks of
/// its country showed on the day.
private struct Abbreviation {
  var hours: Double
  /// Whose clocks show it for a part of the year.
  var region: String?
  /// Whether it names the region's clocks, in summer and winter alike.
  var followsRegion = false
  /// What else it stands for.
  var others: String?
  var otherHours: [Double] = []

  static let all: [String: Abbreviation] = {
    var all: [String: Abbreviation] = [:]
    for (region, standard, summer, both, hours) in [
      ("America/New_York", "EST", "EDT", "ET", -5.0), ("America/Chicago", "CST", "CDT", "CT", -6),
      ("America/Denver", "MST", "MDT", "MT", -7), ("America/Los_Angeles", "PST", "PDT", "PT", -8),
      ("America/Anchorage", "AKST", "AKDT", "AKT", -9), ("Europe/Berlin", "CET", "CEST", "", 1),
      ("Europe/Helsinki", "EET", "EEST", "", 2), ("Europe/Lisbon", "WET", "WEST", "", 0),
      ("Australia/Sydney", "AEST", "AEDT", "AET", 10), ("Australia/Adelaide", "ACST", "ACDT", "", 9.5),
      ("Pacific/Auckland", "NZST", "NZDT", "", 12),
    ] {
      all[standard] = Abbreviation(hours: hours, region: region)
      all[summer] = Abbreviation(hours: hours + 1, region: region)
      if !both.isEmpty { all[both] = Abbreviation(hours: hours, region: region, followsRegion: true) }
    }
    all["CST"]?.others = "China's and Cuba's time"
    all["CST"]?.otherHours = [8, -5, 9.5]
    // As Australia writes its time in Australia.
    all["EST"]?.otherHours = [10]
    all["EDT"]?.otherHours = [11]
    all["BST"] = Abbreviation(hours: 1, region: "Europe/London", others: "Bangladesh's time", otherHours: [6])
    all["IST"] = Abbreviation(hours: 5.5, others: "Israel's and Ireland's time", otherHours: [2, 1])
    for (name, hours) in [
      ("JST", 9.0), ("KST", 9), ("SGT", 8), ("HKT", 8), ("AWST", 8), ("HST", -10), ("MSK", 3), ("TRT", 3), ("SAST", 2),
      ("BRT", -3), ("ART", -3), ("WAT", 1), ("CAT", 2), ("EAT", 3), ("PKT", 5), ("WIB", 7),
    ] { all[name] = Abbreviation(hours: hours) }
    return all
  }()
}
