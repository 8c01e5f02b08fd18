import Records

/// Rows under headings, columns aligned, the last one cut to the terminal's width.
struct Table {
  /// Columns before the last are at most this wide.
  private static let widest = 40

  private let headings: [String]
  private var rows: [[String]] = []

  init(_ headings: [String]) { self.headings = headings }

  var isEmpty: Bool { rows.isEmpty }

  /// A row of as many cells as there are headings; control characters are made visible.
  mutating func add(_ cells: [String]) { rows.append(cells.map(\.controlsVisible)) }

  /// - Parameter width: columns of the terminal.
  func text(width: Int, _ ink: Ink) -> String {
    let widths = headings.indices.map { column in
      min(Self.widest, ([headings] + rows).map { displayWidth($0[column]) }.max() ?? 0)
    }
    func line(_ cells: [String]) -> String {
      var line = ""
      for (column, cell) in cells.dropLast().enumerated() {
        line += pad(cut(cell, widths[column]), widths[column]) + "  "
      }
      let room = width == .max ? width : max(10, width - displayWidth(line))
      return line + cut(cells.last ?? "", room)
    }
    return ink.bold(line(headings)) + "\n" + rows.map { line($0) + "\n" }.joined()
  }
}
