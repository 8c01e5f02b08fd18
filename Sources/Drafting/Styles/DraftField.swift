/// A field that styles may name: what it is, and what lies within.
package struct DraftField: Sendable {
  package enum Shape: Sendable {
    /// `{{name}}`
    case text
    /// A text that may be missing: `{{#name}}{{.}}{{/name}}`.
    case optionalText
    /// Texts: `{{#name}}{{.}}{{/name}}` for each.
    case texts
    /// Whether something is so: `{{#name}}...{{/name}}`, `{{^name}}...{{/name}}`.
    case flag
    /// Fields of its own: `{{name.inner}}`, or `{{inner}}` in its section.
    case fields([String: DraftField])
    /// A section for each of some things, each with these fields.
    case list([String: DraftField])
  }

  package var meaning: String
  package var shape: Shape

  init(_ meaning: String, _ shape: Shape = .text) {
    self.meaning = meaning
    self.shape = shape
  }

  /// The fields within.
  package var members: [String: DraftField] {
    switch shape {
    case .fields(let members), .list(let members): members
    case .text, .optionalText, .texts, .flag: [:]
    }
  }

  /// All that styles may name at their top.
  package static let all: [String: DraftField] = incident.merging(impact) { $1 }.merging(entries) { $1 }
    .merging(conclusions) { $1 }

  private static let time: [String: DraftField] = [
    "time": DraftField("14:00:03"),
    "time-short": DraftField("14:00; 14:00:03 where there are seconds"),
    "time12": DraftField("2:00 PM; 2:00:03 PM where there are seconds"),
    "clock": DraftField("as time, behind the day where it is not that of the onset"),
    "clock-short": DraftField("as time-short, behind the day where it is not that of the onset"),
    "clock12": DraftField("as time12, behind the day where it is not that of the onset"),
    "date": DraftField("2024-06-05"), "date-long": DraftField("June 5, 2024"), "zone": DraftField("UTC, UTC+2"),
    "full": DraftField("2024-06-05 14:00:03 UTC"),
  ]

  private static func time(_ meaning: String) -> DraftField { DraftField(meaning, .fields(time)) }

  private static func whoSet(_ what: String) -> DraftField {
    DraftField("who set \(what); missing where it was measured", .optionalText)
  }

  private static let refs = DraftField(
    "the log lines that it rests on; the partial _refs refers to them", .list(["label": DraftField("the line's label")])
  )

  private static let entry: [String: DraftField] = [
    "at": time("when"), "kind": DraftField("onset, deploy, dead-end, ..."),
    "origin": DraftField("measured, observed or noted"),
    "provenance": DraftField("measured, observed, or noted and by whom"),
    "says": DraftField("what happened, behind the kind where the words do not say it"),
    "text": DraftField("what happened; of a note what stands behind the word for its kind"),
    "assumed": DraftField("what was suspected, of a hypothesis", .optionalText),
    "service": DraftField("of which service", .optionalText), "by": DraftField("who noted it", .optionalText),
    "repeats": DraftField(
      "there where it stands for several",
      .fields([
        "count": DraftField("how many, where the words do not say it", .optionalText), "until": time("the last"),
      ])),
    "refs": refs,
  ]

  private static let incident: [String: DraftField] = [
    "id": DraftField("the incident's id"), "title": DraftField("its title"),
    "severity": DraftField("minor, major or critical"), "zone": DraftField("the zone of all times: UTC, UTC+2"),
    "one-zone": DraftField("the same, missing where clocks are turned and times have it beside them", .optionalText),
    "start": time("when it began"), "end": time("when it was over; missing while it is not"),
    "known-until": time("the end, or the last that is known"),
    "duration": DraftField("31 min 37 s"), "detected": time("when the logs held enough evidence"),
    "detection-delay": DraftField("from the start until then; missing if it was at once", .optionalText),
    "title-by": whoSet("the title"), "severity-by": whoSet("the severity"), "start-by": whoSet("the start"),
    "end-by": whoSet("the end, or that it is not over"), "detected-by": whoSet("the detection"),
    "phase-count": DraftField("number of phases"), "relapsed": DraftField("whether it began again", .flag),
    "phases": DraftField(
      "stretches of trouble",
      .list(["from": time("its start"), "to": time("its end"), "duration": DraftField("how long")])),
    "phases-origin": DraftField("measured, or what of them a person set: measured, but for the end, set by ann"),
    "caveats": DraftField("what to know of the reconstruction, a sentence each", .texts),
    "caveats12": DraftField("the same, with times of day as time12 has them", .texts),
    "footnotes": DraftField("whether evidence goes into footnotes", .flag),
    "appendix": DraftField("whether evidence goes into an appendix", .flag),
    "evidence": DraftField(
      "the lines that this draft refers to",
      .list([
        "label": DraftField("the line's label"), "source": DraftField("its file or journal"),
        "position": DraftField("byte offset or cursor"), "line": DraftField("its number", .optionalText),
        "sha256": DraftField("hash of the original line"), "text": DraftField("the line, redacted"),
      ])),
    "charts": DraftField(
      "pictures",
      .list([
        "title": DraftField("its title"), "alternative": DraftField("what it shows"), "file": DraftField("its file"),
      ])),
    "similar": DraftField(
      "past incidents that resemble it",
      .list([
        "id": DraftField("its id"), "title": DraftField("its title"), "start": time("when it began"),
        "severity": DraftField("minor, major or critical"),
        "resemblance": DraftField("what both have in common"),
      ])),
  ]

  private static let impact: [String: DraftField] = [
    "has-requests": DraftField("whether requests were found", .flag), "requests": DraftField("requests in all"),
    "failed": DraftField("those that failed"), "failed-percent": DraftField("their share"),
    "slow": DraftField("those that were slow"),
    "impact-of-requests": DraftField(
      "how many requests did not come, failed and were slow, as far as that is known; missing where there are none",
      .optionalText),
    "lost": DraftField("requests that did not come, where traffic fell", .optionalText),
    "severity-minutes": DraftField(
      "how long it was how bad: critical for 1 h 4 min 30 s, minor for 3 min; and whose the severity of the whole is, where it was never that bad, or worse",
      .optionalText),
    "has-clients": DraftField("whether it is known how many clients were affected", .flag),
    "clients": DraftField("clients in all"), "affected-clients": DraftField("those with a failed or slow request"),
    "affected-clients-percent": DraftField("their share"),
    "method": DraftField("how this was counted", .optionalText),
    "symptoms": DraftField("what users met, a sentence each", .texts),
    "signals": DraftField(
      "what left its baseline",
      .list([
        "kind": DraftField("5xx, latency, ..."), "subject": DraftField("of what"), "usual": DraftField("usual value"),
        "worst": DraftField("worst value"), "from": time("since when"), "to": time("until when; missing if unknown"),
      ])),
    "more-signals": DraftField("how many more there are", .optionalText),
  ]

  private static func entries(_ meaning: String) -> DraftField { DraftField(meaning, .list(entry)) }

  private static let entries: [String: DraftField] = [
    "onset": DraftField("the entry of the onset", .fields(entry)),
    "detection": DraftField("the entry of the detection", .fields(entry)),
    "recovery": DraftField("the entry of the end", .fields(entry)),
    "rows": entries("the timeline, about a page of it"),
    "more-rows": entries("what the rows leave out"),
    "more-count": DraftField("how many more-rows there are", .optionalText),
    "left-out": DraftField("how many entries are in neither", .optionalText),
    "detections": entries("notes of who or what noticed it"),
    "detections-before": entries("those until the measured detection"),
    "detections-after": entries("those behind it"),
    "actions": entries("what was done while it lasted, as noted or as the logs show it"),
    "tried": entries("actions and hypotheses"),
    "responses": entries("the same with dead ends, escalations and who was told"),
    "commands": entries("commands that people ran meanwhile"), "hypotheses": entries("notes of what was suspected"),
    "dead-ends": entries("notes of what led nowhere"), "misleading": entries("hypotheses and dead ends"),
    "escalations": entries("notes of whom it was handed to"), "communications": entries("notes of who was told"),
    "mitigations": entries("notes of what eased it"), "resolutions": entries("notes of what ended it"),
    "notes": entries("other notes"), "people": DraftField("who noted something", .texts),
    "ending": DraftField(
      "what is known of how it ended: notes, recoveries, and what changed the system in the ten minutes before one",
      .list(
        entry.merging([
          "gap": DraftField("how long before a recovery", .optionalText), "recovered": time("that recovery"),
        ]) { $1 })),
    "change-before": DraftField(
      "the last change before the onset", .fields(entry.merging(["gap": DraftField("how long before")]) { $1 })),
  ]

  private static let conclusions: [String: DraftField] = [
    "causes": DraftField(
      "candidates for the cause, best first",
      .list([
        "rank": DraftField("1, 2, ..."), "kind": DraftField("deploy, slow-query, ..."),
        "headline": DraftField("kind and subject"), "why": DraftField("what speaks for it"), "at": time("when"),
        "lead": DraftField("299 s (4 min 59 s) before the onset"),
        "lead-unsaid": DraftField("the same, missing where what speaks for it says when it was", .optionalText),
        "score": DraftField("0 to 1, for ranking only"),
        "refs": refs,
      ])),
    "more-causes": DraftField("how many more there are", .optionalText),
    "ruled-out": DraftField(
      "what was checked and found not so",
      .list(["hypothesis": DraftField("what"), "finding": DraftField("what was found"), "refs": refs])),
    "questions": DraftField(
      "what to ask if a candidate holds",
      .list(["question": DraftField("the question"), "kind": DraftField("the candidate's kind")])),
  ]
}

extension DraftField {
  /// A field by its whole name.
  package struct Named: Encodable, Sendable {
    /// `start.clock`; `rows[].at` within a list.
    package var name: String
    package var meaning: String
  }

  /// All fields and what lies within them, by name; the forms of a time once.
  package static var glossary: [Named] {
    let forms = time.map { Named(name: "TIME.\($0.key)", meaning: "of every time: \($0.value.meaning)") }
    return (named(all, "") + forms).sorted { $0.name < $1.name }
  }

  private static func named(_ fields: [String: DraftField], _ place: String) -> [Named] {
    fields.flatMap { name, field -> [Named] in
      let whole = place + name
      let isTime = field.members["clock12"] != nil
      let suffix =
        switch field.shape {
        case .list, .texts: "[]"
        default: ""
        }
      return [Named(name: whole + suffix, meaning: field.meaning + (isTime ? " (a TIME)" : ""))]
        + (isTime ? [] : named(field.members, "\(whole)\(suffix)."))
    }
  }
}
