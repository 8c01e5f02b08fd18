import GRDB

/// The tables. Times are microseconds since the epoch; what no query asks for is JSON.
enum StoreSchema {
  /// `PRAGMA application_id`: "HCST".
  static let applicationID = 0x4843_5354
  /// `PRAGMA user_version`: the number of migrations applied.
  static let version = 9

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 incidents, entries, coverage") { db in
      try createIncidents(db)
      try createEntries(db)
      try createCoverage(db)
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    migrator.registerMigration("2 corrections, resumption, events") { db in
      try createCorrections(db)
      try createResumption(db)
      try createEvents(db)
      try db.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3 series") { db in
      try createSeries(db)
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    migrator.registerMigration("4 drafts") { db in
      try createDrafts(db)
      try db.execute(sql: "PRAGMA user_version = 4")
    }
    migrator.registerMigration("5 key of pseudonyms") { db in
      try createPseudonymKey(db)
      try db.execute(sql: "PRAGMA user_version = 5")
    }
    migrator.registerMigration("6 whose drafts") { db in
      try db.execute(sql: "ALTER TABLE draft ADD COLUMN people_have_it INTEGER NOT NULL DEFAULT 1")
      try db.execute(sql: "PRAGMA user_version = 6")
    }
    migrator.registerMigration("7 when signals were at their worst") { db in
      try db.execute(sql: "ALTER TABLE signal ADD COLUMN peak_at INTEGER")
      try db.execute(sql: "PRAGMA user_version = 7")
    }
    migrator.registerMigration("8 keys that only grow") { db in
      try createEntryKey(db)
      try db.execute(sql: "PRAGMA user_version = 8")
    }
    migrator.registerMigration("9 which phase a cause led to") { db in
      try db.execute(sql: "ALTER TABLE cause ADD COLUMN phase INTEGER")
      try db.execute(sql: "PRAGMA user_version = 9")
    }
    return migrator
  }

