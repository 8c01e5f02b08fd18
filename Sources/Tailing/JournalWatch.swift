internal import Glibc

/// Waits for something to change in folders of journals: journald truncates a file to its own size after each write,
/// so that its readers wake. Where inotify cannot be had, the time alone wakes.
final class JournalWatch {
  private let descriptor: Int32
  private var watched: [String: Int32] = [:]

  init() { descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Watches these folders and no others. One that is not there is tried again the next time.
  func watch(_ folders: [String]) {
    guard descriptor >= 0 else { return }
    for (folder, watch) in watched where !folders.contains(folder) {
      inotify_rm_watch(descriptor, watch)
      watched[folder] = nil
    }
    for folder in folders where watched[folder] == nil {
      let mask = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF
      let watch = unsafe inotify_add_watch(descriptor, folder, UInt32(mask))
      if watch >= 0 { watched[folder] = watch }
    }
  }

  /// Milliseconds that pass at least: where a journal grows all the time, a look at all there is finds some more of it.
  private static let rest: Int32 = 20

  /// Waits for a change, for `milliseconds` at most.
  /// - Returns: whether `other` is still open at its far end.
  func wait(milliseconds: Int32, besides other: Int32) -> Bool {
    var waited = [
      pollfd(fd: other, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    if unsafe poll(&waited, 1, Self.rest) <= 0 { _ = unsafe poll(&waited, 2, milliseconds) }
    if waited[1].revents != 0 { drain() }
    return waited[0].revents == 0
  }

  /// Takes all events: which they are does not matter. A watch that has gone is made again.
  private func drain() {
    var events = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe events.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      var at = 0
      while at + 16 <= count {
        let watch = Self.word(events, at)
        let mask = Self.word(events, at + 4)
        if mask & UInt32(IN_IGNORED) != 0 {
          watched = watched.filter { UInt32(bitPattern: $0.value) != watch }
        }
        at += 16 + Int(Self.word(events, at + 12))
      }
    }
  }

  private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
  }
}
