import GRDB
import Incidents
package import Records

/// A transition on its way to one destination.
package struct Delivery: Sendable, Equatable {
  /// The number of the event; later events have higher ones.
  package var event: Int
  package var destination: String
  /// The idempotency key.
  package var key: String
  package var incident: String
  package var transition: IncidentTransition.Kind
  /// `IncidentTransition` as JSON, as it was when it happened.
  package var payload: String
  package var createdAt: Timestamp
  /// Attempts made so far.
  package var attempts: Int

  package init(
    event: Int, destination: String, key: String, incident: String, transition: IncidentTransition.Kind,
    payload: String, createdAt: Timestamp, attempts: Int
  ) {
    self.event = event
    self.destination = destination
    self.key = key
    self.incident = incident
    self.transition = transition
    self.payload = payload
    self.createdAt = createdAt
    self.attempts = attempts
  }
}

/// How a delivery went.
package enum DeliveryOutcome: Sendable, Equatable {
  case delivered
  /// To be tried again, not before so many seconds where the destination said so.
  case failed(after: Double? = nil)
  /// Never to be tried again: the destination says that it will not take it.
  case refused
}

/// When a failed delivery is tried again: after 5 s, then twice as long each time, at most an hour, whatever the
/// destination asks for; given up when it has been tried for three days.
package struct Backoff: Sendable, Equatable {
  package var first = 5.0
  package var longest = 3600.0
  package var givesUpAfter = 3 * 86_400.0

  package init() {}

  /// Seconds from the attempt of this number, counted from 1, to the next.
  /// - Parameter asked: after how many the destination wants it.
  package func seconds(afterAttempt number: Int, asked: Double? = nil) -> Double {
    var seconds = first
    for _ in 1..<max(1, min(number, 64)) { seconds = min(longest, seconds * 2) }
    return min(longest, max(seconds, asked ?? 0))
  }
}

extension StoreWriter {
  /// That nothing earlier of the same incident waits.
  private static let isFirst = """
    NOT EXISTS (
      SELECT 1 FROM event AS earlier JOIN delivery AS pending ON pending.event = earlier.number
      WHERE earlier.incident_id = event.incident_id AND earlier.number < event.number
        AND pending.destination = :destination AND pending.outcome IS NULL)
    """

  /// Deliveries whose time has come, oldest first. Of one incident's only the first that is not done: what is told
  /// arrives in order.
  package func dueDeliveries(to destination: String, at now: Timestamp, limit: Int = 20) throws(StoreError)
    -> [Delivery]
  {
    try file.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT event.*, delivery.attempts FROM delivery JOIN event ON event.number = delivery.event
          WHERE destination = :destination AND outcome IS NULL AND next_attempt_at <= :now AND \(StoreWriter.isFirst)
          ORDER BY event.number LIMIT :limit
          """,
        arguments: ["destination": destination, "now": now.microseconds, "limit": limit]
      ).map { row in
        guard let transition = IncidentTransition.Kind(rawValue: row["transition"]) else {
          throw StoreError(.unreadableRow(table: "event"), path: path)
        }
        return Delivery(
          event: row["number"], destination: destination, key: row["key"], incident: row["incident_id"],
          transition: transition, payload: row["payload"], createdAt: time(row["created_at"] as Int64),
          attempts: row["attempts"])
      }
    }
  }

  /// When the next delivery to this destination is due; nil where none waits.
  package func nextDelivery(to destination: String) throws(StoreError) -> Timestamp? {
    try file.read { db in
      time(
        try Int64.fetchOne(
          db,
          sql: """
            SELECT min(next_attempt_at) FROM delivery JOIN event ON event.number = delivery.event
            WHERE destination = :destination AND outcome IS NULL AND \(StoreWriter.isFirst)
            """, arguments: ["destination": destination]))
    }
  }

  /// Drops what waits for destinations that are none of these, so that none is told late of what is long over.
  /// - Returns: those that had something waiting, and how much.
  package func dropDeliveries(exceptTo destinations: [String]) throws(StoreError) -> [(destination: String, count: Int)]
  {
    let condition = "outcome IS NULL AND destination NOT IN (SELECT value FROM json_each(?))"
    let dropped = try file.read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT destination, count(*) AS count FROM delivery WHERE \(condition) GROUP BY destination ORDER BY 1",
        arguments: [try StoredJSON.encode(destinations)]
      ).map { (destination: $0["destination"] as String, count: $0["count"] as Int) }
    }
    if dropped.isEmpty { return [] }
    try file.write { db in
      try db.execute(
        sql: "UPDATE delivery SET next_attempt_at = NULL, outcome = 'dropped' WHERE \(condition)",
        arguments: [try StoredJSON.encode(destinations)])
    }
    return dropped
  }

  /// Records how an attempt went.
  package func record(
    _ outcome: DeliveryOutcome, of delivery: Delivery, at now: Timestamp, backoff: Backoff = Backoff()
  ) throws(StoreError) {
    let attempts = delivery.attempts + 1
    let isTired = now.seconds(since: delivery.createdAt) >= backoff.givesUpAfter
    var done: String?
    var next: Int64?
    switch outcome {
    case .delivered: done = "delivered"
    case .refused: done = "refused"
    case .failed where isTired: done = "given-up"
    case .failed(let asked):
      next = now.advanced(bySeconds: backoff.seconds(afterAttempt: attempts, asked: asked)).microseconds
    }
    try file.write { db in
      try db.execute(
        sql: """
          UPDATE delivery SET attempts = ?, next_attempt_at = ?, outcome = ?
          WHERE event = ? AND destination = ? AND outcome IS NULL
          """,
        arguments: [attempts, next, done, delivery.event, delivery.destination])
    }
  }
}
