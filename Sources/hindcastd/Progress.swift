/// How the daemon gets on, and what the service manager is to hear of it (sd_notify(3)).
///
/// Running, it says `WATCHDOG=1` as long as all its parts get on. A part that is stuck says nothing, and what is said for
/// it must not come from it being called: the files' part gets on when it read something or had nothing to read, the
/// journal's when its reader told something or it waits for the files. A write to the store takes as long as the disk
/// does, and is given more time. While the daemon starts or ends, what counts is that it reads or writes: then it asks for
/// more time, for systemd kills what takes longer than it waits by itself.
struct Progress {
  enum Phase {
    /// The store is opened, and mended where it is damaged.
    case opening
    /// Until every source is positioned.
    case starting
    case running
    case ending
  }

  /// A reader of the journal that says nothing for 12 s is ended, and another one follows within 10 s.
  static let journalPatience = Duration.seconds(40)
  static let storePatience = Duration.seconds(600)
  /// How often more time is asked for, and how much.
  static let extensionInterval = Duration.seconds(20)
  static let extensionLength = Duration.seconds(60)
  /// Bytes by which the process reads and writes more in that time only where it works.
  static let work: UInt64 = 256 << 10

  private(set) var phase = Phase.opening
  /// How long the files' part may take for a step.
  private let patience: Duration
  private var files: Duration
  /// nil: it is not followed.
  private var journal: Duration?
  private var steps = 0
  private var lastExtension: (at: Duration, steps: Int, bytes: UInt64)

  /// - Parameters:
  ///   - now: by a clock that never steps.
  ///   - bytes: all that the process has read and written so far.
  ///   - watchdog: how often the service manager wants to hear of the daemon; nil: never.
  init(now: Duration, bytes: UInt64, watchdog: Duration?) {
    patience = (watchdog ?? .seconds(60)) * 2 / 3
    files = now
    lastExtension = (now, 0, bytes)
  }

  mutating func enter(_ phase: Phase, now: Duration) {
    self.phase = phase
    files = now
    if journal != nil { journal = now }
  }

  /// The files' part got on.
  mutating func filesGotOn(now: Duration) {
    files = now
    steps += 1
  }

  /// The journal's part got on; nil: the journal is not followed.
  mutating func journalGotOn(now: Duration?) { journal = now }

  /// What is to be said at this moment; nil: nothing.
  mutating func message(now: Duration, bytes: UInt64, storeIsWriting: Bool) -> String? {
    guard phase != .running else { return isWell(now, storeIsWriting) ? "WATCHDOG=1" : nil }
    guard now - lastExtension.at >= Progress.extensionInterval else { return nil }
    let hasWorked =
      phase == .starting ? steps > lastExtension.steps : bytes >= lastExtension.bytes + Progress.work
    lastExtension = (now, steps, bytes)
    return hasWorked ? "EXTEND_TIMEOUT_USEC=\(Progress.extensionLength.components.seconds * 1_000_000)" : nil
  }

  private func isWell(_ now: Duration, _ storeIsWriting: Bool) -> Bool {
    func isWell(_ last: Duration, _ patience: Duration) -> Bool {
      now - last <= (storeIsWriting ? Progress.storePatience : patience)
    }
    return isWell(files, patience) && (journal.map { isWell($0, Progress.journalPatience) } ?? true)
  }
}
