internal import Glibc

/// The process that reads the journal for the daemon: its whole main function.
///
/// It gets a `start` frame on its standard input, answers with `news` and `status` frames on its standard output, and
/// ends with exit status 0 when its standard input closes, which it does when the daemon is gone.
package enum JournalChildMain {
  /// The name of the hidden subcommand that calls `run`.
  package static let command = "journal-reader"

  /// Reads until standard input is closed.
  /// - Parameters:
  ///   - look: milliseconds between two looks where nothing wakes.
  ///   - heartbeat: microseconds after which the daemon hears that this lives.
  /// - Returns: the exit status; 64 where standard input holds no start frame.
  package static func run(look: Int32 = 1000, heartbeat: Int64 = 5_000_000) -> Int32 {
    run(input: STDIN_FILENO, output: STDOUT_FILENO, look: look, heartbeat: heartbeat)
  }

  private static func run(input: Int32, output: Int32, look: Int32, heartbeat: Int64) -> Int32 {
    // Writing to a daemon that is gone fails instead.
    signal(SIGPIPE, SIG_IGN)
    // Where a journal is cut under libsystemd this ends: at once, and without a backtrace.
    signal(SIGBUS, SIG_DFL)
    guard case .frame(.start(let start)) = JournalPipe(descriptor: input).read() else { return 64 }
    let pipe = JournalPipe(descriptor: output)
    pipe.doNotBlock()
    let tail = JournalTail(start)
    let watch = JournalWatch()
    var told: (status: JournalStatus, at: Int64)?
    repeat {
      var scanned = now()
      tail.scan(now: scanned)
      watch.watch(tail.watched)
      while let news = tail.next(now: now()) {
        // While the daemon takes nothing, deleted journals must be closed.
        guard pipe.write(.news(news), meanwhile: { tail.scan(now: now()) }) else { return 0 }
        // Whoever takes news does not know whether more of them come until it is told.
        told = nil
        // Also where one journal grows faster than it is read, others begin and deleted ones must be closed.
        if now() - scanned >= Int64(look) * 1000 {
          scanned = now()
          tail.scan(now: scanned)
        }
      }
      if let told, told.status == tail.status, now() - told.at < heartbeat { continue }
      guard pipe.write(.status(tail.status)) else { return 0 }
      told = (tail.status, now())
    } while watch.wait(milliseconds: look, besides: input)
    return 0
  }

  private static func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
