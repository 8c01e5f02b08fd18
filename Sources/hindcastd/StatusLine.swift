import Foundation
import Store
import Synchronization

/// The line that `systemctl status` shows: what is wrong first, then what is followed. It is sent when it changes.
final class StatusLine: Sendable {
  /// How often what is followed is looked at.
  private static let interval = Duration.seconds(60)

  private struct State {
    var isReady = false
    /// Why the last configuration that was read is not in force.
    var refusal: String?
    var trouble: StoreError?
    var summary = ""
    var sent = ""
    var lookedAt: Duration?

    var text: String {
      [refusal, trouble.map { "Waiting: \($0.localizedDescription)" }, summary].compactMap(\.self)
        .joined(separator: "; ")
    }
  }

  private let manager: ServiceManager
  private let state = Mutex(State())

  init(_ manager: ServiceManager) { self.manager = manager }

  /// Whether the service manager has been told that the daemon is ready.
  var isReady: Bool { state.withLock { $0.isReady } }

  /// Says that the daemon is ready: for the first time, or again after a configuration was read.
  func ready(_ summary: String) {
    state.withLock { state in
      state.isReady = true
      state.summary = summary
      state.sent = state.text
      manager.ready(state.text)
    }
  }

  /// Says that a configuration is being read.
  func reloading() { if isReady { manager.reloading() } }

  /// What became of a configuration that was read.
  /// - Parameter refusal: why it, or a part of it, is not in force; nil: all of it is.
  func reloaded(_ summary: String, refusal: String?) {
    state.withLock { $0.refusal = refusal }
    if isReady { ready(summary) }
  }

  /// - Returns: whether this is news.
  func note(_ trouble: StoreError?) -> Bool {
    state.withLock { state in
      guard state.trouble?.reason != trouble?.reason else { return false }
      state.trouble = trouble
      send(&state)
      return true
    }
  }

  func isDue(_ now: Duration) -> Bool {
    state.withLock { $0.lookedAt.map { now - $0 >= StatusLine.interval } ?? true }
  }

  func show(_ summary: String, _ now: Duration) {
    state.withLock { state in
      state.summary = summary
      state.lookedAt = now
      send(&state)
    }
  }

  private func send(_ state: inout State) {
    guard state.text != state.sent else { return }
    state.sent = state.text
    manager.status(state.text)
  }
}
