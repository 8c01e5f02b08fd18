import GRDB
import Incidents

/// A draft as it was generated: the base of what a person made of it, by which it is renewed.
package struct StoredDraft: Sendable, Equatable {
  /// No longer text is kept: a draft of the standard style has some tens of KiB.
  package static let maximumBytes = 512 << 10
  /// For whom a draft was made.
  package enum Reader: Sendable {
    /// Somebody who asked for it, or works on it.
    case people
    /// The daemon's folder, in which the next one takes its place.
    case folder
  }

  /// Of an incident, as many drafts are kept, and not much more than so many bytes: the one that was made last, then what
  /// people have, each the latest first.
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

  /// Keeps a draft, one that is kept already as if it were new; of the same incident's, the oldest go.
  package func keep(_ draft: StoredDraft, for reader: StoredDraft.Reader = .people) throws(StoreError) {
    guard draft.text.utf8.count <= StoredDraft.maximumBytes else { throw StoreError(.tooLarge, path: path) }
    try file.write { db in
      try db.execute(
        sql: """
          INSERT INTO draft (hash, incident_id, text, people_have_it) VALUES (?, ?, ?, ?)
          ON CONFLICT (hash) DO UPDATE SET
            number = (SELECT max(number) + 1 FROM draft), people_have_it = max(people_have_it, excluded.people_have_it)
          """,
        arguments: [draft.hash, draft.incident, draft.text, reader == .people])
      try db.execute(
        sql: """
          DELETE FROM draft WHERE number IN (
            SELECT number FROM (
              SELECT number, row_number() OVER latest AS place, sum(length(CAST(text AS BLOB))) OVER latest AS bytes
              FROM draft WHERE incident_id = ?
              WINDOW latest AS (ORDER BY number = (SELECT max(number) FROM draft) DESC, people_have_it DESC, number DESC))
            WHERE place > ? OR place > 1 AND bytes > ?)
          """,
        arguments: [draft.incident, StoredDraft.kept, StoredDraft.keptBytes])
    }
  }
  /// Notes that somebody works on the draft of this hash.
  package func spareDraft(_ hash: String) throws(StoreError) {
    try file.write { db in
      try db.execute(sql: "UPDATE draft SET people_have_it = 1 WHERE hash = ?", arguments: [hash])
    }
  }
}
