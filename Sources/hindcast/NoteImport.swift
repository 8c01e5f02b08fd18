import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

/// `hindcast note --import`: reads a postmortem's timeline, and records what of it the incident does not have yet.
///
/// A trial goes the same way and records nothing.
struct NoteImport {
  /// MiB of a document; what is read of it is at most four times as large in JSON.
  private static let longest = 4
  /// Rows further away from the incident are named, for their day may be wrong.
  private static let farSeconds = 86_400.0

  var path: String
  /// The incident that was named.
  var incident: String?
  var day: CivilDate?
  /// The time of what has none, as it was typed.
  var undated: String?
  var isTrial: Bool
  var options: CorrectionOptions

  func output(_ surroundings: Surroundings) throws -> String {
    let report = try report(surroundings)
    if options.json { return try ReadableJSON.encode(report) + "\n" }
    return isTrial ? report.preview(surroundings) : report.text(options, surroundings)
  }

  private func report(_ surroundings: Surroundings) throws -> NoteImportReport {
    let document = try DocumentInput(path, longest: Self.longest)
    var target = try incident.map { try options.incident($0, surroundings) }
    var reading = TimelineReading(day: day, zone: options.zone)
    if target == nil { target = try incident(of: try read(document, reading), surroundings) }
    reading.span = target.map { span(of: $0, surroundings) }
    if let undated { reading.undatedAt = try IncidentTimes(target, day: day, surroundings).time(undated) }
    var timeline = try read(document, reading)
    if let remark = document.remark { timeline.remarks.insert("the file \(remark)", at: 0) }
    if let target { try check(&timeline, target, surroundings) }
    let notes = timeline.rows.map {
      ImportedNote(at: $0.at, kind: $0.kind, text: $0.text, by: $0.by ?? options.by, line: $0.line)
    }
    guard !notes.isEmpty else { return NoteImportReport(timeline, incident: target?.id) }
    let name = URL(fileURLWithPath: path).lastPathComponent
    let change = CorrectionRequest.Change.notes(incident: target?.id, source: name, notes: notes)
    let receipt = try isTrial ? options.trial(change, surroundings) : options.record(change, surroundings)
    return NoteImportReport(timeline, incident: target?.id, receipt)
  }

  private func read(_ document: DocumentInput, _ reading: TimelineReading) throws -> WrittenTimeline {
    do throws(TimelineReadingError) {
      return try reading.timeline(of: document.text)
    } catch {
      throw NoteImportError(path: path, reason: .timeline(error))
    }
  }

  private func span(of incident: Incident, _ surroundings: Surroundings) -> ClosedRange<Timestamp> {
    incident.startedAt...max(incident.startedAt, incident.endedAt ?? max(incident.knownUntil, surroundings.now))
  }

  // MARK: Which incident

  /// The incident that the document was drafted of; else the one in which most rows lie, or that shares most time with
  /// them.
  private func incident(of timeline: WrittenTimeline, _ surroundings: Surroundings) throws -> Incident? {
    let library = try options.library(surroundings)
    guard let first = timeline.rows.map(\.at).min(), let last = timeline.rows.map(\.at).max() else { return nil }
    let drafted = try timeline.incident.flatMap { id in
      try library.incidents(
        IncidentFilter(since: first, until: last), entries: IncidentDocument.shownEntries
      ).incidents.first { $0.id == id }
    }
    if let drafted { return drafted }
    func closeness(_ incident: Incident) -> (rows: Int, seconds: Double) {
      let span = span(of: incident, surroundings)
      let shared = min(last, span.upperBound).seconds(since: max(first, span.lowerBound))
      return (timeline.rows.count { span.contains($0.at) }, shared)
    }
    let found = try library.incidents(
      IncidentFilter(since: first, until: last), entries: IncidentDocument.shownEntries
    ).incidents
    if let best = found.max(by: { closeness($0) < closeness($1) }) { return best }
    let month = 30 * 86_400.0
    let near = try library.incidents(
      IncidentFilter(since: first.advanced(bySeconds: -month), until: last.advanced(bySeconds: month))
    ).incidents.sorted { closeness($0).seconds > closeness($1).seconds }
    throw NoteImportError(
      path: path,
      reason: .noIncident(
        times: words(first, last, surroundings), near: near.prefix(3).map { words($0, surroundings) }))
  }

  /// Refuses a document whose rows are all of another time than the incident, and names those that are.
  private func check(_ timeline: inout WrittenTimeline, _ incident: Incident, _ surroundings: Surroundings) throws {
    let span = span(of: incident, surroundings)
    let far = timeline.rows.filter { row in
      span.lowerBound.seconds(since: row.at) > Self.farSeconds
        || row.at.seconds(since: span.upperBound) > Self.farSeconds
    }
    guard let first = far.map(\.at).min(), let last = far.map(\.at).max() else { return }
    let times = words(first, last, surroundings)
    guard far.count < timeline.rows.count else {
      throw NoteImportError(path: path, reason: .otherTimes(times: times, incident: words(incident, surroundings)))
    }
    let lines = far.map { String($0.line) }
    timeline.remarks.append(
      "\(lines.count == 1 ? "line" : "lines") \(lines.joined(separator: ", ")): more than a day away from "
        + "\(words(incident, surroundings)): \(times)")
  }

  private func words(_ first: Timestamp, _ last: Timestamp, _ surroundings: Surroundings) -> String {
    let clock = ZoneClock(zone: surroundings.zone)
    return first == last ? clock.rfc3339(first) : "\(clock.rfc3339(first)) to \(clock.rfc3339(last))"
  }

  private func words(_ incident: Incident, _ surroundings: Surroundings) -> String {
    let clock = ZoneClock(zone: surroundings.zone)
    func words(_ time: Timestamp) -> String { clock.rfc3339(Timestamp(seconds: time.second)) }
    return "\(incident.id) (\(words(incident.startedAt)) to \(incident.endedAt.map(words) ?? "now"))"
  }
}
