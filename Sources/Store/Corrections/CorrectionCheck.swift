import GRDB
import Incidents
import Records

/// Reads what a request asks for against what is shown, refuses what makes no sense, and names the changes to record.
struct CorrectionCheck {
  let shown: ShownIncidents
  let now: Timestamp
  /// The texts in which a note's own text may stand in a document, itself among them.
  let forms: (String) -> [String]
  /// Ids that an incident split off cannot get.
  let isTaken: (String) throws -> Bool

  /// Changes and the incident that they are made in; nil where that is none.
  typealias Checked = (incident: String?, changes: [Correction.Change])

  func check(_ change: CorrectionRequest.Change) throws -> Checked {
    switch change {
    case .note(let incident, let text, let kind, let at): try note(incident, text, kind, at)
    case .notes(let incident, let source, let notes): try self.notes(incident, source, notes)
    case .mark(let entry, let starred, let hidden): try mark(entry, starred, hidden)
    case .set(let incident, let fields): try set(incident, fields)
    case .merge(let incident, let other): try merge(incident, other)
    case .split(let incident, let at): try split(incident, at)
    case .undo(let number): try undo(number)
    }
  }

  /// Without its timeline.
  private func known(_ id: String) throws -> Incident {
    guard let incident = try shown.incident(id, includingHidden: true, entries: 0) else {
      throw CorrectionError.noSuchIncident(id)
    }
    return incident
  }

  private func note(_ id: String?, _ text: String, _ kind: EntryKind?, _ at: Timestamp?) throws -> Checked {
    let read = NoteKind.read(text)
    try checkLength(of: read.text)
    if let kind, !NoteKinds.all.contains(kind) { throw CorrectionError.notAKindOfNote(kind.rawValue) }
    let incident = try id.map { try known($0).id } ?? shown.openOrLatest()
    try at.map { try refuseFuture([$0], incident) }
    return (incident, [.note(kind: kind ?? read.kind, at: at?.wholeMilliseconds ?? now, text: read.text.onOneLine)])
  }

  /// Those notes that are not there yet.
  private func notes(_ id: String?, _ source: String, _ notes: [ImportedNote]) throws -> Checked {
    if let wrong = notes.first(where: { !NoteKinds.all.contains($0.kind) }) {
      throw CorrectionError.notAKindOfNote(wrong.kind.rawValue)
    }
    guard notes.count <= ImportedNote.limit else { throw CorrectionError.tooManyNotes(notes.count) }
    let incident = try id.map { try known($0).id } ?? shown.openOrLatest()
    try refuseFuture(notes.map(\.at), incident)
    var said = SaidNotes()
    for entry in try incident.map(shown.noted) ?? shown.log.notes.map(\.entry) { said.add(entry, forms: forms) }
    var new: [ImportedNote] = []
    for note in notes {
      let text = NoteKind.read(note.text).text
      try checkLength(of: text)
      let note = ImportedNote(
        at: note.at.wholeMilliseconds, kind: note.kind, text: text, by: note.by, line: note.line)
      if said.hold(note) { continue }
      new.append(note)
      said.add(TimelineEntry(id: "", at: note.at, kind: note.kind, origin: .noted, summary: text)) { [$0] }
    }
    let name = source.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return (incident, new.isEmpty ? [] : [.notes(source: name.isEmpty ? "a document" : name, notes: new)])
  }

  private func checkLength(of text: String) throws {
    if text.isEmpty { throw CorrectionError.emptyNote }
    try ImportedNote.refuseTooLong(text)
  }

  /// Nobody knows what will be. Where the clock of a log went ahead, what is known of the incident is no future.
  private func refuseFuture(_ times: [Timestamp], _ incident: String?) throws {
    guard let last = times.max()?.wholeMilliseconds, last > now else { return }
    if let incident, last <= (try shown.knownUntil(known(incident))) { return }
    throw CorrectionError.inTheFuture(last, now: now)
  }

  private func mark(_ prefix: String, _ starred: Bool?, _ hidden: Bool?) throws -> Checked {
    guard starred != nil || hidden != nil else { throw CorrectionError.nothingAsked }
    // An entry of just this id comes first.
    let matches = prefix.isEmpty ? [] : try shown.entryIDs(beginningWith: prefix, limit: 5)
    guard let entry = matches.first else {
      throw CorrectionError.noSuchEntry(prefix)
    }
    guard entry == prefix || matches.count == 1 else {
      throw CorrectionError.ambiguousEntry(prefix, matches: matches)
    }
    return (try shown.incident(ofEntry: entry), [.mark(entry: entry, starred: starred, hidden: hidden)])
  }

  private func set(_ id: String, _ fields: [String: String]) throws -> Checked {
    let incident = try known(id)
    if let unknown = fields.keys.filter({ IncidentField(rawValue: $0) == nil }).min() {
      throw CorrectionError.unknownField(unknown)
    }
    guard !fields.isEmpty else { throw CorrectionError.nothingAsked }
    var times: [IncidentField: Timestamp] = [:]
    var changes: [Correction.Change] = []
    for field in IncidentField.allCases {
      guard let value = fields[field.rawValue] else { continue }
      let checked = try field.checked(value)
      times[field] = field.isTime ? Timestamp(rfc3339: checked) : nil
      changes.append(.set(field: field, value: checked))
    }
    try refuseFuture(Array(times.values), incident.id)
    if !times.isEmpty {
      let start = times[.startedAt] ?? incident.startedAt
      let detected = times[.detectedAt] ?? incident.detectedAt
      let end = times[.endedAt] ?? incident.endedAt
      if start > detected { throw CorrectionError.timesOutOfOrder(.startedAt, start, before: .detectedAt, detected) }
      if let end, start > end { throw CorrectionError.timesOutOfOrder(.startedAt, start, before: .endedAt, end) }
    }
    return (incident.id, changes)
  }

  private func merge(_ id: String, _ otherID: String) throws -> Checked {
    let (incident, other) = (try known(id), try known(otherID))
    guard incident.id != other.id else { throw CorrectionError.alreadyOne(id, otherID) }
    return (incident.id, [.merge(incident: other.id)])
  }

  private func split(_ id: String, _ at: Timestamp) throws -> Checked {
    let incident = try known(id)
    let at = at.wholeMilliseconds
    let end = try incident.endedAt ?? max(shown.knownUntil(incident), now)
    guard incident.startedAt < at, at < end else {
      throw CorrectionError.splitOutside(incident.id, from: incident.startedAt, to: end)
    }
    let base = IncidentID.of(at)
    var (name, suffix) = (base, 2)
    while try isTaken(name) {
      name = "\(base)-\(suffix)"
      suffix += 1
    }
    return (incident.id, [.split(at: at, into: name)])
  }

  private func undo(_ number: Int?) throws -> Checked {
    let log = shown.log
    guard let number = number ?? log.effective.last?.number else { throw CorrectionError.nothingToUndo }
    guard let correction = log.all.first(where: { $0.number == number }) else {
      throw CorrectionError.noSuchCorrection(number)
    }
    guard !log.undone.contains(number) else { throw CorrectionError.alreadyUndone(number) }
    if case .split(_, let into) = correction.change {
      let later = log.effective.filter { $0.incident == into || $0.change == .merge(incident: into) }.map(\.number)
      guard later.isEmpty else { throw CorrectionError.neededBy(number, later: later) }
    }
    return (correction.incident, [.undo(correction: number)])
  }
}

extension Timestamp {
  /// As exact as times are in JSON, in which changes are kept.
  var wholeMilliseconds: Timestamp { Timestamp(rfc3339: rfc3339) ?? self }
}
