import GRDB
import Incidents

/// A draft as it was generated: the base of what a person made of it, by which it is renewed.
package struct StoredDraft: Sendable, Equatable {
  /// No longer text is kept: a draft of the standard style has some tens of KiB.
  package static let maximumBytes = 512 << 10
  /// Of an incident, as many drafts are kept, the latest, and not much more than so many bytes.
  static let kept = 64
  static let keptBytes = 4 << 20

  package let incident: String
  package let text: String
  /// 16 hexadecimal digits of the text's SHA-256.
  package let hash: String

  package init(incident: String, text: String) {
    self.incident = incident
    self.text = text
    hash = String(sha256Hex(text).prefix(16))
  }

  package static func isHash(_ text: String) -> Bool {
    text.utf8.count == 16 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}

extension StoredDraft: Codable {
  private enum CodingKeys: CodingKey { case hash, incident, text }

  /// The hash is that of the text, whatever else is said.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      incident: try container.decode(String.self, forKey: .incident),
      text: try container.decode(String.self, forKey: .text))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hash, forKey: .hash)
    try container.encode(incident, forKey: .incident)
    try container.encode(text, forKey: .text)
  }
}

extension IncidentStore {
  /// The draft of this hash; nil where it is not kept.
  package func draft(_ hash: String) throws(StoreError) -> StoredDraft? {
    try file.read { db in
      try Row.fetchOne(db, sql: "SELECT incident_id, text FROM draft WHERE hash = ?", arguments: [hash])
        .map { StoredDraft(incident: $0["incident_id"], text: $0["text"]) }
    }
  }

  /// Keeps a draft; of the same incident's, the oldest go.
  package func keep(_ draft: StoredDraft) throws(StoreError) {
    guard draft.text.utf8.count <= StoredDraft.maximumBytes else { throw StoreError(.tooLarge, path: path) }
    try file.write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO draft (hash, incident_id, text) VALUES (?, ?, ?)",
        arguments: [draft.hash, draft.incident, draft.text])
      try db.execute(
        sql: """
          DELETE FROM draft WHERE number IN (
            SELECT number FROM (
              SELECT number, row_number() OVER latest AS place, sum(length(CAST(text AS BLOB))) OVER latest AS bytes
              FROM draft WHERE incident_id = ? WINDOW latest AS (ORDER BY number DESC))
            WHERE place > ? OR place > 1 AND bytes > ?)
          """,
        arguments: [draft.incident, StoredDraft.kept, StoredDraft.keptBytes])
    }
  }
}
