import Incidents

/// The columns of a table that holds a timeline.
struct TimelineTable {
  private enum Column { case time, date, text, kind, origin, number, other }

  private let columns: [Column]
  /// What the heading of the times names as their zone.
  let zone: WrittenZone?

  /// What a row says: cells of the same order as the columns.
  struct Row {
    var time: DocumentTime
    var text: String
    var aside: String
    var kind: EntryKind?
    var provenance: Provenance?
    var hasExtraCells: Bool
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
    guard DocumentTime.ofRow(&cursor) != nil else { return nil }
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
    return ["", "no", "nr"].contains(words.joined()) && !heading.isEmpty ? .number : .other
  }

  /// Whether the cells of the time and the day are empty, so that the row is of the time of the one before.
  func hasNoTime(_ cells: [String]) -> Bool {
    zip(columns, cells).allSatisfy { $0.0 != .time && $0.0 != .date || $0.1.isEmpty }
  }

  /// The text of a row that goes on with the sentence of the one before: it has nothing else, and begins as no sentence
  /// does.
  func continuation(_ cells: [String]) -> String? {
    let filled = zip(columns, cells).filter { !$0.1.isEmpty }
    guard cells.count <= columns.count, filled.count == 1, let only = filled.first, only.0 == .text,
      let first = only.1.first, first.isLowercase || "…(,;&+/".contains(first)
    else { return nil }
    return only.1
  }

  /// nil: the row has no time.
  func row(_ cells: [String]) -> Row? {
    guard let written = filled(.time, cells).first else { return nil }
    var cursor = TextCursor(written)
    guard var time = DocumentTime.ofRow(&cursor) else { return nil }
    if time.date == nil, let date = filled(.date, cells).first {
      var cursor = TextCursor(date)
      time.date = WrittenDate.read(&cursor)
    }
    return Row(
      // What stands behind the time in its own cell belongs to what happened.
      time: time, text: text(cells, behindTime: cursor.rest.trimmed), aside: aside(cells), kind: kind(cells),
      provenance: filled(.origin, cells).first.flatMap(Provenance.init), hasExtraCells: !extra(cells).isEmpty)
  }

  /// What happened. Where a bar was not escaped a row has more cells than there are columns: they are put together again.
  func text(_ cells: [String], behindTime: String = "") -> String {
    let words = ([behindTime].filter { !$0.isEmpty } + filled(.text, cells)).joined(separator: "; ")
    return ([words] + extra(cells)).joined(separator: " | ")
  }

  /// What columns say that are not known.
  func aside(_ cells: [String]) -> String { filled(.other, cells).joined(separator: ", ") }

  func kind(_ cells: [String]) -> EntryKind? {
    filled(.kind, cells).first.map { NoteKind.told(in: $0) }.flatMap { $0 == .note ? nil : $0 }
  }

  private func filled(_ column: Column, _ cells: [String]) -> [String] {
    zip(columns, cells).filter { $0.0 == column && !$0.1.isEmpty }.map(\.1)
  }

  private func extra(_ cells: [String]) -> [String] { cells.dropFirst(columns.count).filter { !$0.isEmpty } }
}
