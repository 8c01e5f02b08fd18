/// What a unit's name says of it.
enum UnitName {
  private static let suffixes = [
    ".service", ".socket", ".timer", ".target", ".mount", ".scope", ".slice", ".path", ".device", ".swap",
  ]

  static func isUnit(_ text: String) -> Bool { suffixes.contains { text.hasSuffix($0) } }

  /// The lower-case words of a unit's, package's or service's name: `postgresql@15-main.service` gives
  /// `postgresql` and `main`.
  static func words(_ name: String) -> Set<String> {
    var stem = name.lowercased()
    for suffix in suffixes where stem.hasSuffix(suffix) { stem.removeLast(suffix.count) }
    let words = stem.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    return Set(words.map(String.init).filter { $0.count > 2 && $0.contains(where: \.isLetter) && $0 != "log" })
  }
}
