/// Words that blame beside the name of a person. A postmortem asks what let something happen, not who did it.
struct BlameRule: LintRule {
  let name = "blame"
  let summary = "words that blame beside a person's name"

  /// What somebody did or did not: the name stands before it.
  private static let deeds = phrases([
    "forgot", "had forgotten", "has forgotten", "failed to", "fails to", "neglected", "should have", "should've",
    "ought to have", "did not bother", "didn't bother", "ignored", "overlooked", "broke", "caused", "messed up",
    "screwed up", "mistakenly", "carelessly", "wrongly", "blindly",
  ])
  /// What judges somebody who is named in the same sentence.
  private static let judgements = phrases([
    "fault of", "at fault", "to blame", "blame", "blamed", "blames", "careless", "carelessness", "negligent",
    "negligence",
    "incompetent", "incompetence", "sloppy", "lazy", "should have known", "human error", "operator error", "user error",
    "pilot error", "mistake by", "mistake of", "guilty", "reckless",
  ])
  /// What names the culprit behind it.
  private static let causes = phrases(["caused by", "because of", "thanks to", "broken by"])
  /// Words between a name and a deed: "clearly", "then".
  private static let distance = 2

  private static func phrases(_ texts: [String]) -> [[String]] {
    texts.map { $0.split(separator: " ").map(String.init) }
  }

  func findings(in text: LintText) -> [LintFinding] {
    let people = PersonNames(known: text.knowledge.people)
    return LintWords.sentences(of: text).compactMap { sentence in
      let words = sentence.words
      let names = people.places(in: words)
      guard !names.isEmpty, let (name, phrase) = blame(words, names) else { return nil }
      let who = words[name].map(\.text).joined(separator: " ")
      return finding(
        words[phrase.lowerBound].line, "\"\(words[phrase].map(\.text).joined(separator: " "))\" beside \(who)",
        "say what let it happen: which check, alert or page was missing, and what was known at the time")
    }
  }

  private func blame(_ words: [LintWords.Word], _ names: [Range<Int>]) -> (Range<Int>, Range<Int>)? {
    for phrase in places(of: Self.judgements, words) {
      if let name = names.first(where: { !$0.overlaps(phrase) }) { return (name, phrase) }
    }
    // "Ada Example's fault"
    for name in names where name.upperBound < words.count && words[name.upperBound - 1].lower.hasSuffix("'s") {
      if ["fault", "mistake", "error", "negligence", "carelessness"].contains(words[name.upperBound].lower) {
        return (name, name.upperBound..<name.upperBound + 1)
      }
    }
    for phrase in places(of: Self.deeds, words) {
      let name = names.last { $0.upperBound <= phrase.lowerBound }
      if let name, phrase.lowerBound - name.upperBound <= Self.distance { return (name, phrase) }
    }
    for phrase in places(of: Self.causes, words) {
      if let name = names.first(where: { $0.lowerBound == phrase.upperBound }) { return (name, phrase) }
    }
    return nil
  }

  private func places(of phrases: [[String]], _ words: [LintWords.Word]) -> [Range<Int>] {
    words.indices.flatMap { start in
      phrases.filter { phrase in
        start + phrase.count <= words.count && zip(words[start...], phrase).allSatisfy { $0.lower == $1 }
      }.map { start..<start + $0.count }
    }
  }
}
