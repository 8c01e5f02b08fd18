import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

/// One incident as text for a terminal: about one screen, unless all is asked for.
struct IncidentRendering {
  var clock: Clock
  var ink: Ink
  /// Columns of the terminal; timeline rows are cut to it, prose is wrapped to it or to 120 if that is less.
  var width: Int
  var showsAll = false
  /// Whether timeline rows begin with the ids of their entries.
  var showsIDs = false
  var glyphs = ChartGlyphs.blocks

  /// What fits a screen.
  private static let timelineRows = 24
  private static let signalRows = 6
  private static let causeRows = 4
  static let proseColumns = 120

  func text(
    _ incident: Incident, corrections listed: [ListedCorrection] = [], similar: [PastIncident] = []
  ) -> String {
    var rendering = self
    rendering.clock = clock.covering(incident.printedTimes)
    return rendering.pages(of: incident, listed, similar)
  }

  private func pages(of incident: Incident, _ listed: [ListedCorrection], _ similar: [PastIncident]) -> String {
    var page = Page(width: min(width, Self.proseColumns))
    beginning(incident, similar, &page)
    timeline(incident, &page)
    corrections(listed, of: incident, &page)
    if showsAll {
      var evidence = EvidenceListing()
      page.lines(evidence.lines(of: incident.evidenceOfFindings, self))
      page.lines(evidence.lines(of: incident.timeline.flatMap(\.evidence), self))
    }
    return page.text
  }

  /// What comes before the timeline.
  func beginning(_ incident: Incident, _ similar: [PastIncident], _ page: inout Page) {
    heading(incident, &page)
    impact(incident, &page)
    signals(incident, &page)
    charts(incident, &page)
    causes(incident, &page)
    ruledOut(incident, &page)
    self.similar(similar, &page)
  }

  private func heading(_ incident: Incident, _ page: inout Page) {
    let mark = incident.severity == .critical ? ink.red : incident.severity == .major ? ink.yellow : ink.plain
    page.line(ink.bold(cut(incident.title, width)))
    page.line(
      "\(ink.bold(incident.id.controlsVisible))  \(mark(incident.severity.rawValue))  \(incident.status.rawValue)")
    page.skip()
    page.field("started", clock.dateTimeAndZone(incident.startedAt) + setting(.startedAt, incident))
    let delay = incident.detectedAt.duration(since: incident.startedAt).inWords
    page.field(
      "detected",
      "\(clock.dateAndTime(incident.detectedAt))  (\(delay) after the start)" + setting(.detectedAt, incident))
    let duration = incident.knownUntil.duration(since: incident.startedAt).inWords
    let phases = incident.phases.count > 1 ? ", in \(incident.phases.count) phases" : ""
    if let end = incident.endedAt {
      page.field("ended", "\(clock.dateAndTime(end))  (lasted \(duration)\(phases))" + setting(.endedAt, incident))
    } else {
      page.field("ended", "still open, known for \(duration)\(phases)" + setting(.endedAt, incident))
    }
    severities(incident, &page)
  }

  /// Who set a time, and what was measured instead.
  private func setting(_ field: IncidentField, _ incident: Incident) -> String {
    guard let person = incident.setBy[field] else { return "" }
    let measured = incident.measured[field].map { "; measured \(clock.dateAndTime($0))" }
    return "  (set by \(person.controlsVisible)\(measured ?? ""))"
  }

  /// How long it was how bad, where that is not the severity of the whole throughout.
  private func severities(_ incident: Incident, _ page: inout Page) {
    guard Set(incident.severitySpans.map(\.severity)) != [incident.severity], let course = incident.severityCourse
    else {
      return
    }
    page.field("severity", course)
  }

