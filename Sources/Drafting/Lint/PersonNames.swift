/// Finds who is named: two capitalised words that are no name of a thing, `@handle`, and people who are known.
struct PersonNames {
  private let known: Set<String>

  init(known: Set<String>) {
    // Accounts that are nobody in particular.
    self.known = Set(known.map { $0.lowercased() }.filter { $0.count > 2 }).subtracting([
      "root", "admin", "administrator", "unknown", "hindcast", "ubuntu", "debian", "deploy", "www-data", "system",
      "user",
    ])
  }

  /// The places of names in a sentence.
  func places(in sentence: [LintWords.Word]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var at = 0
    while at < sentence.count {
      let word = sentence[at]
      if word.text.hasPrefix("@") && word.text.count > 2 || known.contains(Self.bare(word.lower)) {
        places.append(at..<at + 1)
        at += 1
      } else if at + 1 < sentence.count, Self.isNameLike(word), Self.isNameLike(sentence[at + 1]),
        !word.text.hasSuffix("'s")
      {
        places.append(at..<at + 2)
        at += 2
      } else {
        at += 1
      }
    }
    return places
  }

  /// One capital, then small letters; hyphens, apostrophes and Mc are for names, `MySQL` and `HTTP` are not.
  private static func isNameLike(_ word: LintWords.Word) -> Bool {
    let bare = bare(word.text)
    guard bare.count >= 2, let first = bare.first, first.isUppercase, !things.contains(bare.lowercased()) else {
      return false
    }
    let parts = bare.split { $0 == "-" || $0 == "'" || $0 == "’" }
    return parts.allSatisfy { part in
      let rest = part.hasPrefix("Mc") ? part.dropFirst(3) : part.dropFirst()
      return part.first?.isLetter == true && rest.allSatisfy { $0.isLowercase }
    } && bare.contains { $0.isLowercase }
  }

  /// Without a genitive.
  private static func bare(_ word: String) -> String {
    for ending in ["'s", "’s"] where word.hasSuffix(ending) { return String(word.dropLast(2)) }
    return word
  }

  /// Words that begin with a capital and name no person: how sentences begin, what postmortems are about, who does what.
  private static let things = Set(
    """
    the a an our we this that these those when after before during while because since as at in on if however initial \
    initially no all it its they their not and or but for from with by to of there then once both each every some any only \
    also later soon finally first second third next last another other such what which who why how where he she his her my \
    your you i one two three until upon under over without within between despite although though due
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september \
    october november december spring summer autumn winter black cyber christmas easter new year
    team teams engineer engineers engineering developer developers development database databases backend frontend server \
    servers service services system systems platform operations operation ops devops senior junior principal staff lead \
    manager director officer incident commander root cause causes issue issues summary detection time method actions action \
    taken misleading path paths escalation resolution impact duration start end timeline corrective preventative preventive \
    measures improvements fixes fix task tasks load balancer balancers network security data center centre content delivery \
    status page site reliability quality assurance human resources customer customers support product owner owners call web \
    website shop store checkout payment payments cart order orders api gateway cluster cache queue query queries code review \
    release deploy deployment rollback pipeline test tests testing staging production monitoring alert alerts alerting \
    dashboard metrics log logs error errors failure failures outage downtime latency request requests response traffic user \
    users client clients connection connections pool index table disk memory storage backup region zone availability cloud \
    amazon google microsoft azure apache kafka tomcat redis nginx postgres linux debian ubuntu windows docker kubernetes \
    jenkins terraform ansible grafana prometheus slack zoom teams jira pager duty open source software hardware firmware \
    kernel virtual machine container node nodes instance instances north south east west united states kingdom europe \
    america asia germany france london paris berlin york san francisco los angeles internal external primary secondary main \
    critical major minor high low medium process policy plan training documentation runbook postmortem lessons learned \
    candidate checked noted recorded measured observed severity priority contributing factors trigger recovery follow up
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
