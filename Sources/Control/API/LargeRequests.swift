import Synchronization

/// Large requests that are received or worked on, of which there are only so many at a time.
///
/// A turn goes with the request, not with its connection: a client that hangs up and asks again waits for the work that it
/// has caused.
final class LargeRequests: Sendable {
  private let limit: Int
  private let count = Mutex(0)

  init(limit: Int) { self.limit = limit }

  /// nil: there is no room for another one.
  func turn() -> Turn? {
    count.withLock { count in
      guard count < limit else { return nil }
      count += 1
      return Turn(self)
    }
  }

  /// The right to one large request, for as long as somebody holds it.
  final class Turn: Sendable {
    private let requests: LargeRequests

    fileprivate init(_ requests: LargeRequests) { self.requests = requests }

    deinit { requests.count.withLock { $0 -= 1 } }
  }
}
