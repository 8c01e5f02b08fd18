import Incidents
import Records
import Store

/// Timeline entries as a table for spreadsheets.
enum EntryTable {
  /// The names of the columns.
  static let header = CommaSeparated.row([
    "at", "until", "kind", "origin", "service", "summary", "count", "starred", "incidents", "id", "source",
    "position", "sha256", "by",
  ])

  /// A row each; the evidence is that of the first line that the entry rests on.
  static func rows(_ entries: [StoredEntry]) -> String {
    entries.map { stored in
      let entry = stored.entry
      let line = entry.evidence.first
      return CommaSeparated.row([
        entry.at.rfc3339, entry.until?.rfc3339 ?? "", entry.kind.rawValue, entry.origin.rawValue, entry.service ?? "",
        entry.summary, String(entry.count), String(entry.starred), stored.incidents.joined(separator: " "), entry.id,
        line?.source ?? "", line?.position ?? "", line?.sha256 ?? "", entry.by ?? "",
      ])
    }.joined()
  }
}
