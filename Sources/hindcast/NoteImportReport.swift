import Control
import Drafting
import Incidents
import Records
import Store

/// What was, or would be, imported, as `--json` prints it.
struct NoteImportReport: Encodable {
  struct Row: Encodable {
    var at: Timestamp
    var kind: EntryKind
    var line: Int?
    var text: String
  }

  struct LeftOut: Encodable {
    var line: Int
    var reason: WrittenTimeline.LeftOut.Reason
    var text: String
  }

  var incident: String?
  /// Those that are new.
  var rows: [Row]
  /// Rows of the file that the incident has already.
  var alreadyThere: Int
  var leftOut: [LeftOut]
  var remarks: [String]
  private let receipt: CorrectionReceipt

  private enum CodingKeys: String, CodingKey {
    case incident, rows, remarks
    case alreadyThere = "already_there"
    case leftOut = "left_out"
    case corrections
  }

  init(
    _ timeline: WrittenTimeline, incident: String?,
    _ receipt: CorrectionReceipt = CorrectionReceipt(corrections: [], summaries: [])
  ) {
    self.receipt = receipt
    self.incident = receipt.corrections.first?.incident ?? incident
    rows = receipt.corrections.flatMap { correction in
      guard case .notes(_, let notes) = correction.change else { return [Row]() }
      return notes.map { Row(at: $0.at, kind: $0.kind, line: $0.line, text: $0.text) }
    }
    alreadyThere = timeline.rows.count - rows.count
    leftOut = timeline.leftOut.map { LeftOut(line: $0.line, reason: $0.reason, text: $0.text) }
    remarks = timeline.remarks
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(incident, forKey: .incident)
    try container.encode(rows, forKey: .rows)
    try container.encode(alreadyThere, forKey: .alreadyThere)
    try container.encode(leftOut, forKey: .leftOut)
    try container.encode(remarks, forKey: .remarks)
    try container.encode(receipt.corrections, forKey: .corrections)
  }

  /// What would be imported.
  func preview(_ surroundings: Surroundings) -> String {
    let clock = Clock(zone: surroundings.zone).covering(rows.map(\.at))
    var table = Table([clock.heading("TIME"), "KIND", "LINE", "WHAT"])
    for row in rows {
      table.add([clock.dateAndTime(row.at), row.kind.rawValue, row.line.map(String.init) ?? "", row.text])
    }
    let text = table.isEmpty ? "" : table.text(width: surroundings.terminal.width, Ink(isOn: false))
    let place = incident.map { " into \($0)" } ?? ""
    return text + (rows.isEmpty ? "" : "\(number(rows.count)) would be imported\(place).\n") + there + asides
  }

  /// What was imported.
  func text(_ options: CorrectionOptions, _ surroundings: Surroundings) -> String {
    options.lines(of: receipt, surroundings) + there + asides
  }

  private var there: String {
    if alreadyThere == 0 { return "" }
    return rows.isEmpty
      ? "Nothing new: the incident has all \(number(alreadyThere)) already.\n"
      : "\(number(alreadyThere)) more \(alreadyThere == 1 ? "is" : "are") there already.\n"
  }

  /// What was assumed and left out, line by line.
  private var asides: String {
    var text = remarks.map { "! \($0.controlsVisible)\n" }.joined()
    for reason in WrittenTimeline.LeftOut.Reason.allCases {
      let left = leftOut.filter { $0.reason == reason }
      guard !left.isEmpty else { continue }
      let lines = "\(left.count == 1 ? "line" : "lines") \(left.map { String($0.line) }.joined(separator: ", "))"
      text += "! left out, \(reason.words): \(lines)\n"
    }
    return text
  }

  private func number(_ count: Int) -> String { "\(count) note\(count == 1 ? "" : "s")" }
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
