import Incidents
import Records
import Store

/// Timeline entries as a table for spreadsheets.
enum EntryTable {
  /// A header and a row each; the evidence is that of the first line that the entry rests on.
  static func csv(_ entries: [StoredEntry]) -> String {
    let header = [
      "at", "until", "kind", "origin", "service", "summary", "count", "starred", "incidents", "id", "source",
      "position", "sha256", "by",
    ]
    let rows = entries.map { stored -> [String] in
      let entry = stored.entry
      let line = entry.evidence.first
      return [
        entry.at.rfc3339, entry.until?.rfc3339 ?? "", entry.kind.rawValue, entry.origin.rawValue, entry.service ?? "",
        entry.summary, String(entry.count), String(entry.starred), stored.incidents.joined(separator: " "), entry.id,
        line?.source ?? "", line?.position ?? "", line?.sha256 ?? "", entry.by ?? "",
      ]
    }
    return ([header] + rows).map(CommaSeparated.row).joined()
  }
}
