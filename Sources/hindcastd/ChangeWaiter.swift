import Foundation
import Pipeline
import Tailing

/// Waits for changes of files on a thread of its own, one wait at a time, so that no task's thread is blocked.
///
/// `@unchecked Sendable`: what changes is changed under `condition`.
final class ChangeWaiter: @unchecked Sendable {
  let watcher: FileWatcher
  private let condition = NSCondition()
  private var request: Request?
  private var isStopped = false

  /// What changed, and a moment up to which that is all: later, the process may have been stopped for a while.
  struct Answer: Sendable {
    var changes: FileChanges
    var now: Moment
  }

  private struct Request {
    var timeout: Duration
    var answer: CheckedContinuation<Answer, Never>
  }

  init(_ watcher: FileWatcher) {
    self.watcher = watcher
    Thread { [self] in run() }.start()
  }

  /// What changes until the time is over, or `wake` is called.
  func changes(within timeout: Duration) async -> Answer {
    await withCheckedContinuation { answer in
      condition.withLock {
        if isStopped {
          answer.resume(returning: Answer(changes: FileChanges(), now: .now))
        } else {
          request = Request(timeout: timeout, answer: answer)
          condition.signal()
        }
      }
    }
  }

  func wake() { watcher.wake() }

  func stop() {
    condition.withLock {
      isStopped = true
      condition.signal()
    }
    watcher.wake()
  }

  private func run() {
    while true {
      let next: Request? = condition.withLock {
        while request == nil, !isStopped { condition.wait() }
        defer { request = nil }
        return request
      }
      guard let next else { return }
      var changes = watcher.wait(timeout: next.timeout)
      let now = Moment.now
      changes.formUnion(watcher.wait(timeout: .zero))
      next.answer.resume(returning: Answer(changes: changes, now: now))
    }
  }
}
