/// A table whose cells know the headings of their columns, so that a narrow page can show each row as a card.
struct ResponsiveTable {
  private let table: MarkdownNode

  /// - Parameter table: of the kind `table`.
  init(_ table: MarkdownNode) { self.table = table }

  /// Puts HTML in the place of the table, its rows and their cells, from outside to inside: a table of cmark-gfm holds
  /// nothing but its rows.
  func replace() {
    let rows = table.children
    let headings = rows.first { $0.kind == "table_header" }?.children.map(\.text) ?? []
    // A table without headings is a list of names and values.
    let isList = headings.allSatisfy { $0.allSatisfy(\.isWhitespace) }
    table.replace(by: isList ? "<table class=\"list\">" : "<table>", closing: "</tbody></table>", isBlock: true)
    for row in rows {
      let cells = row.children
      if row.kind == "table_header" {
        row.replace(
          by: isList ? "<thead hidden><tr>" : "<thead><tr>", closing: "</tr></thead><tbody>", isBlock: true)
        for cell in cells { cell.replace(by: "<th scope=\"col\">", closing: "</th>", isBlock: true) }
      } else {
        row.replace(by: "<tr>", closing: "</tr>", isBlock: true)
        for (column, cell) in cells.enumerated() {
          replace(cell, under: column < headings.count ? headings[column] : "", isName: isList && column == 0)
        }
      }
    }
  }

  private func replace(_ cell: MarkdownNode, under heading: String, isName: Bool) {
    if isName { return cell.replace(by: "<th scope=\"row\">", closing: "</th>", isBlock: true) }
    let empty = cell.children.isEmpty ? " class=\"empty\"" : ""
    cell.replace(by: "<td\(empty) data-label=\"\(SVGText.escape(heading))\">", closing: "</td>", isBlock: true)
  }
}
