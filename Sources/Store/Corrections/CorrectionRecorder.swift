import GRDB
import Incidents
import Records

/// Adds to the log what a person asks for, once it is found to make sense.
struct CorrectionRecorder {
  private let path: String
  private let db: Database

  init(path: String, _ db: Database) {
    self.path = path
    self.db = db
  }

  func record(_ request: CorrectionRequest) throws -> CorrectionReceipt {
    let now = request.at.wholeMilliseconds
    let shown = try ShownIncidents(path: path, db)
    let named = shown.log.named
    let check = CorrectionCheck(shown: shown, now: now) { id in
      if named.contains(id) { return true }
      return try MeasuredIncidents(path: path, db).incident(id) != nil
    }
    let (incident, changes) = try check.check(request.change)
    let by = request.by.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let corrections = try changes.map {
      try CorrectionRows().append($0, to: incident, by: by.isEmpty ? "unknown" : by, at: now, db)
    }
    return CorrectionReceipt(
      corrections: corrections,
      summaries: corrections.map { "\($0.incident ?? "outside of incidents"): \($0.summary)" })
  }
}
