import Incidents

/// What a draft says of where one of its rows comes from: `measured`, `observed`, `noted`, `noted by anna`, and of
/// a measured row whose time a person set `set by anna`.
struct Provenance: Equatable {
  var origin: Origin
  var by: String?

  init?(_ words: String) {
    let parts = words.split(separator: " ", maxSplits: 2).map(String.init)
    if parts.count == 3, parts[0] == "set", parts[1] == "by" {
      origin = .measured
      by = parts[2]
      return
    }
    guard let first = parts.first, let origin = Origin(rawValue: first) else { return nil }
    guard parts.count != 1 else {
      self.origin = origin
      return
    }
    guard origin == .noted, parts.count == 3, parts[1] == "by" else { return nil }
    self.origin = origin
    by = parts[2]
  }

  /// Takes it off a row's end, where it stands in parentheses before the references to evidence.
  static func take(off text: inout String) -> Provenance? {
    guard let start = text.lastIndex(of: "("), let end = text[start...].firstIndex(of: ")"),
      let provenance = Provenance(String(text[text.index(after: start)..<end]))
    else { return nil }
    text = text[..<start].trimmed
    return provenance
  }
}
