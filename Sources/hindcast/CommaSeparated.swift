import Records

/// Rows of CSV (RFC 4180) that no spreadsheet calculates and no terminal obeys.
enum CommaSeparated {
  static func row(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  /// A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection").
  private static func cell(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) { text = "'" + text }
    text = text.controlsVisible
    guard text.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
