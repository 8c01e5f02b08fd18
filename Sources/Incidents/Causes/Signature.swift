/// A kind of trouble as software words it.
struct Signature: Sendable {
  /// One wording; `strength` says how sure it is (1: the message names the trouble itself).
  struct Row: Sendable {
    let label: String
    let strength: Double
    let phrases: [Phrase]

    init(_ label: String, _ strength: Double, _ phrases: [Phrase]) {
      self.label = label
      self.strength = strength
      self.phrases = phrases
    }
  }

  let kind: CauseKind
  /// The best score its messages can give.
  let ceiling: Double
  let rows: [Row]
}

/// What a message says, by the first row that matches it.
struct MessageMeaning: Sendable {
  enum Sense: Sendable, Equatable {
    case cause(CauseKind)
    /// It only says that something else went wrong: a timeout, a killed worker.
    case consequence
    case unknown
  }

  let sense: Sense
  let label: String
  let strength: Double

  /// The order decides where a message says two things: the payment call that failed for its certificate is TLS.
  private static let signatures: [Signature] = [
    .outOfMemory, .diskFull, .certificate, .nameResolution, .saturation,
  ]

  static func of(_ message: MessageFacts) -> MessageMeaning {
    let template = read(MessageWords(message.template))
    if case .cause(let kind) = template.sense, kind != .dependency { return template }
    // A template may have lost the words that matter: then all samples must say the same.
    let samples = message.samples.map { read(MessageWords(withoutRequest($0.text))) }
    if let first = samples.first, case .cause = first.sense, first.sense != .cause(.dependency),
      samples.allSatisfy({ $0.sense == first.sense })
    {
      return first
    }
    return template.sense == .unknown ? (samples.first ?? template) : template
  }

  private static func read(_ words: MessageWords) -> MessageMeaning {
    for signature in signatures {
      if let row = match(words, signature.rows) {
        return MessageMeaning(sense: .cause(signature.kind), label: row.label, strength: row.strength)
      }
    }
    if let row = match(words, Consequences.rows) {
      return MessageMeaning(sense: .consequence, label: row.label, strength: row.strength)
    }
    if let row = match(words, Signature.dependency.rows) {
      return MessageMeaning(sense: .cause(.dependency), label: row.label, strength: row.strength)
    }
    return MessageMeaning(sense: .unknown, label: "", strength: 0)
  }

  private static func match(_ words: MessageWords, _ rows: [Signature.Row]) -> Signature.Row? {
    rows.first { row in row.phrases.contains(where: words.has) }
  }

  /// A client chooses what stands in its request: that must not sound like a cause.
  private static func withoutRequest(_ text: String) -> String {
    let marks: [String] = [", client: ", ", request: \"", " \"GET ", " \"POST "]
    let cuts = marks.compactMap { text.firstRange(of: $0)?.lowerBound }
    guard let cut = cuts.min() else { return text }
    return String(text[..<cut])
  }
}
