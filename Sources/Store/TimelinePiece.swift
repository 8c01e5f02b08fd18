import Incidents

/// What of a timeline is read as it stands, of an incident that nobody merged or split.
///
/// A timeline is its pieces in time order; of the same time, an earlier piece comes first.
enum TimelinePiece {
  /// The entries that are stored with this incident; of those of its course none where people set its times.
  case stored(String, withCourse: Bool)
  /// Entries that are not stored, in time order: what people wrote in it at once, and its course as they set its times.
  case told([TimelineEntry])
}

extension CorrectionLog {
  /// What people wrote in an incident that nobody merged or split, in the order in which they did.
  func pieces(of incident: String) -> [TimelinePiece] {
    effective.compactMap { correction in
      guard correction.incident == incident else { return nil }
      return switch correction.change {
      case .note, .notes: .told(correction.entries.inTime)
      case .merge, .split, .mark, .set, .undo: nil
      }
    }
  }
}

extension [TimelineEntry] {
  fileprivate var inTime: [TimelineEntry] {
    enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }
}
