import Incidents
import Records

/// What became of a source's records: the numbers of `coverage`.
struct SourceLedger: Codable {
  var name: String
  var format: String
  var service: String
  var first = Int64.max
  var last = Int64.min
  var records = 0
  var lines = 0
  var unparsed = 0
  var late = 0
  var dropped = 0
  var capped = 0
  var invalid = 0
  var ambiguous = 0
  /// Records without a time of their own.
  var timeless = 0
  var gaps: [CoverageGap] = []
  var remarks: [String] = []

  init(name: String, format: String, service: String) {
    self.name = name
    self.format = format
    self.service = service
  }

  var coverage: SourceCoverage {
    var notes = remarks
    if capped > 0 { notes.append("\(capped) records were longer than 1 MiB; the rest of each was skipped") }
    if invalid > 0 {
      notes.append("\(invalid) records have a status or latency that cannot be one; left out of figures")
    }
    if ambiguous > 0 {
      notes.append("\(ambiguous) times exist twice because the clock was set back; placed by the order of lines")
    }
    if timeless > 0 {
      notes.append(
        first == Int64.max
          ? "\(timeless) records have no time, so nothing can be dated by them"
          : "\(timeless) records have no time; each stands where the record before it stood")
    }
    if dropped > 0 { notes.append("\(dropped) records lie too far from their neighbours in time to be placed") }
    return SourceCoverage(
      source: name, format: format, service: service,
      firstEventAt: first == Int64.max ? nil : Timestamp(microseconds: first),
      lastEventAt: last == Int64.min ? nil : Timestamp(microseconds: last), records: records, unparsed: unparsed,
      late: late, dropped: dropped, gaps: gaps, remarks: notes)
  }
}