  private static func createIncidents(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE incident (
          id TEXT PRIMARY KEY, title TEXT NOT NULL, severity TEXT NOT NULL, status TEXT NOT NULL,
          started_at INTEGER NOT NULL, detected_at INTEGER NOT NULL, ended_at INTEGER,
          impact TEXT NOT NULL, ruled_out TEXT NOT NULL, caveats TEXT NOT NULL) STRICT;
        CREATE INDEX incident_by_onset ON incident (started_at, id);
        CREATE INDEX incident_by_status ON incident (status, severity, started_at);
        CREATE TABLE phase (
          incident_id TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE, place INTEGER NOT NULL,
          started_at INTEGER NOT NULL, ended_at INTEGER, PRIMARY KEY (incident_id, place)) STRICT;
        CREATE TABLE signal (
          incident_id TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE, place INTEGER NOT NULL,
          id TEXT NOT NULL, kind TEXT NOT NULL, service TEXT NOT NULL, route TEXT,
          started_at INTEGER NOT NULL, detected_at INTEGER NOT NULL, ended_at INTEGER,
          baseline REAL NOT NULL, peak REAL NOT NULL, unit TEXT NOT NULL, observations INTEGER NOT NULL,
          PRIMARY KEY (incident_id, place)) STRICT;
        CREATE INDEX signal_by_service ON signal (service, incident_id);
        CREATE TABLE cause (
          incident_id TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE, place INTEGER NOT NULL,
          rank INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, summary TEXT NOT NULL,
          at INTEGER NOT NULL, lead_seconds REAL NOT NULL, score REAL NOT NULL, evidence TEXT NOT NULL,
          PRIMARY KEY (incident_id, place)) STRICT;
        """)
  }

  /// `entry_text` indexes what `--grep` looks in by trigrams (SQLite, FTS5 "The Trigram Tokenizer").
  private static func createEntries(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE entry (
          key INTEGER PRIMARY KEY, incident_id TEXT REFERENCES incident (id) ON DELETE CASCADE, place INTEGER NOT NULL,
          id TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, origin TEXT NOT NULL, service TEXT,
          summary TEXT NOT NULL, count INTEGER NOT NULL, until INTEGER, starred INTEGER NOT NULL,
          evidence TEXT NOT NULL) STRICT;
        CREATE INDEX entry_by_incident ON entry (incident_id, place);
        CREATE INDEX entry_by_time ON entry (at, id);
        CREATE INDEX entry_by_service ON entry (service, at);
        CREATE INDEX entry_by_kind ON entry (kind, at);
        CREATE VIRTUAL TABLE entry_text USING fts5 (text, tokenize = 'trigram');
        CREATE TRIGGER entry_text_follows AFTER DELETE ON entry
          BEGIN DELETE FROM entry_text WHERE rowid = old.key; END;
        """)
  }

  private static func createCoverage(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE coverage (
          source TEXT PRIMARY KEY, format TEXT NOT NULL, service TEXT NOT NULL,
          first_event_at INTEGER, last_event_at INTEGER, records INTEGER NOT NULL, unparsed INTEGER NOT NULL,
          late INTEGER NOT NULL, dropped INTEGER NOT NULL, remarks TEXT NOT NULL) STRICT;
        CREATE TABLE coverage_gap (
          source TEXT NOT NULL REFERENCES coverage (source) ON DELETE CASCADE, place INTEGER NOT NULL,
          "from" INTEGER, "to" INTEGER, reason TEXT NOT NULL, lost INTEGER, PRIMARY KEY (source, place)) STRICT;
        """)
  }

  /// Corrections name incidents that need not be there, and stay. `withdrawn` holds ids that people may have been told
  /// of incidents that turned out to be none: no other incident gets them.
  private static func createCorrections(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE correction (
          number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, "by" TEXT NOT NULL, incident_id TEXT,
          change TEXT NOT NULL) STRICT;
        CREATE INDEX entry_by_id ON entry (id);
        CREATE TABLE withdrawn (id TEXT PRIMARY KEY) STRICT;
        """)
  }

  /// Where the daemon goes on: positions of sources, and the one state of the engine that has seen all up to them.
  private static func createResumption(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE position (source TEXT PRIMARY KEY, position BLOB NOT NULL) STRICT;
        CREATE TABLE engine_state (
          one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, state BLOB NOT NULL) STRICT;
        """)
  }

  /// What incidents underwent that must be told, and how far each destination has been told of it.
  private static func createEvents(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE event (
          number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, incident_id TEXT NOT NULL,
          transition TEXT NOT NULL, payload TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
        CREATE INDEX event_by_incident ON event (incident_id);
        CREATE TABLE delivery (
          event INTEGER NOT NULL REFERENCES event (number) ON DELETE CASCADE, destination TEXT NOT NULL,
          attempts INTEGER NOT NULL, next_attempt_at INTEGER, outcome TEXT,
          PRIMARY KEY (event, destination)) STRICT;
        CREATE INDEX delivery_due ON delivery (destination, next_attempt_at) WHERE outcome IS NULL;
        """)
  }

  /// What an incident's charts are drawn from, apart from what every list of incidents reads.
  private static func createSeries(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE incident ADD COLUMN severity_spans TEXT NOT NULL DEFAULT '[]';
        CREATE TABLE series (
          incident_id TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE, place INTEGER NOT NULL,
          steps TEXT NOT NULL, PRIMARY KEY (incident_id, place)) STRICT;
        """)
  }

  /// What was drafted, by a hash of the text: the bases of drafts that people have edited since. An incident that is
  /// measured again is deleted and inserted, so that nothing here may hang on its row.
  private static func createDrafts(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE draft (
          number INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, incident_id TEXT NOT NULL,
          text TEXT NOT NULL) STRICT;
        CREATE INDEX draft_by_incident ON draft (incident_id, number);
        """)
  }

  /// The last key that an entry was given. Entries that are measured again are deleted and inserted: without it their keys
  /// would be given anew, and who asks for what came behind a key would miss them.
  private static func createEntryKey(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE entry_key (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL) STRICT;
        INSERT INTO entry_key SELECT 1, coalesce(max(key), 0) FROM entry;
        """)
  }

  /// SQLite's generator is seeded by the system's.
  private static func createPseudonymKey(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE pseudonym_key (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL) STRICT;
        INSERT INTO pseudonym_key VALUES (1, randomblob(32));
        """)
  }

  /// Refuses a database of another program and one of a newer schema, before anything is written to it.
  static func check(_ db: Database, path: String, mayWrite: Bool) throws {
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    if application == 0 && found == 0 && isEmpty {
      if !mayWrite { throw StoreError(.missing, path: path) }
      return
    }
    guard application == applicationID else { throw StoreError(.notAStore, path: path) }
    guard found <= version else { throw StoreError(.newerSchema(found: found, known: version), path: path) }
    if found < version && !mayWrite { throw StoreError(.olderSchema, path: path) }
  }
}
