import ArgumentParser
import Control
import Foundation
import Glibc
import Pipeline
import Records
import Store
import Synchronization
import Tailing

/// The daemon's parts and how they work together: one task follows files, one the journal, one answers on the socket, one
/// tells of incidents, one hears signals. All that is read goes through `LiveRun`.
final class Daemon: Sendable {
  let places: DaemonPlaces
  let configuration: Mutex<Configuration>
  let manager: ServiceManager
  let watchdog: Watchdog
  let status: StatusLine
  let waiter = ChangeWaiter(FileWatcher())
  let store: StoreWriter
  let live: LiveRun
  let service: DaemonService
  let server: ControlServer
  let announcements: Announcements
  /// Yields when the journal is to be followed, or not any more.
  let journalChanges = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  private let isEnding = Mutex(false)
  /// After this time it is tried again to watch what could not be watched.
  private static let longestWait = Duration.seconds(5)

  init(_ configuration: Configuration, _ places: DaemonPlaces) throws {
    self.places = places
    self.configuration = Mutex(configuration)
    manager = ServiceManager()
    watchdog = Watchdog(manager)
    status = StatusLine(manager)
    store = try Daemon.openStore(places.store)
    watchdog.mind(store)
    live = try LiveRun(Daemon.options(configuration), store: store)
    let library = try IncidentLibrary(store)
    let disclosure = try CurrentDisclosure(library)
    disclosure.set(configuration.redaction)
    announcements = Announcements(
      library: library, deliveries: Deliveries(store: store, library: library, disclosure: disclosure),
      drafts: DraftFolder(
        path: places.drafts, keep: { try library.keep($0, for: .folder) }, spare: library.spareDraft),
      disclosure: disclosure)
    service = DaemonService(store: store, live: live, announcements: announcements)
    let access = try Daemon.access(configuration, places)
    server = try ControlServer(path: places.socket, access: access, service: service)
    announcements.deliveries.set(DeliveryTarget.all(configuration.daemon))
    announcements.drafts.share(with: access.group)
  }

  /// Opens the store; one that is damaged is put aside, once, and a new one begun.
  private static func openStore(_ path: String) throws -> StoreWriter {
    let (writer, isReplaced) = try StoreWriter.recovering(path: path)
    if isReplaced {
      Report.error(
        "the store \(path) was damaged: it is kept as \(path).damaged, and what could be read of it is in a new one")
    }
    return writer
  }

  static func options(_ configuration: Configuration) -> LiveOptions {
    var options = LiveOptions()
    options.files = configuration.daemon.logFiles
    options.followsLinks = configuration.daemon.followsLinks
    options.settings = configuration.engineSettings
    options.deployPatterns = configuration.deployPatterns
    options.formats = configuration.formats
    options.trustedProxies = configuration.trustedProxies
    options.logTimes = configuration.logTimes
    if configuration.daemon.readsJournal {
      options.journal = LiveOptions.Journal(
        command: ["/proc/self/exe", JournalChildMain.command], folders: configuration.daemon.journalFolders)
    }
    return options
  }

  /// Who may use the socket. Where the system has no such group, nobody but root and the daemon's own user.
  static func access(_ configuration: Configuration, _ places: DaemonPlaces) throws(SocketFileError) -> SocketAccess {
    let name = configuration.daemon.socketGroup
    let isThere = unsafe getgrnam(name) != nil
    if !isThere, name != Configuration().daemon.socketGroup {
      Report.warning("there is no group \(name) (socket_group): the socket is for root and this user only")
    }
    return try SocketAccess.standard(group: isThere ? name : nil, path: places.socket)
  }

  /// Runs until SIGTERM or SIGINT, or until something fails that only another start can mend.
  func run() async throws {
    do {
      try await work()
    } catch let error as StoreError {
      switch error.reason {
      case .damaged:
        Report.error(
          "the store \(error.path) is damaged: hindcastd ends; its next start puts it aside and goes on with what can be "
            + "read of it")
      case .notWritten:
        Report.error("\(error.localizedDescription); hindcastd ends; its next start goes on with what is on the disk")
      default: throw error
      }
      throw ExitCode.failure
    }
  }

