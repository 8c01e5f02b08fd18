import Synchronization

/// Hands events to everyone who listens, and waits for nobody.
package final class EventBroadcast<Event: Sendable>: Sendable {
  private struct Listeners {
    var next = 0
    var continuations: [Int: AsyncStream<Event>.Continuation] = [:]
  }

  /// What becomes of events that a listener has not taken yet.
  package enum Waiting: Sendable {
    /// So many wait; who lets more wait is dropped.
    case atMost(Int)
    /// The latest one waits, and stands for those before it.
    case latest
  }

  private let listeners = Mutex(Listeners())
  private let waiting: Waiting

  package init(waiting: Waiting) { self.waiting = waiting }

  package func publish(_ event: Event) {
    let slow = listeners.withLock { listeners in
      listeners.continuations.filter { _, continuation in
        if case .dropped = continuation.yield(event), case .atMost = waiting { true } else { false }
      }
    }
    for continuation in slow.values { continuation.finish() }
  }

  /// The events from now on; ends for a listener who has let too many wait.
  package func events() -> AsyncStream<Event> {
    let policy: AsyncStream<Event>.Continuation.BufferingPolicy =
      switch waiting {
      case .atMost(let count): .bufferingOldest(count)
      case .latest: .bufferingNewest(1)
      }
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: policy)
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
