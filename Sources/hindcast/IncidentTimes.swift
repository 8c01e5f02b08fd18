import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

/// Reads the times that a person types of an incident: a clock alone means the moment within it, or nearest to it.
struct IncidentTimes {
  private let expression: TimeExpression
  /// Nothing that is typed is later.
  private let last: Timestamp

  /// - Parameters:
  ///   - incident: nil: what is typed belongs to none, and a clock alone means the moment nearest to now.
  ///   - day: of clocks alone; nil: whichever the incident has.
  init(_ incident: Incident?, day: CivilDate? = nil, _ surroundings: Surroundings) {
    let now = surroundings.now
    let last = max(now, incident?.knownUntil ?? now)
    self.last = last
    let span = incident.map { $0.startedAt...max($0.startedAt, $0.endedAt ?? last) }
    expression = TimeExpression(now: now, zone: surroundings.zone, span: span ?? now...now, day: day)
  }

  /// A time that cannot be read, or that nobody can know of yet, is wrong usage.
  func time(_ text: String) throws -> Timestamp {
    let time: Timestamp
    do {
      time = try moment(text)
    } catch {
      throw ValidationError(error.localizedDescription)
    }
    let clock = ZoneClock(zone: expression.zone)
    let words = "'\(text.prefix(60).controlsVisible)'"
    if let day = expression.day, clock.day(at: time) != day {
      throw ValidationError("\(words) is \(clock.rfc3339(time)), which is of another day than --date says")
    }
    guard time <= last else {
      throw ValidationError(
        "\(words) is \(clock.rfc3339(time)), which is in the future: it is \(clock.rfc3339(expression.now))")
    }
    return time
  }

  /// As every command reads it; else as postmortems have it: `2:05 PM`, `14:05 UTC`, `14:05 (UTC+2)`.
  private func moment(_ text: String) throws(TimeExpressionError) -> Timestamp {
    do throws(TimeExpressionError) {
      return try expression.time(text)
    } catch {
      guard error.reason == .unreadable, let written = TimelineReading.clock(text) else { throw error }
      var expression = expression
      expression.zone = written.zone ?? expression.zone
      return try expression.time(text, ofClock: Int64(written.seconds) * 1_000_000, on: written.day)
    }
  }
}
