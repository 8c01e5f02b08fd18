/// What a unit's name says of it.
enum UnitName {
  private static let suffixes = [
    ".service", ".socket", ".timer", ".target", ".mount", ".scope", ".slice", ".path", ".device", ".swap",
  ]

  static func isUnit(_ text: String) -> Bool { suffixes.contains { text.hasSuffix($0) } }

  /// The name in lower case without its type: `postgresql@15-main`.
  static func stem(_ name: String) -> String {
    let name = name.lowercased()
    return suffixes.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
  }

  /// The lower-case words of a unit's, package's or service's name: `postgresql@15-main.service` gives
  /// `postgresql` and `main`.
  static func words(_ name: String) -> Set<String> {
    let words = stem(name).split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    return Set(words.map(String.init).filter { $0.count > 2 && $0.contains(where: \.isLetter) && $0 != "log" })
  }
}