  private func impact(_ incident: Incident, _ page: inout Page) {
    let impact = incident.impact
    page.field("impact", incident.impactInWords)
    logs(impact, &page)
    if !impact.method.isEmpty { page.field("counted", impact.method.printingTimes(clock.dateTimeAndZone)) }
    for caveat in incident.caveats { page.field("caveat", caveat.printingTimes(clock.dateTimeAndZone)) }
  }

  /// Where it hurt, of a service that is read from several logs.
  private func logs(_ impact: Impact, _ page: inout Page) {
    let shown = showsAll ? impact.logs[...] : impact.logs.prefix(3)
    for (i, log) in shown.enumerated() {
      page.field(
        i == 0 ? "logs" : "",
        "\(log.source.controlsVisible): \(log.failed.grouped) of \(log.requests.grouped) failed, \(log.slow.grouped) slow"
      )
    }
    if shown.count < impact.logs.count {
      page.field("", "and \(impact.logs.count - shown.count) more logs: --all")
    }
  }

  private func signals(_ incident: Incident, _ page: inout Page) {
    guard !incident.signals.isEmpty else { return }
    page.section(ink.bold("Signals"))
    let shown = showsAll ? incident.signals[...] : incident.signals.mostTelling(Self.signalRows)[...]
    let chart = SignalChart(clock: clock, width: min(width, Self.proseColumns), glyphs: glyphs)
    for line in chart.lines(of: incident, signals: shown) { page.line(line) }
    more(incident.signals.count - shown.count, &page)
  }

  private func charts(_ incident: Incident, _ page: inout Page) {
    let chart = TextChart(zone: clock.zone, glyphs: glyphs, width: min(width, Self.proseColumns))
    let charts = incident.series.map { chart.lines(of: incident, $0) }.filter { !$0.isEmpty }
    guard !charts.isEmpty else { return }
    page.section(ink.bold("Measured"))
    let shown = showsAll ? charts[...] : charts.prefix(1)
    for (index, lines) in shown.enumerated() {
      if index > 0 { page.skip() }
      for line in lines { page.line(line) }
    }
    more(charts.count - shown.count, &page)
  }

  private func causes(_ incident: Incident, _ page: inout Page) {
    page.section(ink.bold("Candidates for the cause") + ink.dim("  (a person decides)"))
    if incident.causes.isEmpty { page.line("  none found in these logs") }
    // The first few, and the best for each relapse.
    var seen: Set<Int> = []
    let shown = incident.causes.enumerated().filter { place, cause in
      let isFirstOfRelapse = cause.phase.map { seen.insert($0).inserted } ?? false
      return showsAll || place < Self.causeRows || isFirstOfRelapse
    }.map(\.element)
    for cause in shown {
      let relapse = cause.phase.flatMap { incident.phases.count >= $0 ? incident.phases[$0 - 1].startedAt : nil }
      let when = cause.leadInWords(cause.leadSpan) + (relapse.map { " at \(DayMarks(incident, clock).time($0))" } ?? "")
      page.paragraph(
        "\(cause.rank). \(cause.headline)  [\(when), score \(cause.score.figure(places: 2))]",
        indent: 2)
      page.paragraph(cause.summary + references(cause.evidence), indent: 5)
    }
    more(incident.causes.count - shown.count, &page)
  }

  private func ruledOut(_ incident: Incident, _ page: inout Page) {
    guard !incident.ruledOut.isEmpty else { return }
    page.section(ink.bold("Ruled out"))
    for ruled in incident.ruledOut {
      page.paragraph("\(ruled.hypothesis): \(ruled.finding)" + references(ruled.evidence), indent: 2)
    }
  }

  private func similar(_ past: [PastIncident], _ page: inout Page) {
    guard !past.isEmpty else { return }
    page.section(ink.bold("Similar incidents before"))
    for incident in past {
      page.paragraph("\(incident.id.controlsVisible)  \(incident.title)", indent: 2)
      page.paragraph(
        "\((incident.similarity * 100).figure(places: 0)) % alike: \(incident.shared.joined(separator: "; "))",
        indent: 5)
    }
  }

