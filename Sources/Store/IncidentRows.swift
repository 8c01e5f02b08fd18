import GRDB
import Incidents
import Records

/// An incident as rows of `incident`, `phase`, `signal`, `cause` and `series`, and back; its timeline is `EntryRows`.
struct IncidentRows {
  let path: String

  func insert(_ incident: Incident, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO incident (id, title, severity, status, started_at, detected_at, ended_at, impact, ruled_out, caveats,
          severity_spans)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        incident.id, incident.title, incident.severity.rawValue, incident.status.rawValue,
        incident.startedAt.microseconds, incident.detectedAt.microseconds, incident.endedAt?.microseconds,
        StoredJSON.encode(incident.impact), StoredJSON.encode(incident.ruledOut), StoredJSON.encode(incident.caveats),
        StoredJSON.encode(incident.severitySpans, inMicroseconds: true),
      ])
    for (place, phase) in incident.phases.enumerated() {
      try db.execute(
        sql: "INSERT INTO phase VALUES (?, ?, ?, ?)",
        arguments: [incident.id, place, phase.startedAt.microseconds, phase.endedAt?.microseconds])
    }
    for (place, signal) in incident.signals.enumerated() {
      try db.execute(
        sql: "INSERT INTO signal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          incident.id, place, signal.id, signal.kind.rawValue, signal.service, signal.route,
          signal.startedAt.microseconds, signal.detectedAt.microseconds, signal.endedAt?.microseconds,
          signal.baseline, signal.peak, signal.unit, signal.observations, signal.peakAt?.microseconds,
        ])
    }
    for (place, cause) in incident.causes.enumerated() {
      try db.execute(
        sql: "INSERT INTO cause VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          incident.id, place, cause.rank, cause.kind.rawValue, cause.subject, cause.summary, cause.at.microseconds,
          cause.leadSeconds, cause.score, StoredJSON.encode(cause.evidence), cause.phase,
        ])
    }
    for (place, series) in incident.series.enumerated() {
      try db.execute(
        sql: "INSERT INTO series VALUES (?, ?, ?)", arguments: [incident.id, place, StoredJSON.encode(series)])
    }
  }

  func incident(_ row: Row, with parts: IncidentParts = .all, _ db: Database) throws -> Incident {
    let id: String = row["id"]
    return Incident(
      id: id, title: row["title"], severity: try value(row["severity"], of: "incident"),
      status: try value(row["status"], of: "incident"), startedAt: time(row["started_at"]),
      detectedAt: time(row["detected_at"]), endedAt: time(row["ended_at"]),
      phases: try rows("phase", id, db).map { Phase(startedAt: time($0["started_at"]), endedAt: time($0["ended_at"])) },
      signals: try rows("signal", id, db).map(signal), impact: try StoredJSON.decode(Impact.self, row["impact"]),
      causes: try rows("cause", id, db).map(cause),
      ruledOut: try StoredJSON.decode([RuledOut].self, row["ruled_out"]),
      timeline: parts.contains(.timeline) ? try EntryRows(path: path).timeline(of: id, db) : [],
      caveats: try StoredJSON.decode([String].self, row["caveats"]),
      severitySpans: try StoredJSON.decode([SeveritySpan].self, row["severity_spans"], inMicroseconds: true),
      series: parts.contains(.series)
        ? try rows("series", id, db).map { try StoredJSON.decode(IncidentSeries.self, $0["steps"]) } : [])
  }

  private func rows(_ table: String, _ id: String, _ db: Database) throws -> [Row] {
    try Row.fetchAll(db, sql: "SELECT * FROM \(table) WHERE incident_id = ? ORDER BY place", arguments: [id])
  }

  private func signal(_ row: Row) throws -> IncidentSignal {
    IncidentSignal(
      id: row["id"], kind: try value(row["kind"], of: "signal"), service: row["service"], route: row["route"],
      startedAt: time(row["started_at"]), detectedAt: time(row["detected_at"]), endedAt: time(row["ended_at"]),
      baseline: row["baseline"], peak: row["peak"], peakAt: time(row["peak_at"]), unit: row["unit"],
      observations: row["observations"])
  }

  private func cause(_ row: Row) throws -> CauseCandidate {
    CauseCandidate(
      rank: row["rank"], kind: try value(row["kind"], of: "cause"), subject: row["subject"], summary: row["summary"],
      at: time(row["at"]), leadSeconds: row["lead_seconds"], score: row["score"],
      phase: row["phase"], evidence: try StoredJSON.decode([Evidence].self, row["evidence"]))
  }

  private func value<Value: RawRepresentable<String>>(_ text: String, of table: String) throws -> Value {
    guard let value = Value(rawValue: text) else { throw StoreError(.unreadableRow(table: table), path: path) }
    return value
  }
}

/// What of an incident is read only where it is wanted: nearly all that it consists of.
struct IncidentParts: OptionSet {
  let rawValue: Int

  static let timeline = IncidentParts(rawValue: 1)
  static let series = IncidentParts(rawValue: 2)
  static let all: IncidentParts = [.timeline, .series]
}

func time(_ microseconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds) }

func time(_ microseconds: Int64?) -> Timestamp? { microseconds.map { Timestamp(microseconds: $0) } }
