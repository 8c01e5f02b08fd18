import Incidents

/// The columns of a table that holds a timeline.
struct TimelineTable {
  private enum Column { case time, date, text, kind, origin, other }

  private let columns: [Column]
  /// What the heading of the times names as their zone.
  let zone: WrittenZone?

  /// What a row says: cells of the same order as the columns.
  struct Row {
    var time: WrittenTime
    var text: String
    var kind: EntryKind?
    var provenance: Provenance?
  }

  /// - Parameter heading: the cells of the first row; nil where they are no headings of a timeline.
  init?(heading: [String]) {
    var columns = heading.map(Self.column)
    guard columns.contains(.time) else { return nil }
    if !columns.contains(.text) {
      // The last unnamed column is where people write most.
      guard let last = columns.lastIndex(of: .other) else { return nil }
      columns[last] = .text
    }
    self.columns = columns
    zone = zip(columns, heading).first { $0.0 == .time }.flatMap { WrittenZone.named(in: $0.1) }
  }

  /// A table without headings, whose cells begin with a time.
  init?(cells: [String]) {
    guard cells.count >= 2 else { return nil }
    var cursor = TextCursor(cells[0])
    guard WrittenTime.read(&cursor) != nil else { return nil }
    columns = [.time] + cells.dropFirst(2).map { _ in .other } + [.text]
    zone = nil
  }

  private static func column(_ heading: String) -> Column {
    let words = heading.lowercased().split { !$0.isLetter }.map(String.init)
    for (names, column) in [
      (["time", "times", "when", "timestamp", "clock"], Column.time), (["date", "day"], .date),
      (["event", "events", "what", "description", "details", "message", "note", "notes", "action", "entry"], .text),
      (["kind", "type", "category"], .kind), (["origin"], .origin),
    ] where words.contains(where: names.contains) { return column }
    return .other
  }

  /// Whether these are the dashes between headings and rows.
  static func isRule(_ cells: [String]) -> Bool {
    !cells.isEmpty && cells.allSatisfy { !$0.isEmpty && $0.allSatisfy { "-: ".contains($0) } }
  }

  /// Whether the cell of the time is empty, so that the row goes on with the one before.
  func hasNoTime(_ cells: [String]) -> Bool {
    zip(columns, cells).first { $0.0 == .time }.map(\.1.isEmpty) ?? true
  }

  /// nil: the row has no time.
  func row(_ cells: [String]) -> Row? {
    func text(_ column: Column) -> [String] {
      zip(columns, cells).filter { $0.0 == column && !$0.1.isEmpty }.map(\.1)
    }
    guard let written = text(.time).first else { return nil }
    var cursor = TextCursor(written)
    guard var time = WrittenTime.read(&cursor) else { return nil }
    if time.date == nil, let date = text(.date).first {
      var cursor = TextCursor(date)
      time.date = WrittenDate.read(&cursor)
    }
    // What stands behind the time in its own cell belongs to what happened.
    let words = ([cursor.rest.trimmed].filter { !$0.isEmpty } + text(.text)).joined(separator: "; ")
    let others = text(.other)
    let kind = text(.kind).first.map { NoteKind.told(in: $0) }.flatMap { $0 == .note ? nil : $0 }
    return Row(
      time: time, text: others.isEmpty ? words : "\(words) (\(others.joined(separator: ", ")))", kind: kind,
      provenance: text(.origin).first.flatMap(Provenance.init))
  }
}
