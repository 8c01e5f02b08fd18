import Synchronization

/// Names of those who are told of transitions, each with an outbox of its own; they change while the store is open.
final class Destinations: Sendable {
  private let list: Mutex<[String]>

  init(_ names: [String]) { list = Mutex(names) }

  var names: [String] {
    get { list.withLock { $0 } }
    set { list.withLock { $0 = newValue } }
  }
}
