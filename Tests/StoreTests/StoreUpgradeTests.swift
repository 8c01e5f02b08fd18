import Foundation
import GRDB
import Incidents
import LogLab
import Records
import Store
import Testing

/// A file of schema 1, as the first release made it.
@Suite struct StoreUpgradeTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("hindcast.db")
    let database = try DatabaseQueue(path: path)
    try database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = 1212371796; PRAGMA user_version = 1")
      try db.execute(sql: Self.schema)
      try db.execute(sql: Self.rows)
    }
    try database.close()
  }

  @Test func itsIncidentsStayAndCanBeCorrected() throws {
    let store = try IncidentStore(path: path)
    let incident = try #require(try store.incidents().first)
    #expect(incident.id == "20240605-1400" && incident.title == "5xx on nginx" && incident.timeline.count == 2)
    #expect(try store.entries(EntryQuery(text: "began")).map(\.incidents) == [["20240605-1400"]])
    #expect(try store.coverage().sources.map(\.records) == [90])
    _ = try store.correct(
      CorrectionRequest(
        by: "anna", at: Timestamp(seconds: 1), change: .note(incident: nil, text: "x", kind: nil, at: nil)))
    #expect(try store.incidents()[0].timeline.count == 3)
  }

  @Test func readingAloneDoesNotUpgradeIt() throws {
    #expect(throws: StoreError(.olderSchema, path: path)) { try IncidentStore(path: path, access: .reading) }
    _ = try IncidentStore(path: path)
    #expect(try IncidentStore(path: path, access: .reading).incidents().count == 1)
  }

  @Test func theDaemonStartsOnIt() throws {
    let writer = try StoreWriter(path: path, ballastBytes: 0)
    #expect(try writer.resume() == nil)
    #expect(try writer.incidents.incidentIDs() == ["20240605-1400"])
  }

  private static let schema = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1 incidents, entries, coverage');
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
    CREATE TABLE coverage (
      source TEXT PRIMARY KEY, format TEXT NOT NULL, service TEXT NOT NULL,
      first_event_at INTEGER, last_event_at INTEGER, records INTEGER NOT NULL, unparsed INTEGER NOT NULL,
      late INTEGER NOT NULL, dropped INTEGER NOT NULL, remarks TEXT NOT NULL) STRICT;
    CREATE TABLE coverage_gap (
      source TEXT NOT NULL REFERENCES coverage (source) ON DELETE CASCADE, place INTEGER NOT NULL,
      "from" INTEGER, "to" INTEGER, reason TEXT NOT NULL, lost INTEGER, PRIMARY KEY (source, place)) STRICT;
    """

  private static let rows = """
    INSERT INTO incident VALUES ('20240605-1400', '5xx on nginx', 'major', 'resolved', 1717596003250417,
      1717596019250417, 1717597900250417, '{"affected_clients":3,"affected_clients_percent":25,"clients":12,"failed":9,\
    "failed_percent":1,"method":"counted","requests":900,"slow":1}', '[]', '[]');
    INSERT INTO phase VALUES ('20240605-1400', 0, 1717596003250417, 1717597900250417);
    INSERT INTO signal VALUES ('20240605-1400', 0, 's1', '5xx', 'nginx', NULL, 1717596003250417, 1717596019250417,
      1717597900250417, 0.001, 0.35, 'ratio', 9);
    INSERT INTO entry VALUES (1, '20240605-1400', 0, 'aaaaaaaaaaaa', 1717596003250417, 'onset', 'measured', 'nginx',
      'It began', 1, NULL, 1, '[]');
    INSERT INTO entry_text (rowid, text) VALUES (1, 'It began\nnginx');
    INSERT INTO entry VALUES (2, '20240605-1400', 1, 'bbbbbbbbbbbb', 1717597900250417, 'end', 'measured', 'nginx',
      'It was over', 1, NULL, 1, '[]');
    INSERT INTO entry_text (rowid, text) VALUES (2, 'It was over\nnginx');
    INSERT INTO coverage VALUES ('access.log', 'nginx-combined', 'nginx', 1717596003250417, 1717597900250417, 90, 0, 0,
      0, '[]');
    """
}
