internal import CLinux
internal import Foundation
internal import Glibc
internal import Records

/// Reads the journal in a child process, and starts that again where it ends or falls silent.
///
/// What the child read is given in order, and once: a new child goes on behind the last frame that came whole, so one
/// that is killed in the middle of its work costs nothing but time. A few frames are kept; while nobody takes them, the
/// child waits in its pipe. All waiting happens on a thread of its own, so other sources are not kept waiting.
///
/// `@unchecked Sendable`: what changes is changed under `condition`.
package final class JournalChild: @unchecked Sendable {
  /// What the child tells, and what became of it.
  package enum Event: Sendable {
    case news(JournalNews)
    case status(JournalStatus)
    /// The child has ended, as `reason` tells; a new one is started after `pause`. `failures`: how many children in a
    /// row have ended without having read anything.
    case ended(reason: String, failures: Int, pause: Duration)
  }

  /// How long to wait, and how to.
  package struct Timing: Sendable {
    /// The pause after the first failure; doubled after each further one, up to `longest`.
    package var shortest = Duration.milliseconds(100)
    package var longest = Duration.seconds(10)
    /// A child that says nothing for so long hangs: it is killed. It says something every 5 seconds.
    package var silence = Duration.seconds(12)
    /// Waits for so long; nil: as the clock goes. `stop` ends that wait early.
    package var wait: (@Sendable (Duration) -> Void)?

    package init() {}

    func pause(after failures: Int) -> Duration {
      min(longest, shortest * Double(1 << min(failures - 1, 20)))
    }
  }

  private static let kept = 4

  private let command: [String]
  private let timing: Timing
  private let condition = NSCondition()
  /// An event counter (eventfd(2)) that says that it was stopped to whoever waits by poll(2).
  private let stopped: Int32
  private var start: JournalStart
  private var number: UInt64
  private var ready: [Event] = []
  private var taker: CheckedContinuation<Event?, Never>?
  private var isStopped = false
  private var isRunning = true
  private var process: JournalProcess?

  /// - Parameters:
  ///   - command: the program and its arguments that run `JournalChildMain`.
  ///   - number: the number that the first entry gets; entries are numbered on, whichever child read them.
  package init(command: [String], start: JournalStart, number: UInt64 = 0, timing: Timing = Timing()) {
    self.command = command
    self.start = start
    self.number = number
    self.timing = timing
    stopped = eventfd(0, CInt(EFD_CLOEXEC))
    Thread { [self] in run() }.start()
  }

  deinit { close(stopped) }

  /// The next event; nil after `stop`. For one taker at a time.
  package func next(isolation: isolated (any Actor)? = #isolation) async -> Event? {
    await withCheckedContinuation(isolation: isolation) { continuation in
      condition.withLock {
        if !ready.isEmpty {
          continuation.resume(returning: ready.removeFirst())
          condition.broadcast()
        } else if !isRunning {
          continuation.resume(returning: nil)
        } else {
          taker = continuation
        }
      }
    }
  }

  /// Ends the child and its thread. What was read and not yet taken is dropped: it is read again from the position that
  /// was committed.
  package func stop() {
    condition.withLock {
      isStopped = true
      eventfd_write(stopped, 1)
      ready = []
      if let process { kill(process.id, SIGKILL) }
      condition.broadcast()
    }
  }

  /// Ends the child at whatever it does; another one follows.
  func killReader(_ signal: Int32 = SIGKILL) {
    condition.withLock { if let process { kill(process.id, signal) } }
  }

  // MARK: The thread

  private func run() {
    // Writing to a child that is gone fails instead.
    var broken = sigset_t()
    unsafe sigemptyset(&broken)
    unsafe sigaddset(&broken, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &broken, nil)
    var failures = 0
    while !condition.withLock({ isStopped }) {
      let (reason, hasRead) = readToEnd()
      guard !condition.withLock({ isStopped }) else { break }
      failures = hasRead ? 1 : failures + 1
      let pause = timing.pause(after: failures)
      put(.ended(reason: reason, failures: failures, pause: pause))
      wait(pause)
    }
    condition.withLock {
      isRunning = false
      taker?.resume(returning: nil)
      taker = nil
    }
  }

  /// Runs one child until it ends, and tells how it did.
  private func readToEnd() -> (reason: String, hasRead: Bool) {
    let process: JournalProcess
    do throws(JournalProcessError) {
      process = try JournalProcess(command)
    } catch {
      return ("cannot be started: \(unsafe String(cString: strerror(error.code)))", false)
    }
    let isWanted = condition.withLock {
      self.process = process
      return !isStopped
    }
    var hasRead = false
    var reason: String?
    if isWanted, JournalPipe(descriptor: process.input).write(.start(start)) {
      reason = read(process.output, &hasRead)
    }
    condition.withLock { self.process = nil }
    let end = process.end()
    return (reason ?? end, hasRead)
  }

  /// Reads the child's frames; nil where the pipe's end says no more than the process's.
  private func read(_ output: Int32, _ hasRead: inout Bool) -> String? {
    let pipe = JournalPipe(descriptor: output)
    let silence = Int32(clamping: timing.silence.components.seconds * 1000)
    while true {
      switch pipe.read(silence: silence) {
      case .frame(.news(var news)):
        hasRead = true
        news.batch.first = number
        number += UInt64(news.batch.entries.count)
        start.position.advance(to: news.marks)
        put(.news(news))
      case .frame(.status(let status)): put(.status(status))
      case .frame(.start): return "sent what no reader sends"
      case .end, .broken: return nil
      case .silent: return "hung: said nothing for \(timing.silence)"
      }
      if condition.withLock({ isStopped }) { return nil }
    }
  }

  /// Hands over an event, waiting while enough are kept.
  private func put(_ event: Event) {
    condition.withLock {
      while ready.count >= Self.kept, !isStopped { condition.wait() }
      if isStopped { return }
      if let taker {
        self.taker = nil
        taker.resume(returning: event)
      } else {
        ready.append(event)
      }
    }
  }

  private func wait(_ pause: Duration) {
    if let wait = timing.wait { return wait(pause) }
    // poll(2) counts by a clock that nobody sets; waiting for a condition goes by the time of day.
    let end = ContinuousClock.now + pause
    var left = pause
    while left > .zero {
      var waiting = pollfd(fd: stopped, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&waiting, 1, CInt(clamping: Int(left / .milliseconds(1)) + 1)) > 0 { return }
      left = end - .now
    }
  }
}
