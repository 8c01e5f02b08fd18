import Control
import Drafting
import Incidents
import Records
import Store

extension IncidentRendering {
  /// All of an incident whose timeline is longer than memory may hold.
  func write(
    _ document: IncidentDocument, timeline entries: EntrySeries, to write: (String) throws -> Void
  ) throws {
    var incident = document.incident
    incident.timeline = try TellingEntries.of(incident, entries, clock: clock)
    var rendering = self
    rendering.clock = clock.covering(incident.printedTimes)
    try rendering.writeWhole(incident, document, entries, to: write)
  }

  private func writeWhole(
    _ incident: Incident, _ document: IncidentDocument, _ entries: EntrySeries, to write: (String) throws -> Void
  ) throws {
    var page = Page(width: min(width, Self.proseColumns))
    beginning(incident, document.similar, &page)
    page.section(ink.bold("Timeline"))
    try write(page.text)
    let days = DayMarks(incident, clock)
    var folding = RepeatFolding()
    try entries.eachPage { entries in
      let folded = entries.compactMap { folding.add($0.entry) }
      try write(folded.map { row($0.entry, days, lines: $0.lines) + "\n" }.joined())
    }
    if let last = folding.current { try write(row(last.entry, days, lines: last.lines) + "\n") }
    var rest = Page(width: min(width, Self.proseColumns))
    corrections(document.corrections, of: incident, &rest)
    var evidence = EvidenceListing()
    rest.lines(evidence.lines(of: incident.evidenceOfFindings, self))
    try write(rest.text)
    try entries.eachPage { page in
      var text = Page(width: width)
      text.lines(evidence.lines(of: page.flatMap(\.entry.evidence), self))
      try write(text.text)
    }
  }
}

/// The lines that an incident rests on, each once, under one heading.
struct EvidenceListing {
  /// Hashes of what was listed: there may be very many.
  private var listed: Set<Int> = []

  mutating func lines(of evidence: [Evidence], _ rendering: IncidentRendering) -> [String] {
    var lines: [String] = []
    for line in evidence {
      var hasher = Hasher()
      hasher.combine(line.source)
      hasher.combine(line.position)
      if listed.isEmpty { lines += ["", rendering.ink.bold("Evidence")] }
      guard listed.insert(hasher.finalize()).inserted else { continue }
      lines.append(
        "  \(rendering.reference(line))  position \(line.position.controlsVisible)  sha256 \(line.sha256.controlsVisible)"
      )
      lines.append(rendering.ink.dim("    \(line.text.controlsVisible)"))
    }
    return lines
  }
}

extension Incident {
  var evidenceOfFindings: [Evidence] { causes.flatMap(\.evidence) + ruledOut.flatMap(\.evidence) }
}

/// Folds runs of entries that say the same as `foldingRepeats` does, one by one; of their evidence the first is kept.
private struct RepeatFolding {
  private(set) var current: (entry: TimelineEntry, lines: Int)?

  /// - Returns: the entry that the one before is folded into, once no more can be.
  mutating func add(_ entry: TimelineEntry) -> (entry: TimelineEntry, lines: Int)? {
    guard var last = current, entry.isRepeat(of: last.entry) else {
      defer { current = (entry, entry.evidence.count) }
      return current
    }
    last.entry.count += entry.count
    last.entry.until = max(last.entry.until ?? last.entry.at, entry.until ?? entry.at)
    last.entry.starred = last.entry.starred || entry.starred
    if last.lines == 0 { last.entry.evidence = entry.evidence }
    last.lines += entry.evidence.count
    current = last
    return nil
  }
}
