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
    /// Those with a large request, until it is answered.
    var large: Set<ObjectIdentifier> = []
  }

  private let table = Mutex(Table())
  private let limit: Int
  private let largeLimit: Int

  /// - Parameter large: how many may have a large request at a time.
  init(limit: Int, large: Int) {
    self.limit = limit
    largeLimit = large
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

  /// Whether the connection's request may be large: so many at a time may.
  func mayBeLarge(_ channel: any Channel) -> Bool {
    table.withLock { table in
      let id = ObjectIdentifier(channel)
      guard table.large.contains(id) || table.large.count < largeLimit else { return false }
      table.large.insert(id)
      return true
    }
  }

  func isServed(_ channel: any Channel) {
    table.withLock { $0.entries[ObjectIdentifier(channel)]?.waitingSince = nil }
  }

  func waits(_ channel: any Channel) {
    table.withLock { table in
      table.turn += 1
      table.entries[ObjectIdentifier(channel)]?.waitingSince = table.turn
      table.large.remove(ObjectIdentifier(channel))
    }
  }

  func leaves(_ channel: any Channel) {
    table.withLock { table in
      table.entries[ObjectIdentifier(channel)] = nil
      table.large.remove(ObjectIdentifier(channel))
    }
  }
}
