import Incidents
import Records

/// Gives the records of a journal, batch by batch, in order.
protocol RecordFeed: AnyObject {
  /// The next batch; nil at the end.
  func next() -> RecordBatch?
  /// What could not be read, and what else is to be said: complete at the end.
  var gaps: [CoverageGap] { get }
  var remarks: [String] { get }
}
