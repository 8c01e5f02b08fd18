import Foundation
import Glibc
import Pipeline
import Store
import Synchronization

/// Tells the service manager how the daemon gets on, from a thread of its own: what is stuck cannot say so itself.
final class Watchdog: Sendable {
  private let manager: ServiceManager
  private let progress: Mutex<Progress>
  private let store = Mutex<StoreWriter?>(nil)

  init(_ manager: ServiceManager) {
    self.manager = manager
    progress = Mutex(Progress(now: Moment.now.elapsed, bytes: ProcessBytes.now, watchdog: manager.watchdog))
    guard manager.isThere else { return }
    Thread { [self] in run() }.start()
  }

  func enter(_ phase: Progress.Phase) { progress.withLock { $0.enter(phase, now: Moment.now.elapsed) } }
  func filesGotOn() { progress.withLock { $0.filesGotOn(now: Moment.now.elapsed) } }
  func journalGotOn() { progress.withLock { $0.journalGotOn(now: Moment.now.elapsed) } }
  func journalIsOff() { progress.withLock { $0.journalGotOn(now: nil) } }
  /// Whose writes take as long as the disk does.
  func mind(_ writer: StoreWriter) { store.withLock { $0 = writer } }

  /// How long a part may wait for something to do: a quarter of what systemd waits, so that one that comes late costs
  /// nothing.
  var interval: Duration { min(manager.watchdog.map { $0 / 4 } ?? .seconds(10), .seconds(10)) }

  private func run() {
    FileHandle(forWritingAtPath: "/proc/thread-self/comm")?.write(Data("watchdog".utf8))
    let milliseconds = Int32(interval / .milliseconds(1))
    while true {
      // A wait by a clock that never steps.
      _ = poll(nil, 0, max(1, milliseconds))
      let isWriting = store.withLock { $0?.isWriting } ?? false
      let message = progress.withLock {
        $0.message(now: Moment.now.elapsed, bytes: ProcessBytes.now, storeIsWriting: isWriting)
      }
      if let message { manager.notify(message) }
    }
  }
}

/// What this process has read and written, by proc(5).
enum ProcessBytes {
  static var now: UInt64 {
    let text = (try? String(contentsOfFile: "/proc/self/io", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").reduce(0) { sum, line in
      let parts = line.split(separator: ":")
      guard parts.count == 2, ["rchar", "wchar"].contains(parts[0]) else { return sum }
      return sum + (UInt64(parts[1].dropFirst()) ?? 0)
    }
  }
}
