/// Reads the kind of a person's note from how it begins: `dead end: network ruled out`, `escalated to the DBAs`.
package enum NoteKind {
  /// The kind, and the note's whole text without space around it.
  package static func read(_ text: String) -> (kind: EntryKind, text: String) {
    let whole = trimmed(text)
    let words = words(of: whole)
    for (opening, kind) in openings where words.starts(with: opening) { return (kind, whole) }
    if words.first == "rollback" || words.first == "rolling", words.prefix(12).contains(where: isBegun) {
      return (.action, whole)
    }
    return (.note, whole)
  }

  /// What a note says behind the word for its kind, where a colon sets that off: `network ruled out` of
  /// `dead end: network ruled out`; the whole of `escalated to the DBAs`.
  package static func body(of text: String) -> String {
    let whole = trimmed(text)
    guard let colon = whole.prefix(40).firstIndex(of: ":") else { return whole }
    let opening = words(of: String(whole[..<colon]))
    let body = trimmed(String(whole[whole.index(after: colon)...]))
    return openings.contains { $0.0 == opening } && !body.isEmpty ? body : whole
  }

  /// The words that a note of a kind begins with; the first match counts.
  private static let openings: [([String], EntryKind)] = [
    (["dead", "end"], .deadEnd), (["deadend"], .deadEnd), (["ruled", "out"], .deadEnd),
    (["hypothesis"], .hypothesis), (["theory"], .hypothesis),
    (["escalated"], .escalation), (["escalation"], .escalation), (["escalating"], .escalation),
    (["resolved"], .resolution), (["resolution"], .resolution),
    (["mitigation"], .mitigation), (["mitigated"], .mitigation), (["mitigating"], .mitigation),
    (["action"], .action), (["investigating"], .action),
    (["detected"], .detection), (["detection"], .detection),
    (["communication"], .communication), (["communicated"], .communication), (["status", "page"], .communication),
    (["statuspage"], .communication),
  ]

  private static func isBegun(_ word: String) -> Bool { ["started", "begun", "back", "initiated"].contains(word) }

  /// The first words in lower case, whatever stands between them: `Dead-End:`, `[dead end]` and `dead end -` are alike.
  private static func words(of text: String) -> [String] {
    text.prefix(200).lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
