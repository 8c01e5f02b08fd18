/// The names closest to one that was not found, for an error to suggest.
package enum NearestNames {
  /// At most five names: the fewest edits away first, the later name first among equals.
  package static func of(_ name: String, among names: [String]) -> [String] {
    let ranked = names.map { (name: $0, edits: edits(Array(name.prefix(64).utf8), Array($0.utf8))) }
      .sorted { ($0.edits, $1.name) < ($1.edits, $0.name) }
    return ranked.prefix(5).map(\.name)
  }

  /// The name that was surely meant: half of its letters are wrong at most; nil where there is none.
  package static func meant(by name: String, among names: [String]) -> String? {
    let letters = Array(name.prefix(64).utf8)
    return of(name, among: names).first { edits(letters, Array($0.utf8)) * 2 <= $0.utf8.count }
  }

  /// Insertions, deletions and substitutions that turn one into the other (Levenshtein 1966), a row at a time.
  private static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let substituted = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
