/// The name that a log file got when it was rotated: `access.log.2.gz`, `access.log-20260131`, `access.1.log`.
package struct RotatedName: Equatable {
  /// What stands in the name for its place among its siblings.
  enum Rank: Equatable {
    /// Counts from the newest.
    case number(Int)
    /// The digits of a date, which grow.
    case date(String)
  }

  enum Compression: Equatable { case none, readable, unreadable }

  /// The name before the rotation.
  var base: String
  var rank: Rank
  var compression: Compression

  private static let compressions: [(String, Compression)] = [
    (".gz", .readable), (".xz", .readable), (".zst", .readable), (".bz2", .unreadable), (".lz4", .unreadable),
    (".zip", .unreadable), (".Z", .unreadable),
  ]

  /// What a log of this path was called before it was rotated or compressed: `web/access.log` of `web/access.log.2.gz`.
  package static func unrotated(_ path: String) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let name = String(path[start...])
    if let rotated = RotatedName(name) { return path[..<start] + rotated.base }
    let suffix = compressions.first { name.hasSuffix($0.0) && name.count > $0.0.count }?.0 ?? ""
    return String(path.dropLast(suffix.count))
  }

  /// Nil where the name is none that a rotation gives.
  init?(_ name: String) {
    var plain = Substring(name)
    compression = .none
    for (suffix, kind) in RotatedName.compressions where plain.hasSuffix(suffix) {
      plain = plain.dropLast(suffix.count)
      compression = kind
      break
    }
    if plain.hasSuffix(".old"), plain.count > 4 {
      base = String(plain.dropLast(4))
      rank = .number(1)
    } else if let (stem, found) = RotatedName.split(plain) {
      base = String(stem)
      rank = found
    } else if let dot = plain.lastIndex(of: "."), let (stem, found) = RotatedName.split(plain[..<dot]) {
      // logrotate's `extension`.
      base = String(stem) + plain[dot...]
      rank = found
    } else {
      return nil
    }
  }

  /// The stem of a name and the rank behind it.
  private static func split(_ name: Substring) -> (Substring, Rank)? {
    let isOfRank: (Character) -> Bool = { $0.isASCII && ($0.isNumber || "-_.:T".contains($0)) }
    var start = name.endIndex
    while start > name.startIndex, isOfRank(name[name.index(before: start)]) { start = name.index(before: start) }
    // The rank begins with a separator, then a digit.
    while start < name.endIndex {
      let next = name.index(after: start)
      if next < name.endIndex, "-_.".contains(name[start]), name[next].isNumber { break }
      start = next
    }
    guard start < name.endIndex, start > name.startIndex, name.last?.isNumber == true else { return nil }
    let digits = name[start...].filter(\.isNumber)
    if digits.count >= 6 { return (name[..<start], .date(String(digits))) }
    guard name[start] == ".", digits.count == name[start...].count - 1, let number = Int(digits) else { return nil }
    return (name[..<start], .number(number))
  }

  /// Whether it was rotated before `other`; nil where the names do not say.
  func isOlder(than other: RotatedName) -> Bool? {
    switch (rank, other.rank) {
    case (.number(let mine), .number(let its)): mine > its
    case (.date(let mine), .date(let its)): mine.count == its.count ? mine < its : nil
    default: nil
    }
  }
}
