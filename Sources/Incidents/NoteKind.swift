/// Reads the kind of a person's note from its words.
package enum NoteKind {
  /// The kind that a note begins with, as people write during an incident: `dead end: network ruled out`, `escalated to
  /// the DBAs`; and the note's whole text without space around it.
  package static func read(_ text: String) -> (kind: EntryKind, text: String) {
    let whole = trimmed(text)
    return (opening(words(of: whole)) ?? .note, whole)
  }

  /// The kind that a sentence of a postmortem tells of, wherever in it the words stand: `Network issues ruled out`.
  package static func told(in sentence: String) -> EntryKind {
    let words = words(of: sentence)
    if let kind = opening(words) { return kind }
    return phrases.first { phrase, kind in isSaid(phrase, words, mayBeDoubtful: kind != .resolution) }?.1 ?? .note
  }

  private static func opening(_ words: [String]) -> EntryKind? {
    for (opening, kind) in openings where words.starts(with: opening) { return kind }
    if words.first == "rollback" || words.first == "rolling", words.prefix(12).contains(where: isBegun) {
      return .action
    }
    return nil
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

  /// The words by which a sentence tells of a kind; the first match counts. A star stands for any rest of a word.
  private static let phrases: [([String], EntryKind)] = [
    (.deadEnd, "misleading, dead end*, red herring*, ruled out, ruling out, no anomal*, no significant finding*"),
    (.deadEnd, "found nothing, nothing found, no effect, without effect, did not * resolve, did not resolve"),
    (.deadEnd, "did not help, didnt help, didnt resolve, unrelated, false lead*"),
    (.detection, "monitoring alert*, monitoring paged, alert* paged"),
    (.escalation, "escalat*, paged, handed over to, handed to, brought in, called in, reported to"),
    (.hypothesis, "hypothes*, assum*, suspect*, theor*, potential cause, potential root cause, possible cause"),
    (.hypothesis, "possible root cause, likely cause, likely root cause, believed to be"),
    (.communication, "communicat*, status page, statuspage, customers were informed, customers informed"),
    (.communication, "informed customers, notified customers, customers notified, announced"),
    (.resolution, "resolved, restored, stabilised, stabilises, stabilized, stabilizes, back to normal, recovered"),
    (.resolution, "returned to normal, fully operational, incident closed, all clear"),
    (.detection, "alert*, detect*, monitoring reported, users reported, customers reported, noticed by"),
    (.mitigation, "mitigat*, workaround*, hotfix*, fix deployed, fix applied, deployed a fix, failed over"),
    (.action, "rolled back, roll* back, rollback, reverted, deployed, redeployed, restart*, rebooted, applied, scaled"),
    (.action, "drained, disabled, enabled, attempted, adjusted, blocked, added, investigat*"),
    (.action, "inspected, checked, checking, began, begins, initiated, tested"),
  ].flatMap { kind, list in
    list.split(separator: ",").map { ($0.split(separator: " ").map(String.init), kind) }
  }

  /// Words before a phrase that take back what it says.
  private static let denials: Set<String> = [
    "not", "never", "no", "cannot", "didnt", "wasnt", "isnt", "couldnt", "without", "unless", "until", "before",
  ]
  /// Words before a phrase that say less than it does.
  private static let doubts: Set<String> = [
    "appeared", "appears", "seemed", "seems", "apparently", "briefly", "temporarily", "partially", "partly", "will",
    "would", "be", "expected",
  ]

  private static func isSaid(_ phrase: [String], _ words: [String], mayBeDoubtful: Bool) -> Bool {
    guard phrase.count <= words.count else { return false }
    return (0...(words.count - phrase.count)).contains { at in
      guard zip(phrase, words[at...]).allSatisfy(matches) else { return false }
      let before = words[max(0, at - 3)..<at]
      if before.contains(where: denials.contains) { return false }
      return mayBeDoubtful || !before.contains(where: doubts.contains)
    }
  }

  private static func matches(_ pattern: String, _ word: String) -> Bool {
    pattern.last == "*" ? word.hasPrefix(pattern.dropLast()) : word == pattern
  }

  private static func isBegun(_ word: String) -> Bool { ["started", "begun", "back", "initiated"].contains(word) }

  /// The first words in lower case, whatever stands between them: `Dead-End:`, `[dead end]` and `dead end -` are alike.
  private static func words(of text: String) -> [String] {
    let plain = text.prefix(400).lowercased().filter { $0 != "'" && $0 != "’" }
    return plain.split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
