import Synchronization

/// Hands events to everyone who listens; who does not keep up is dropped, and nobody waits for them.
package final class EventBroadcast: Sendable {
  private struct Listeners {
    var next = 0
    var continuations: [Int: AsyncStream<IncidentEvent>.Continuation] = [:]
  }

  private let listeners = Mutex(Listeners())
  private let waiting: Int

  /// - Parameter waiting: events that may wait for one listener.
  package init(waiting: Int = APILimits().waitingEvents) { self.waiting = waiting }

  package func publish(_ event: IncidentEvent) {
    let slow = listeners.withLock { listeners in
      listeners.continuations.filter { _, continuation in
        if case .dropped = continuation.yield(event) { true } else { false }
      }
    }
    for continuation in slow.values { continuation.finish() }
  }

  /// The events from now on; ends for a listener who has let too many wait.
  package func events() -> AsyncStream<IncidentEvent> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: IncidentEvent.self, bufferingPolicy: .bufferingOldest(waiting))
    let id = listeners.withLock { listeners in
      listeners.next += 1
      listeners.continuations[listeners.next] = continuation
      return listeners.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.listeners.withLock { _ = $0.continuations.removeValue(forKey: id) }
    }
    return stream
  }

  /// How many listen.
  package var count: Int { listeners.withLock { $0.continuations.count } }
}