  private func work() async throws {
    watchdog.enter(.starting)
    let signals = Signals([SIGTERM, SIGINT, SIGHUP])
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await self.server.run() }
      tasks.addTask { try await self.followFiles() }
      tasks.addTask { try await self.followJournal() }
      tasks.addTask { await self.announcements.deliveries.run() }
      tasks.addTask {
        for await signal in signals.stream {
          if signal == SIGHUP {
            await self.reload()
          } else {
            return self.end()
          }
        }
      }
      // The first to end, by itself or by an error, ends all.
      defer { tasks.cancelAll() }
      try await tasks.next()
      end()
    }
    announcements.tell(try await live.finish(.now))
  }

  private func end() {
    guard isEnding.withLock({ exchange(&$0, with: true) }) == false else { return }
    watchdog.enter(.ending)
    manager.stopping()
    waiter.stop()
  }

  // MARK: Sources

  private func followFiles() async throws {
    var changes: FileChanges?
    var now = Moment.now
    var bytes: UInt64 = 0
    var nextSweep = now.elapsed
    announcements.catchUp(since: now.wall.advanced(bySeconds: -30 * 86_400))
    while !isEnding.withLock({ $0 }), !Task.isCancelled {
      let outcome = try await live.step(now, changes)
      announcements.tell(outcome)
      let bytesNow = outcome.isBehind ? await live.bytesRead : bytes
      if !outcome.isBehind || bytesNow != bytes { watchdog.filesGotOn() }
      if await live.isJournalWaiting { watchdog.journalGotOn() }
      bytes = bytesNow
      let trouble = await live.storeTrouble
      await say(now, trouble)
      if now.elapsed >= nextSweep { nextSweep = now.elapsed + (try sweep(now.wall, trouble)) }
      var more = waiter.watcher.watch(outcome.watched)
      let elapsed = Moment.now.elapsed
      let pause = outcome.isBehind ? .zero : max(.zero, (outcome.next ?? elapsed + Daemon.longestWait) - elapsed)
      let wait = min(pause, watchdog.interval, Daemon.longestWait)
      let answer = await waiter.changes(within: more.isEmpty ? wait : .zero)
      now = answer.now
      more.formUnion(answer.changes)
      changes = more
    }
  }

  /// Says what there is to say of the store and of the sources.
  private func say(_ now: Moment, _ trouble: StoreError?) async {
    if status.note(trouble) {
      if let trouble {
        Report.error("\(trouble.localizedDescription); until then nothing is read, and nothing is lost")
      } else {
        Report.info("the store can be written again")
      }
    }
    if !status.isReady {
      // One that cannot be written to is no reason to be started over and over.
      guard await live.isPositioned(now) || trouble != nil else { return }
      watchdog.enter(.running)
      status.ready(await service.summary())
    } else if status.isDue(now.elapsed) {
      status.show(await service.summary(), now.elapsed)
    }
  }

  private func followJournal() async throws {
    journalChanges.continuation.yield()
    let live = live
    try await withTaskCancellationHandler {
      for await _ in journalChanges.stream {
        // Turned off, it ends; turned on again meanwhile, it goes on.
        while let options = await live.wantedJournal, !Task.isCancelled {
          watchdog.journalGotOn()
          try await live.followJournal(options, ownProcess: Int64(getpid()), clock: { Moment.now }) { outcome in
            self.watchdog.journalGotOn()
            self.announcements.tell(outcome)
            self.waiter.wake()
          }
        }
        watchdog.journalIsOff()
      }
    } onCancel: {
      Task { await live.stopJournal() }
    }
  }

  // MARK: The store

  /// Deletes a step of what is older than it is kept.
  /// - Returns: after how long to do so again: at once where there is more, soon where the disk is full.
  private func sweep(_ now: Timestamp, _ trouble: StoreError?) throws(StoreError) -> Duration {
    let daemon = configuration.withLock { $0.daemon }
    let retention = Retention(incidentSeconds: daemon.keepsIncidents, entrySeconds: daemon.keepsEntries)
    do throws(StoreError) {
      if try store.sweep(retention, now: now).hasMore { return .seconds(1) }
    } catch {
      guard [.full, .busy, .readOnly].contains(error.reason) else { throw error }
    }
    return trouble?.reason == .full ? .seconds(60) : .seconds(3600)
  }
}

extension Moment {
  static var now: Moment {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    let wall = Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(wall: wall, elapsed: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
  }
}

extension IncidentTransition.Kind {
  var change: IncidentChange {
    switch self {
    case .opened: .opened
    case .severity: .severityChanged
    case .ended: .ended
    }
  }
}
