import CSystemd
import Foundation
import Glibc

/// What the daemon tells systemd (sd_notify(3)); without systemd nothing happens.
struct ServiceManager: Sendable {
  /// How often systemd wants to hear that the daemon makes progress; nil: never.
  let watchdog: Duration?

  init() {
    var microseconds: UInt64 = 0
    let isWanted = unsafe sd_watchdog_enabled(0, &microseconds) > 0
    watchdog = isWanted ? .microseconds(Int64(microseconds)) : nil
  }

  /// Whether one listens.
  var isThere: Bool { ProcessInfo.processInfo.environment["NOTIFY_SOCKET"] != nil }

  func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }
  func status(_ status: String) { notify("STATUS=\(status)") }
  func stopping() { notify("STOPPING=1\nSTATUS=Storing what was read") }

  func reloading() {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    notify("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
  }

  func notify(_ state: String) { _ = unsafe sd_notify(0, state) }
}
