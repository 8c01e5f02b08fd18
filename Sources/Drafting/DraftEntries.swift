import Incidents
import Records

/// Timeline entries as the fields of a style, which refer to the lines that they rest on.
struct DraftEntries {
  let clock: DraftClock
  var references = EvidenceReferences()

  mutating func fields(_ entries: some Sequence<TimelineEntry>) -> [[String: Any]] { entries.map { fields($0) } }

  mutating func fields(_ entry: TimelineEntry) -> [String: Any] {
    [
      "at": clock.forms(entry.at), "kind": entry.kind.rawValue, "origin": entry.origin.rawValue,
      "provenance": entry.origin == .noted
        ? entry.by.map { "\(entry.kind.isMeasured ? "set" : "noted") by \($0)" } ?? "noted" : entry.origin.rawValue,
      "says": entry.saysKind ? entry.summary : "\(entry.kind.inWords): \(entry.summary)",
      "text": entry.origin == .noted ? NoteKind.body(of: entry.summary).withoutFullStop : entry.summary,
      "assumed": optional(entry.kind == .hypothesis ? NoteKind.body(of: entry.summary) : nil),
      "service": optional(entry.service), "by": optional(entry.by), "repeats": repeats(entry),
      "refs": references.fields(entry.evidence),
    ]
  }

  /// How often it was so and until when, as far as the summary does not say it. What was done to the host is one deed,
  /// however many records tell of it.
  private func repeats(_ entry: TimelineEntry) -> Any {
    let isTold = entry.isOneDeed || entry.summary.contains("\(entry.count.grouped) time")
    let shortest = entry.isOneDeed ? 60.0 : 1
    let until = entry.until.flatMap { $0.seconds(since: entry.at) >= shortest ? clock.forms($0) : nil }
    guard entry.count > 1, !isTold || until != nil else { return absent }
    return ["count": optional(isTold ? nil : entry.count.grouped), "until": optional(until)]
  }
}

/// What a field has that is not there: no section shows, and no field of that name further out is taken for it.
private let absent: [String] = []

/// A text that may be missing: `{{.}}` of its section.
func optional(_ text: String?) -> [String] { text.map { [$0] } ?? absent }

/// Fields that may be missing.
func optional(_ fields: [String: Any]?) -> Any { fields ?? absent }

extension String {
  /// For a place within a sentence.
  fileprivate var withoutFullStop: String { hasSuffix(".") && !hasSuffix("..") ? String(dropLast()) : self }
}

extension TimelineEntry {
  /// Whether several records tell of a single deed or event of this kind.
  fileprivate var isOneDeed: Bool {
    switch kind {
    case .deploy, .restart, .start, .stop, .failure, .packageChange, .reboot, .oom: true
    default: false
    }
  }

  /// Whether the summary says the kind already: "dead end: ...", "It began again", "`select ?` began to be slow".
  var saysKind: Bool {
    let start = summary.prefix(kind.rawValue.count).lowercased()
    if start == kind.rawValue || start == kind.inWords { return true }
    return switch kind {
    case .onset, .relapse: summary.hasPrefix("It began") || summary.hasPrefix("Also")
    case .recovery, .end: summary.hasPrefix("All signals were back") || summary.hasPrefix("It was over")
    case .peak: summary.contains(" reached ") || summary.contains(" fell to ")
    case .error: summary.contains(" began to log ")
    case .slowQuery: summary.contains(" began to be slow ")
    case .detected: summary.hasPrefix("The evidence sufficed") || summary.hasPrefix("It was noticed")
    case .deploy: summary.contains(" deploy")
    case .restart, .start, .stop, .failure:
      summary.contains("start") || summary.contains("stop") || summary.contains("fail")
    case .reload: summary.contains(" reloaded")
    case .packageChange: summary.hasPrefix("Package ")
    case .command: summary.contains(" ran `")
    case .oom: summary.contains(" killed ")
    case .reboot: summary.hasPrefix("The host ")
    case .note: true
    // Whoever noted it began with the kind, or said it in words of their own.
    case .escalation, .resolution, .action, .mitigation, .detection, .communication, .hypothesis, .deadEnd:
      NoteKind.read(summary).kind == kind
    default: false
    }
  }
}
