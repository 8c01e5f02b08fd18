import Records

/// Rows under headings, columns aligned, the last one cut to the terminal's width.
struct Table {
  /// Columns before the last are at most this wide.
  private static let widest = 40

  private var headings: [String]
  private var widths: [Int]
  private var rows: [[String]] = []

  init(_ headings: [String]) {
    self.headings = headings
    widths = headings.map { min(Self.widest, displayWidth($0)) }
  }

  /// Names a column anew.
  mutating func name(_ column: Int, _ heading: String) {
    headings[column] = heading
    makeRoom(for: headings)
  }

  var isEmpty: Bool { rows.isEmpty }

  /// A row of as many cells as there are headings; control characters are made visible.
  mutating func add(_ cells: [String]) {
    makeRoom(for: cells)
    rows.append(cells.map(\.controlsVisible))
  }

  /// Makes the columns wide enough for a row that is not kept, but printed later.
  mutating func makeRoom(for cells: [String]) {
    for (column, cell) in cells.dropLast().enumerated() where widths[column] < Self.widest {
      widths[column] = max(widths[column], min(Self.widest, displayWidth(cell.controlsVisible)))
    }
  }

  /// - Parameter width: columns of the terminal.
  func text(width: Int, _ ink: Ink) -> String { heading(width: width, ink) + rows.map { line($0, width) }.joined() }

  func heading(width: Int, _ ink: Ink) -> String { ink.bold(String(line(headings, width).dropLast())) + "\n" }

  /// A row that is not kept.
  func row(_ cells: [String], width: Int) -> String { line(cells.map(\.controlsVisible), width) }

  private func line(_ cells: [String], _ width: Int) -> String {
    var line = ""
    for (column, cell) in cells.dropLast().enumerated() {
      line += pad(cut(cell, widths[column]), widths[column]) + "  "
    }
    let room = width == .max ? width : max(10, width - displayWidth(line))
    return line + cut(cells.last ?? "", room) + "\n"
  }
}
