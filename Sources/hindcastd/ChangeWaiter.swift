import Foundation
import Tailing

/// Waits for changes of files on a thread of its own, one wait at a time, so that no task's thread is blocked.
///
/// `@unchecked Sendable`: what changes is changed under `condition`.
final class ChangeWaiter: @unchecked Sendable {
  let watcher: FileWatcher
  private let condition = NSCondition()
  private var request: (timeout: Duration, answer: CheckedContinuation<FileChanges, Never>)?
  private var isStopped = false

  init(_ watcher: FileWatcher) {
    self.watcher = watcher
    Thread { [self] in run() }.start()
  }

  /// What changes until the time is over, or `wake` is called.
  func changes(within timeout: Duration) async -> FileChanges {
    await withCheckedContinuation { answer in
      condition.withLock {
        if isStopped {
          answer.resume(returning: FileChanges())
        } else {
          request = (timeout, answer)
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
      let next: (timeout: Duration, answer: CheckedContinuation<FileChanges, Never>)? = condition.withLock {
        while request == nil, !isStopped { condition.wait() }
        defer { request = nil }
        return request
      }
      guard let next else { return }
      next.answer.resume(returning: watcher.wait(timeout: next.timeout))
    }
  }
}
