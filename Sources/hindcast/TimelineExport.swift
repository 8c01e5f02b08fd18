import Control
import Foundation
import Incidents
import Records
import Store

/// Timeline entries in the forms in which they are passed on.
enum TimelineExport: CaseIterable {
  /// For spreadsheets.
  case csv
  /// The objects of `--json`, one a line.
  case jsonLines
  /// For Timesketch.
  case timesketch

  func text(_ entries: [StoredEntry]) throws -> String { head + (try lines(entries)) }

  /// What comes before all entries.
  var head: String { self == .csv ? EntryTable.header : "" }

  func lines(_ entries: [StoredEntry]) throws -> String {
    switch self {
    case .csv: EntryTable.rows(entries)
    case .jsonLines: try entries.map { try ReadableJSON.encode($0, .oneLine) + "\n" }.joined()
    case .timesketch: try entries.map { try ReadableJSON.encode(TimesketchEvent($0), .oneLine) + "\n" }.joined()
    }
  }

  /// Its name in a bundle. Timesketch refuses files that are not named so.
  var fileName: String {
    switch self {
    case .csv: "timeline.csv"
    case .jsonLines: "timeline.jsonl"
    case .timesketch: "timeline.timesketch.jsonl"
    }
  }
}

/// An entry as Timesketch imports it: `message`, `datetime` (ISO 8601), `timestamp` (microseconds since the epoch) and
/// `timestamp_desc` are what it asks for, everything else becomes columns (Timesketch, "Create timeline from JSONL or CSV
/// file").
struct TimesketchEvent: Encodable {
  private let stored: StoredEntry

  init(_ stored: StoredEntry) { self.stored = stored }

  private enum CodingKeys: String, CodingKey {
    case message, datetime, timestamp, tag, kind, origin, service, count, until, incidents, entry, source, position,
      line
    case sha256, text, by, starred
    case description = "timestamp_desc"
    case type = "data_type"
  }

  func encode(to encoder: any Encoder) throws {
    let entry = stored.entry
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(entry.attributed, forKey: .message)
    try values.encode(Self.iso8601(entry.at), forKey: .datetime)
    try values.encode(entry.at.microseconds, forKey: .timestamp)
    try values.encode(Self.description(entry), forKey: .description)
    try values.encode("hindcast:timeline:\(entry.kind.rawValue)", forKey: .type)
    try values.encode(["hindcast", entry.origin.rawValue, entry.kind.rawValue], forKey: .tag)
    try values.encode(entry.kind, forKey: .kind)
    try values.encode(entry.origin, forKey: .origin)
    try values.encodeIfPresent(entry.service, forKey: .service)
    try values.encode(entry.count, forKey: .count)
    try values.encodeIfPresent(entry.until.map(Self.iso8601), forKey: .until)
    try values.encode(stored.incidents.joined(separator: " "), forKey: .incidents)
    try values.encode(entry.id, forKey: .entry)
    try values.encode(entry.starred, forKey: .starred)
    try values.encodeIfPresent(entry.by, forKey: .by)
    guard let line = entry.evidence.first else { return }
    try values.encode(line.source, forKey: .source)
    try values.encode(line.position, forKey: .position)
    try values.encodeIfPresent(line.line, forKey: .line)
    try values.encode(line.sha256, forKey: .sha256)
    try values.encode(line.text, forKey: .text)
  }

  /// What the time is the time of.
  private static func description(_ entry: TimelineEntry) -> String {
    switch entry.origin {
    case .measured: "Measured from the logs"
    case .observed: entry.count > 1 ? "First logged" : "Logged"
    case .noted: "Noted by a person"
    }
  }

  /// `2024-06-05T14:00:03.250417+00:00`
  private static func iso8601(_ time: Timestamp) -> String {
    let below = ((time.microseconds % 1000) + 1000) % 1000
    let digits = String(below)
    return time.rfc3339.dropLast() + String(repeating: "0", count: 3 - digits.count) + digits + "+00:00"
  }
}
