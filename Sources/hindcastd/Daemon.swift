import Control
import Drafting
import Foundation
import Glibc
import Incidents
import Pipeline
import Records
import Store
import Synchronization
import Tailing

/// The daemon's parts and how they work together: one task follows files, one the journal, one answers on the socket, one
/// tells of incidents, one hears signals. All that is read goes through `LiveRun`.
final class Daemon: Sendable {
  private let places: DaemonPlaces
  private let configuration: Mutex<Configuration>
  private let manager = ServiceManager()
  private let waiter = ChangeWaiter(FileWatcher())
  private let store: StoreWriter
  private let live: LiveRun
  private let service: DaemonService
  private let deliveries: Deliveries
  private let drafts: DraftFolder
  private let isEnding = Mutex(false)
  /// After this time it is tried again to watch what could not be watched.
  private static let longestWait = Duration.seconds(5)

  init(_ configuration: Configuration, _ places: DaemonPlaces) throws {
    self.places = places
    self.configuration = Mutex(configuration)
    let targets = DeliveryTarget.all(configuration.daemon)
    store = try Daemon.openStore(places.store, destinations: targets.map(\.name))
    live = try LiveRun(Daemon.options(configuration), store: store)
    service = DaemonService(library: try IncidentLibrary(store), store: store, live: live)
    deliveries = Deliveries(store: store, library: service.library, targets: targets)
    drafts = DraftFolder(path: places.drafts)
  }

  /// Opens the store; one that is damaged is put aside, once, and a new one begun.
  private static func openStore(_ path: String, destinations: [String]) throws -> StoreWriter {
    let (writer, isReplaced) = try StoreWriter.recovering(path: path, destinations: destinations)
    if isReplaced {
      Report.error(
        "the store \(path) was damaged: it is kept as \(path).damaged, and what could be read of it is in a new one")
    }
    return writer
  }

  private static func options(_ configuration: Configuration) -> LiveOptions {
    var options = LiveOptions()
    options.files = configuration.daemon.logFiles
    options.followsLinks = configuration.daemon.followsLinks
    options.settings = configuration.engineSettings
    options.deployPatterns = configuration.deployPatterns
    if configuration.daemon.readsJournal {
      options.journal = LiveOptions.Journal(
        command: ["/proc/self/exe", JournalChildMain.command], folders: configuration.daemon.journalFolders)
    }
    return options
  }

  /// Runs until SIGTERM or SIGINT, or until something fails that only another start can mend.
  func run() async throws {
    let access = try SocketAccess.standard(
      group: Daemon.group(configuration.withLock { $0.daemon.socketGroup }), path: places.socket)
    let server = try ControlServer(path: places.socket, access: access, service: service)
    let signals = Signals([SIGTERM, SIGINT, SIGHUP])
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await server.run() }
      tasks.addTask { try await self.followFiles() }
      tasks.addTask { try await self.followJournal() }
      tasks.addTask { try await self.deliveries.run() }
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
    manager.stopping()
    handle(try await live.finish(.now), sync: true)
  }

  private func end() {
    isEnding.withLock { $0 = true }
    waiter.stop()
  }

  /// The socket's group where the system has it.
  private static func group(_ name: String) -> String? {
    unsafe getgrnam(name) == nil ? nil : name
  }

  // MARK: Sources

  private func followFiles() async throws {
    var changes: FileChanges?
    var now = Moment.now
    var isReady = false
    var trouble: StoreError?
    var nextSweep = now.elapsed
    catchUpDrafts()
    while !isEnding.withLock({ $0 }), !Task.isCancelled {
      let outcome = try await live.step(now, changes)
      handle(outcome)
      manager.progress()
      report(await live.storeTrouble, before: &trouble)
      if now.elapsed >= nextSweep { nextSweep = now.elapsed + (try sweep(now.wall, trouble)) }
      var more = waiter.watcher.watch(outcome.watched)
      if !isReady, !outcome.isBehind {
        isReady = true
        manager.ready(await service.summary())
      } else if !isReady {
        manager.extend(by: .seconds(60))
      }
      let elapsed = Moment.now.elapsed
      let pause = outcome.isBehind ? .zero : max(.zero, (outcome.next ?? elapsed + Daemon.longestWait) - elapsed)
      let answer = await waiter.changes(within: more.isEmpty ? min(pause, Daemon.longestWait) : .zero)
      now = answer.now
      more.formUnion(answer.changes)
      changes = more
    }
  }

  private func followJournal() async throws {
    guard let options = configuration.withLock({ Daemon.options($0).journal }) else {
      // Nothing to do: the other tasks go on.
      for await _ in AsyncStream<Never>.makeStream().stream {}
      return
    }
    let live = live
    try await withTaskCancellationHandler {
      try await live.followJournal(options, ownProcess: Int64(getpid()), clock: { Moment.now }) { outcome in
        self.handle(outcome)
        self.waiter.wake()
      }
    } onCancel: {
      Task { await live.stopJournal() }
    }
  }

  private func handle(_ outcome: LiveRun.Outcome, sync: Bool = false) {
    for transition in outcome.transitions {
      DaemonJournal.tell(transition)
      guard let incident = try? service.library.incident(transition.incident) else { continue }
      service.broadcast.publish(IncidentEvent(change: transition.transition.change, incident: incident))
      if transition.transition == .ended { drafts.write(incident) }
    }
    if !outcome.transitions.isEmpty { deliveries.wake() }
  }

  /// Drafts that an earlier run had no time to write.
  private func catchUpDrafts() {
    let since = Moment.now.wall.advanced(bySeconds: -7 * 86_400)
    let recent = try? service.library.incidents(IncidentFilter(since: since, status: .resolved)).incidents
    for incident in recent ?? [] where !drafts.knows(incident) { drafts.write(incident) }
  }

  // MARK: The store

  /// Tells of a store that cannot be written, once, and of its being written again.
  private func report(_ trouble: StoreError?, before: inout StoreError?) {
    guard trouble?.reason != before?.reason else { return }
    before = trouble
    if let trouble {
      Report.error("\(trouble.localizedDescription); until then nothing is read, and nothing is lost")
      manager.status("Waiting: \(trouble.localizedDescription)")
    } else {
      Report.info("the store can be written again")
      manager.status("The store can be written again")
    }
  }

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

  // MARK: Configuration

  private func reload() async {
    manager.reloading()
    do {
      let new = try Configuration.load(places.configuration)
      configuration.withLock { $0 = new }
      await live.set(Daemon.options(new))
      waiter.wake()
      manager.ready("Configuration read again. \(await service.summary())")
    } catch {
      Report.error("\(error); the configuration before stays in force")
      manager.ready("The new configuration is refused, the one before stays: \(error)")
    }
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
