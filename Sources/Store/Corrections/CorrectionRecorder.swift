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

  /// - Parameters:
  ///   - forms: the texts in which a note's own text may stand in a document.
  ///   - isTrial: whether to say what would be recorded, and to record nothing.
  func record(
    _ request: CorrectionRequest, forms: @escaping (String) -> [String] = { [$0] }, isTrial: Bool = false
  ) throws -> CorrectionReceipt {
    let now = request.at.wholeMilliseconds
    let shown = try ShownIncidents(path: path, db)
    let named = shown.log.named
    let check = CorrectionCheck(shown: shown, now: now, forms: forms) { id in
      if named.contains(id) { return true }
      return try MeasuredIncidents(path: path, db).incident(id, with: []) != nil
    }
    let (incident, changes) = try check.check(request.change)
    let by = request.by.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let next = (shown.log.all.last?.number ?? 0) + 1
    let corrections = try changes.enumerated().map { place, change in
      let correction = Correction(
        number: next + place, at: now, by: by.isEmpty ? "unknown" : by, incident: incident, change: change)
      return isTrial ? correction : try CorrectionRows().append(correction, db)
    }
    return CorrectionReceipt(
      corrections: corrections,
      summaries: corrections.map { "\($0.incident ?? "outside of incidents"): \($0.summary)" })
  }
}
