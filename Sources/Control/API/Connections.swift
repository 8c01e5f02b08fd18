import NIOCore
import Synchronization

/// The open connections, and which of them wait for a request.
///
/// Beyond the limit the one that has waited longest makes room, so that silent connections, however many, hinder nobody.
final class Connections: Sendable {
  private struct Entry {
    var channel: any Channel
    /// The turn at which it began to wait; nil while it is served.
    var waitingSince: UInt64?
  }

  private struct Table {
    var turn: UInt64 = 0
    var entries: [ObjectIdentifier: Entry] = [:]
  }

  private let table = Mutex(Table())
  private let limit: Int
  private let large: LargeRequests

  /// - Parameter large: how many large requests there may be at a time.
  init(limit: Int, large: Int) {
    self.limit = limit
    self.large = LargeRequests(limit: large)
  }

  /// Takes a new connection in; false: all others are being served, so there is no room.
  func admit(_ channel: any Channel) -> Bool {
    let (isAdmitted, closing) = table.withLock { table -> (Bool, (any Channel)?) in
      var closing: (any Channel)?
      if table.entries.count >= limit {
        let waiting = table.entries.filter { $0.value.waitingSince != nil }
        guard let oldest = waiting.min(by: { ($0.value.waitingSince ?? 0) < ($1.value.waitingSince ?? 0) }) else {
          return (false, nil)
        }
        table.entries[oldest.key] = nil
        closing = oldest.value.channel
      }
      table.turn += 1
      table.entries[ObjectIdentifier(channel)] = Entry(channel: channel, waitingSince: table.turn)
      return (true, closing)
    }
    closing?.close(promise: nil)
    return isAdmitted
  }

  /// The right to a large request; nil where others have all there are.
  func largeTurn() -> LargeRequests.Turn? { large.turn() }

  func isServed(_ channel: any Channel) {
    table.withLock { $0.entries[ObjectIdentifier(channel)]?.waitingSince = nil }
  }

  func waits(_ channel: any Channel) {
    table.withLock { table in
      table.turn += 1
      table.entries[ObjectIdentifier(channel)]?.waitingSince = table.turn
    }
  }

  func leaves(_ channel: any Channel) {
    table.withLock { $0.entries[ObjectIdentifier(channel)] = nil }
  }
}
