import Incidents
import Records

/// A stretch of a timeline that is read as it stands: entries that are stored with one measured incident, or notes.
struct TimelinePiece {
  enum Content {
    /// The entries of this measured incident.
    case stored(String)
    /// In time order.
    case notes([TimelineEntry])
  }

  var content: Content
  /// Only what is not earlier, and what is before `until`.
  private(set) var from = Int64.min
  private(set) var until = Int64.max

  init(_ content: Content) { self.content = content }

  func covers(_ time: Timestamp) -> Bool { from <= time.microseconds && time.microseconds < until }

  /// nil: nothing of it is left.
  func cut(from time: Timestamp) -> TimelinePiece? {
    var piece = self
    piece.from = max(from, time.microseconds)
    return piece.from < until ? piece : nil
  }

  func cut(until time: Timestamp) -> TimelinePiece? {
    var piece = self
    piece.until = min(until, time.microseconds)
    return from < piece.until ? piece : nil
  }
}

/// What the timelines of incidents consist of that people merged, split and wrote in: the same timelines as
/// `CorrectionLog.laid(over:)` makes, without their being read.
///
/// A timeline is its pieces in time order. Of the same time, an earlier piece comes first; what an earlier piece has is left
/// out of the later ones.
struct TimelinePieces {
  private(set) var byIncident: [String: [TimelinePiece]]

  /// - Parameter measured: the incidents that are stored; what is related to one of them must be among them.
  init(_ log: CorrectionLog, measured: some Sequence<String>) {
    var pieces = Dictionary(measured.map { ($0, [TimelinePiece(.stored($0))]) }) { first, _ in first }
    var wholes = Wholes()
    for correction in log.effective {
      guard let id = correction.incident.map({ wholes.whole(of: $0) }), var own = pieces[id] else { continue }
      switch correction.change {
      case .note, .notes: own.append(TimelinePiece(.notes(correction.entries.inTime)))
      case .merge(let other):
        if let part = wholes.merge(other, into: id), let others = pieces.removeValue(forKey: part) { own += others }
      case .split(let time, let into):
        pieces[into] = own.compactMap { $0.cut(from: time) }
        own = own.compactMap { $0.cut(until: time) }
      case .mark, .set, .undo: break
      }
      pieces[id] = own
    }
    byIncident = pieces
  }
}

extension [TimelineEntry] {
  fileprivate var inTime: [TimelineEntry] {
    enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
