import Records

/// Looks at patterns before they are compiled: what a user must mend.
package enum LinePattern {
  /// Bytes of a pattern that is still one line's.
  private static let longest = 8192

  /// The names that fields of patterns have.
  package static var fieldNames: [String] { LineField.names.keys.sorted() }

  /// What is wrong with a pattern, as the end of a sentence that begins with it; nil where nothing is.
  package static func problem(_ pattern: String) -> String? {
    if pattern.utf8.count > longest { return "is longer than \(longest) bytes: no line is like that" }
    if pattern.contains(where: \.isNewline) { return "holds a line end: a pattern is of one line" }
    for name in variables(pattern) where !LineField.isKnown(name) {
      if name.isEmpty { return "holds a $ without a name behind it: write $_ for what is to be passed over" }
      let meant = NearestNames.meant(by: name, among: fieldNames).map { " did you mean $\($0)?" } ?? ""
      return
        "has no known field $\(name):\(meant) $_\(name) passes it over; 'hindcast formats --fields' lists the fields"
    }
    let parts = LinePlan(pattern).parts
    for (part, next) in zip(parts, parts.dropFirst()) {
      guard case .field = part, case .field(let following) = next else { continue }
      if following != .path, following != .pathArguments {
        return "has two fields with nothing between them: where one ends and the other begins cannot be told"
      }
    }
    var seen: Set<LineField> = []
    for case .field(let field) in parts where !field.isAdded && !seen.insert(field).inserted {
      return "has $\(LineField.name(of: field)) twice: write $_ for the one that does not count"
    }
    let times: [LineField] = [.time, .utcTime, .accessTime, .epoch, .clock]
    guard parts.contains(where: { part in times.contains { part == .field($0) } }) else {
      return
        "has no time: without one a record is nowhere in a timeline; use $time, $time_utc, $time_local or $time_epoch"
    }
    return nil
  }

  private static func variables(_ pattern: String) -> [String] {
    pattern.split(separator: "$", omittingEmptySubsequences: false).dropFirst().map { rest in
      let name = rest.first == "{" ? rest.dropFirst() : rest
      return String(name.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    }
  }
}
