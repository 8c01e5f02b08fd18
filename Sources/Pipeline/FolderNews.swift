import Foundation
import Tailing

/// Tells when files of a folder change, to those who wait for it.
package final class FolderNews: Sendable {
  private let watcher = FileWatcher()
  private let folder: String

  package init(of folder: String) { self.folder = folder }

  /// Watches the folder from now on; again where it could not be watched before, or another one is in its place.
  /// - Returns: whether changes are told: not where there is no such folder, or not any more.
  package func begin() -> Bool {
    _ = watcher.watch([folder])
    return watcher.isWatching(folder)
  }

  /// Waits until one of these files changes, or the folder as a whole does, for so long at most.
  /// - Parameter files: nil: all that are in it.
  /// - Returns: whether something changed; false where the time is over or the task is cancelled.
  package func change(of files: Set<String>? = nil, within timeout: Duration) async -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + timeout
    while !Task.isCancelled, clock.now < end {
      let changes = await changes(within: end - clock.now)
      guard let files else { return !changes.isEmpty }
      if !changes.paths.isDisjoint(with: files) || !changes.folders.isEmpty { return true }
    }
    return false
  }

  /// Waited for on a thread of its own.
  private func changes(within timeout: Duration) async -> FileChanges {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: self.watcher.wait(timeout: timeout)) }
      }
    } onCancel: {
      watcher.wake()
    }
  }
}
