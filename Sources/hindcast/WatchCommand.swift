import ArgumentParser
import Control
import Dispatch
import Foundation
import Incidents
import Records
import Store
import Synchronization

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows the open incident, live in the terminal.",
    discussion: """
      What began when, the impact so far, candidates for the cause and the latest entries, drawn again on every change. \
      Without an open incident it waits for one. 'q' or an interrupt ends it.
      """)

  @Option(
    help: ArgumentHelp(
      "Watch this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db.",
      valueName: "file"))
  var store: String?

  @OptionGroup var display: DisplayOptions

  func run() async throws {
    let surroundings = Surroundings.process(utc: display.utc)
    guard surroundings.environment["TERM"] != "dumb", let terminal = ScreenTerminal() else {
      throw WatchError.noTerminal
    }
    let place = try IncidentPlace(store: store, environment: surroundings.environment)
    var current = CurrentAccess(place, environment: surroundings.environment)
    var state = WatchState(now: surroundings.now)
    if case .daemon = place { state.asksDaemon = true }
    try update(&state, &current, place)
    let screen = WatchScreen(clock: display.clock(surroundings), ink: display.ink(surroundings))
    let events = WatchEvents(try place.news(environment: surroundings.environment))
    terminal.enter()
    defer { terminal.leave() }
    for try await event in events.stream {
      events.taken(event)
      state.now = Surroundings.process(utc: display.utc).now
      switch event {
      case .quit: return
      case .suspended:
        terminal.leave()
        raise(SIGSTOP)
        terminal.enter()
      case .news(.gone), .news(.back):
        state.hear(isDaemonGone: events.isDaemonGone)
      case .news(.changed):
        do {
          try update(&state, &current, place)
          state.hear(isDaemonGone: events.isDaemonGone)
        } catch let error as StoreError where error.reason == .missing {
          state.trouble = "the store is gone: waiting for it"
        }
      case .second: if state.trouble == nil { state.status = try status(place) }
      case .resized: break
      }
      let size = terminal.size
      terminal.draw(screen.lines(state, width: size.width, height: size.height))
    }
  }

  private func update(_ state: inout WatchState, _ current: inout CurrentAccess, _ place: IncidentPlace) throws {
    do {
      let access = try current.access()
      let open = try access.incidents(
        IncidentFilter(status: .open), entries: IncidentDocument.shownEntries
      ).incidents
      state.incident = open.last
      state.others = max(0, open.count - 1)
      if open.isEmpty { state.latest = try access.latestIncident(before: state.now) }
      state.status = try status(place)
    } catch let error as DaemonError where !error.isRefusal {
      // It has just gone, of which there will be news.
      state.status = nil
    }
  }

  /// nil: there is no daemon, or it does not answer just now.
  private func status(_ place: IncidentPlace) throws -> DaemonStatus? {
    guard case .daemon(let client) = place else { return nil }
    return try? client.status()
  }
}

extension IncidentAccess {
  /// The incident that began last. The last days are asked first, since each incident comes with all it holds.
  fileprivate func latestIncident(before now: Timestamp) throws -> Incident? {
    let recent = IncidentFilter(since: now.advanced(bySeconds: -7 * 86_400))
    return try incidents(recent, entries: IncidentDocument.shownEntries).incidents.last
  }
}

/// Why the open incident cannot be shown live.
enum WatchError: LocalizedError {
  case noTerminal

  var errorDescription: String? {
    "watch needs a terminal that it can draw on: use 'hindcast timeline --follow' or 'hindcast show ID' instead"
  }
}

/// All that makes a screen be drawn again, one after the other; what has come already and was not taken yet does not come
/// twice, however long the terminal takes nothing.
struct WatchEvents {
  enum Event: Sendable, Hashable {
    case news(StoreNews)
    case second
    case resized
    case suspended
    case quit
  }

  let stream: AsyncThrowingStream<Event, any Error>
  private let pending: Pending

  /// Events that wait to be taken.
  private final class Pending: Sendable {
    private let events = Mutex<(waiting: Set<Event>, isGone: Bool)>(([], false))

    func insert(_ event: Event) -> Bool {
      events.withLock { events in
        if event == .news(.gone) { events.isGone = true }
        if event == .news(.back) { events.isGone = false }
        return events.waiting.insert(event).inserted
      }
    }
    func remove(_ event: Event) { events.withLock { _ = $0.waiting.remove(event) } }
    var isGone: Bool { events.withLock(\.isGone) }
  }

  /// Whether the daemon was gone when that was heard of last, whichever of its news is taken first.
  var isDaemonGone: Bool { pending.isGone }

  /// Says that an event was taken from the stream, so that it may come again.
  func taken(_ event: Event) { pending.remove(event) }

  /// - Parameter terminal: whether its keys, signals and seconds are among them.
  init(_ news: AsyncThrowingStream<StoreNews, any Error>, terminal: Bool = true) {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: Event.self)
    let pending = Pending()
    (self.stream, self.pending) = (stream, pending)
    let receive: @Sendable (Event) -> Void = { event in
      if pending.insert(event) { continuation.yield(event) }
    }
    let task = Task {
      do {
        for try await item in news { receive(.news(item)) }
      } catch {
        continuation.finish(throwing: error)
      }
    }
    let sources =
      terminal
      ? SignalSources(
        [
          (SIGWINCH, .resized), (SIGCONT, .resized), (SIGTSTP, .suspended), (SIGINT, .quit), (SIGTERM, .quit),
          (SIGHUP, .quit),
        ], receive) : nil
    continuation.onTermination = { _ in
      task.cancel()
      sources?.cancel()
    }
  }
}

/// Where signals, keys and seconds come from, kept for as long as they are wanted.
@safe
private final class SignalSources: Sendable {
  private nonisolated(unsafe) let sources: [any DispatchSourceProtocol]

  init(_ signals: [(Int32, WatchEvents.Event)], _ receive: @escaping @Sendable (WatchEvents.Event) -> Void) {
    var sources: [any DispatchSourceProtocol] = signals.map { number, event in
      // Going on after a stop must not be ignored, only seen.
      if number != SIGCONT { signal(number, SIG_IGN) }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { receive(event) }
      return source
    }
    let keys = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
    keys.setEventHandler {
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
      let pressed = bytes.prefix(max(0, count))
      // A terminal that has gone reads as an end.
      if count == 0 || pressed.contains(UInt8(ascii: "q")) || pressed.contains(UInt8(ascii: "Q")) { receive(.quit) }
      if pressed.contains(0x0C) { receive(.resized) }
    }
    let clock = DispatchSource.makeTimerSource(queue: .global())
    clock.schedule(deadline: .now() + 1, repeating: 1)
    clock.setEventHandler { receive(.second) }
    sources += [keys, clock]
    unsafe self.sources = sources
    for source in sources { source.resume() }
  }

  func cancel() { for source in unsafe sources { source.cancel() } }
}
