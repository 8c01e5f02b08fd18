import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

/// `hindcast note --import`: reads a postmortem's timeline, and records what of it the incident does not have yet.
struct NoteImport {
  /// No postmortem is larger.
  static let maximumBytes = 4 << 20

  var path: String
  var incident: String?
  var reading: TimelineReading
  var options: CorrectionOptions

  /// What was, or would be, imported, as `--json` prints it.
  struct Report: Encodable {
    struct Row: Encodable {
      var at: Timestamp
      var kind: EntryKind
      var line: Int
      var text: String
    }

    struct LeftOut: Encodable {
      var line: Int
      var reason: WrittenTimeline.LeftOut.Reason
      var text: String
    }

    /// nil: the open incident, or the latest; or nobody knows yet.
    var incident: String?
    var rows: [Row]
    var leftOut: [LeftOut]
    var remarks: [String]
    /// Absent where nothing was recorded, only shown.
    var corrections: [Correction]?

    enum CodingKeys: String, CodingKey {
      case incident, rows, remarks, corrections
      case leftOut = "left_out"
    }
  }

  /// What would be imported, and nothing else.
  func preview(_ surroundings: Surroundings) throws -> String {
    let timeline = try read()
    let target = try target(timeline, surroundings)
    if options.json { return try ReadableJSON.encode(report(timeline, target, nil)) + "\n" }
    let clock = Clock(zone: surroundings.zone)
    let first = timeline.rows.first?.at ?? surroundings.now
    var table = Table(["TIME (\(clock.zoneName(at: first)))", "KIND", "LINE", "WHAT"])
    for row in timeline.rows {
      table.add([clock.dateAndTime(row.at), row.kind.rawValue, String(row.line), row.text])
    }
    let rows = table.isEmpty ? "" : table.text(width: surroundings.terminal.width, Ink(isOn: false))
    let place = target.incident.map { "into \($0)" } ?? "into the open incident, or the latest"
    return rows + "\(number(timeline.rows.count, "note")) would be imported \(place).\n" + asides(timeline, target)
  }

  func record(_ surroundings: Surroundings) throws -> String {
    let timeline = try read()
    let target = try target(timeline, surroundings)
    let notes = timeline.rows.map { ImportedNote(at: $0.at, kind: $0.kind, text: $0.text, by: $0.by) }
    guard !notes.isEmpty else {
      return options.json ? try ReadableJSON.encode(report(timeline, target, [])) + "\n" : asides(timeline, target)
    }
    let name = URL(fileURLWithPath: path).lastPathComponent
    let receipt = try options.record(
      .notes(incident: target.incident, source: name, notes: notes), surroundings)
    if options.json { return try ReadableJSON.encode(report(timeline, target, receipt.corrections)) + "\n" }
    var text = options.lines(of: receipt, surroundings)
    if receipt.corrections.isEmpty {
      text = "Nothing new: the incident has all \(number(notes.count, "note")) already.\n"
    }
    if case .notes(_, let new)? = receipt.corrections.first?.change, new.count < notes.count {
      text += "\(number(notes.count - new.count, "note")) more were there already.\n"
    }
    return text + asides(timeline, target)
  }

  private func read() throws -> WrittenTimeline {
    let data: Data
    do {
      data =
        try path == "-" ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw NoteImportError(path: path, reason: .unreadable)
    }
    guard data.count <= Self.maximumBytes else { throw NoteImportError(path: path, reason: .tooLarge) }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw NoteImportError(path: path, reason: .notUTF8)
    }
    do throws(TimelineReadingError) {
      return try reading.timeline(of: text)
    } catch {
      throw NoteImportError(path: path, reason: .timeline(error))
    }
  }

  /// The incident that was named; else the one that shares most time with the rows; else nil, as for a note.
  private func target(_ timeline: WrittenTimeline, _ surroundings: Surroundings) throws -> (
    incident: String?, isFound: Bool
  ) {
    if let incident { return (incident, true) }
    guard let first = timeline.rows.map(\.at).min(), let last = timeline.rows.map(\.at).max() else {
      return (nil, true)
    }
    func overlap(_ incident: Incident) -> Double {
      min(last, incident.endedAt ?? surroundings.now).seconds(since: max(first, incident.startedAt))
    }
    let found = try options.library(surroundings).incidents(IncidentFilter(since: first, until: last)).incidents
    let best = found.max { (overlap($0), $0.startedAt) < (overlap($1), $1.startedAt) }
    return (best?.id, best != nil)
  }

  /// What was assumed and left out, line by line.
  private func asides(_ timeline: WrittenTimeline, _ target: (incident: String?, isFound: Bool)) -> String {
    var text = ""
    if !target.isFound { text += "! no incident overlaps these times: name one if another is meant\n" }
    for remark in timeline.remarks { text += "! \(remark.controlsVisible)\n" }
    for reason in WrittenTimeline.LeftOut.Reason.allCases {
      let left = timeline.leftOut.filter { $0.reason == reason }
      guard !left.isEmpty else { continue }
      let lines = "\(left.count == 1 ? "line" : "lines") \(left.map { String($0.line) }.joined(separator: ", "))"
      text += "! left out, \(reason.words): \(lines)\n"
    }
    return text
  }

  private func report(
    _ timeline: WrittenTimeline, _ target: (incident: String?, isFound: Bool), _ corrections: [Correction]?
  ) -> Report {
    Report(
      incident: corrections?.first?.incident ?? target.incident,
      rows: timeline.rows.map { Report.Row(at: $0.at, kind: $0.kind, line: $0.line, text: $0.text) },
      leftOut: timeline.leftOut.map { Report.LeftOut(line: $0.line, reason: $0.reason, text: $0.text) },
      remarks: timeline.remarks, corrections: corrections)
  }

  private func number(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension WrittenTimeline.LeftOut.Reason {
  fileprivate var words: String {
    switch self {
    case .undated: "without a time (--undated TIME imports them)"
    case .elsewhere: "timed, but outside of the timeline"
    case .wordless: "timed, but without words"
    case .measured: "measured or observed by Hindcast"
    }
  }
}

/// Why a document could not be imported.
struct NoteImportError: LocalizedError {
  enum Reason {
    case unreadable, notUTF8, tooLarge
    case timeline(TimelineReadingError)
  }

  var path: String
  var reason: Reason

  /// One line: what happened and what to do.
  var errorDescription: String? {
    let name = path.controlsVisible
    return switch reason {
    case .unreadable: "cannot read \(name): check that it is a file that you may read"
    case .notUTF8: "\(name) is no UTF-8 text: convert it with 'iconv -t UTF-8'"
    case .tooLarge: "\(name) is larger than \(NoteImport.maximumBytes >> 20) MiB: import the part that has the timeline"
    case .timeline(let error): "\(name): \(error.localizedDescription)"
    }
  }
}
