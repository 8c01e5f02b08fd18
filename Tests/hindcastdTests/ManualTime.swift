import Records
import Synchronization

@testable import hindcastd

/// A clock that stands until a test moves it; who waits is woken when it has come to their time.
final class ManualTime: Sendable {
  private struct State {
    var now: Timestamp
    var waits: [Duration] = []
    var sleepers: [(until: Timestamp, wake: AsyncStream<Void>.Continuation)] = []
  }

  private let state: Mutex<State>

  init(_ now: Timestamp) { state = Mutex(State(now: now)) }

  /// What was waited for so far.
  var waits: [Duration] { state.withLock { $0.waits } }

  func advance(by pause: Duration) {
    state.withLock { state in
      state.now = state.now.advanced(bySeconds: pause / .seconds(1))
      for sleeper in state.sleepers where sleeper.until <= state.now { sleeper.wake.finish() }
      state.sleepers.removeAll { [now = state.now] in $0.until <= now }
    }
  }

  var timing: Deliveries.Timing {
    Deliveries.Timing(
      now: { self.state.withLock { $0.now } },
      wait: { pause in
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self)
        self.state.withLock { state in
          state.waits.append(pause)
          state.sleepers.append((state.now.advanced(bySeconds: pause / .seconds(1)), wake))
        }
        for await _ in wakes {}
        try Task.checkCancellation()
      })
  }
}
