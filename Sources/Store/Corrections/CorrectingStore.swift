import GRDB
import Incidents
import Records

extension IncidentStore {
  /// Records what a person asks for, all of it or nothing.
  package func correct(_ request: CorrectionRequest) throws(CorrectionError) -> CorrectionReceipt {
    let by = request.by.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return try file.correct { db in
      let shown = try ShownIncidents(path: path, db)
      let named = shown.log.named
      let check = CorrectionCheck(shown: shown, now: request.at) { id in
        if named.contains(id) { return true }
        return try MeasuredIncidents(path: path, db).incident(id) != nil
      }
      let (incident, changes) = try check.check(request.change)
      let corrections = try changes.map {
        try CorrectionRows().append($0, to: incident, by: by.isEmpty ? "unknown" : by, at: request.at, db)
      }
      return CorrectionReceipt(
        corrections: corrections,
        summaries: corrections.map { "\($0.incident ?? "outside of incidents"): \($0.summary)" })
    }
  }
}