  private func timeline(_ incident: Incident, _ page: inout Page) {
    page.section(ink.bold("Timeline"))
    let selection = TimelineSelection(incident.timeline, limit: showsAll ? nil : Self.timelineRows)
    let days = DayMarks(incident, clock)
    for row in selection.rows {
      switch row {
      case .omitted(let count, _, _): page.line(ink.dim("  ... \(count.grouped) more, --all"))
      case .entry(let entry): page.line(self.row(entry, days, lines: entry.evidence.count))
      }
    }
  }

  /// - Parameter lines: on how many lines it rests, of which it need not have all.
  func row(_ entry: TimelineEntry, _ days: DayMarks, lines: Int) -> String {
    let id = showsIDs ? pad(cut(entry.id, 15), 16) : ""
    let head = "  \(id)\(days.time(entry.at)) \(entry.starred ? "*" : " ") "
    let kind = pad(entry.kind.rawValue, 15) + pad(entry.origin.rawValue, 9)
    let until = entry.until.map { $0 > entry.at ? " until \(days.time($0))" : "" } ?? ""
    let count = entry.count > 1 ? " (×\(entry.count.grouped)\(until))" : ""
    let columns = width - head.count - 25 - displayWidth(count)
    let reference = references(entry.evidence.prefix(1), of: lines)
    let rest = columns - displayWidth(reference) < 24 ? count : count + reference
    let room = max(10, width - head.count - 25 - displayWidth(rest))
    return head + ink.kind(kind, entry.kind) + " " + cut(entry.saying, showsAll ? .max : room) + ink.dim(rest)
  }

  /// What people corrected; of the undone ones and the undos only where all is asked for.
  func corrections(_ listed: [ListedCorrection], of incident: Incident, _ page: inout Page) {
    let shown = listed.filter { line in
      if case .undo = line.correction.change { return showsAll }
      return showsAll || !line.isUndone
    }
    guard !shown.isEmpty else { return }
    page.section(ink.bold("Corrections") + ink.dim("  ('hindcast undo NUMBER' takes one back)"))
    let clock = clock.covering(shown.map(\.correction.at) + [incident.startedAt])
    for line in shown {
      let correction = line.correction
      let place = correction.incident.flatMap { $0 == incident.id ? nil : " (\($0))" } ?? ""
      page.paragraph(
        "\(correction.number). \(clock.dateAndTime(correction.at)) \(correction.by): "
          + correction.summary.printingTimes(clock.dateTimeAndZone) + place
          + (line.isUndone ? "  [undone]" : ""), indent: 2)
    }
  }

  private func more(_ count: Int, _ page: inout Page) {
    if count > 0 { page.line(ink.dim("  ... \(count.grouped) more, --all")) }
  }

  private func references(_ evidence: [Evidence]) -> String {
    references(evidence.prefix(3), of: evidence.count)
  }

  private func references(_ named: ArraySlice<Evidence>, of count: Int) -> String {
    guard !named.isEmpty else { return "" }
    let more = count > named.count ? " +\(count - named.count)" : ""
    return "  <" + named.map(reference).joined(separator: ", ") + more + ">"
  }

  /// The source's last path component and the line, or the position where no line is known.
  func reference(_ evidence: Evidence) -> String {
    let name = evidence.source.split(separator: "/").last.map(String.init) ?? evidence.source
    let place = evidence.line.map(String.init) ?? "@" + evidence.position
    return cut("\(name):\(place)", 40)
  }
}

/// Prints the time alone, and the date too where it is not that of the onset.
struct DayMarks {
  let clock: Clock
  let day: String

  init(_ incident: Incident, _ clock: Clock) {
    self.clock = clock
    day = clock.date(incident.startedAt)
  }

  func time(_ time: Timestamp) -> String { clock.date(time) == day ? clock.time(time) : clock.dateAndTime(time) }
}
