import Foundation
import Records

/// Why a postmortem's timeline could not be read. The line is the document's, from 1.
package enum TimelineReadingError: Error, Sendable, Equatable {
  /// No line begins with a time.
  case noTimes
  /// The row names no day, and nothing else does; a date of the document that may be meant, and its line.
  case noDate(line: Int, time: String, hint: String?, hintLine: Int?)
  /// Day and month may be the other way round.
  case ambiguousDate(line: Int, text: String)
  case noZone(line: Int, time: String)
  /// The row's time is counted from a start that is not known.
  case noStart(line: Int)
}

extension TimelineReadingError: LocalizedError {
  /// One line: what is missing and what to add.
  package var errorDescription: String? {
    switch self {
    case .noTimes:
      "no row of a timeline was found: a row begins with a time, as '14:30 text', '- 2:05 PM: text' or '| 14:30 | text |'"
    case .noDate(let line, let time, let date?, let dateLine?):
      "line \(line): the day of '\(time.controlsVisible)' is not known: add --date YYYY-MM-DD; line \(dateLine) has '\(date)'"
    case .noDate(let line, let time, _, _):
      "line \(line): the day of '\(time.controlsVisible)' is not known: add --date YYYY-MM-DD, name it in the file, or name the incident"
    case .ambiguousDate(let line, let text):
      "line \(line): '\(text.controlsVisible)' may have the month or the day first: write it as 2024-06-05 or add --date YYYY-MM-DD"
    case .noStart(let line):
      "line \(line): its time is counted from the start of the incident, which is not known: name the incident"
    case .noZone(let line, let time):
      "line \(line): the zone of '\(time.controlsVisible)' is not known: add --tz ZONE (as UTC, +02:00 or Europe/Berlin), or name it in the file"
    }
  }
}
