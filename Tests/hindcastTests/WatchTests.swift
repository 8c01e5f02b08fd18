import Control
import DaemonLab
import Foundation
import Glibc
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import hindcast

@Suite struct WatchTests {
  private let screen = WatchScreen(clock: Clock(zone: .gmt), ink: Ink(isOn: false))

  private var open: Incident {
    var incident = SampleIncidents.shop
    incident.status = .open
    incident.endedAt = nil
    return incident
  }

  private func lines(_ width: Int, _ height: Int, _ change: (inout WatchState) -> Void = { _ in }) -> [String] {
    var state = WatchState(now: SampleIncidents.at(1900), incident: open, status: SampleService.status)
    change(&state)
    return screen.lines(state, width: width, height: height)
  }

  @Test func theScreenTellsWhatMattersOfTheOpenIncident() {
    let lines = lines(110, 40)
    #expect(lines.count == 40)
    #expect(lines[0] == "5xx and latency on nginx, GET /product/* worst")
    #expect(lines[1] == "20240605-1400  major, open for 31 min 40 s")
    #expect(lines[3].hasPrefix("1,234 of 20,000 requests failed (6.17 %)"))
    let text = lines.joined(separator: "\n")
    #expect(text.contains("1. deploy shop 1.4.2, 12 s before the onset"))
    #expect(text.contains("14:30:53   mitigation     index on product(name) created"))
    #expect(lines[39].hasPrefix("lag 1.5 s, 3 sources, 1 degraded: 'hindcast status', q quits"))
  }

  @Test(arguments: [(1, 2), (10, 3), (20, 5), (40, 12), (60, 16), (80, 24), (200, 60), (0, 0)])
  func noTerminalIsTooSmall(width: Int, height: Int) {
    let lines = lines(width, height)
    #expect(lines.count == (width == 0 ? 0 : height))
    let widest = lines.map { displayWidth($0) }.max() ?? 0
    #expect(widest <= width)
  }

  @Test func overSeveralDaysEachTimeHasItsDate() {
    let text = lines(110, 40) { $0.now = SampleIncidents.at(3 * 86_400) }.joined(separator: "\n")
    #expect(text.contains("2024-06-05 14:30:53   mitigation"))
  }

  /// As while Ctrl-S holds the terminal: what comes meanwhile is drawn once.
  @Test func newsDoNotPileUp() async throws {
    let (news, continuation) = AsyncThrowingStream.makeStream(of: StoreNews.self)
    let events = WatchEvents(news, terminal: false)
    for _ in 0..<1000 { continuation.yield(.changed) }
    continuation.yield(.gone)
    var taken: [WatchEvents.Event] = []
    for try await event in events.stream {
      taken.append(event)
      if event == .news(.gone) { break }
    }
    #expect(taken == [.news(.changed), .news(.gone)])
  }

  @Test func ofADaemonThatWentAndCameAndWentItIsKnownThatItIsGone() async throws {
    let (news, continuation) = AsyncThrowingStream.makeStream(of: StoreNews.self)
    let events = WatchEvents(news, terminal: false)
    for item: StoreNews in [.gone, .back, .gone, .changed] { continuation.yield(item) }
    var taken: [WatchEvents.Event] = []
    for try await event in events.stream {
      taken.append(event)
      if event == .news(.changed) { break }
    }
    #expect(taken == [.news(.gone), .news(.back), .news(.changed)] && events.isDaemonGone)
  }

  @Test func withoutAnOpenIncidentItWaits() {
    let lines = lines(80, 10) {
      $0.incident = nil
      $0.latest = SampleIncidents.shop
    }
    #expect(lines[0] == "No incident is open.")
    #expect(lines[3].hasPrefix("The last one: 20240605-1400, over since 2024-06-05 14:31:40 UTC"))
  }

  @Test func whatIsWrongStandsAtTheBottom() {
    let gone = lines(80, 10) { $0.trouble = "hindcastd is gone: waiting for it" }
    #expect(gone[9].hasPrefix("hindcastd is gone"))
    let alone = lines(80, 10) { $0.status = nil }
    #expect(alone[9].hasPrefix("reading a store"))
    let silent = lines(80, 10) {
      $0.status = nil
      $0.asksDaemon = true
    }
    #expect(silent[9].hasPrefix("hindcastd does not answer"))
  }

  /// What is heard of changes, too: a change that was news before the daemon went may be taken after it.
  @Test func aDaemonThatIsGoneStaysGoneWhateverElseIsHeard() {
    var state = WatchState(now: SampleIncidents.at(1900), asksDaemon: true, status: SampleService.status)
    state.hear(isDaemonGone: true)
    #expect(state.trouble == "hindcastd is gone: waiting for it" && state.status == nil)
    state.hear(isDaemonGone: false)
    #expect(state.trouble == nil)
  }

  @Test func noLogTextReachesTheTerminalRaw() {
    var incident = SampleIncidents.shop(withLogText: "\u{1b}[2J\u{9b}2J\u{202e}\n")
    incident.status = .open
    let text = lines(100, 40) { $0.incident = incident }.joined()
    let obeyed = text.unicodeScalars.filter { $0.isControlOrHidden }
    #expect(obeyed.isEmpty)
  }

  /// In a terminal of its own: it draws, follows, takes keys and signals, and puts back what was.
  @Test(.timeLimit(.minutes(2)), arguments: ["q", "interrupt"]) func aTerminalIsTakenOverAndPutBack(end: String)
    async throws
  {
    let folder = try TemporaryFolder()
    let store = folder.file("hindcast.db")
    try IncidentStore(path: store).save(SampleIncidents.reconstruction)
    let terminal = try PseudoTerminal(columns: 100, rows: 24)
    let before = terminal.modes
    let watch = Process()
    let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    watch.executableURL = programs.appending(path: "hindcast")
    watch.arguments = ["watch", "--utc", "--store", store]
    watch.environment = ["TERM": "xterm", "NO_COLOR": "1", "TZ": "UTC"]
    watch.standardInput = terminal.inside
    watch.standardOutput = terminal.inside
    watch.standardError = terminal.inside
    try watch.run()
    #expect(try await offPool { terminal.shows("No incident is open.") })
    #expect(terminal.modes != before)
    let change = CorrectionRequest.Change.set(incident: "20240605-1400", fields: ["status": "open"])
    _ = try IncidentStore(path: store).correct(
      CorrectionRequest(by: "anna", at: SampleIncidents.at(1900), change: change))
    #expect(try await offPool { terminal.shows("5xx and latency on nginx") })
    terminal.resize(columns: 30, rows: 8)
    kill(watch.processIdentifier, SIGWINCH)
    #expect(try await offPool { terminal.shows("5xx and latency on nginx, GET\u{2026}") })
    if end == "q" { terminal.type("q") } else { kill(watch.processIdentifier, SIGINT) }
    #expect(try await offPool { terminal.shows("\u{1b}[?1049l") })
    watch.waitUntilExit()
    #expect(watch.terminationStatus == 0)
    #expect(terminal.modes == before)
  }

  @Test func withoutATerminalItSaysWhatToUse() throws {
    #expect(WatchError.noTerminal.errorDescription?.contains("hindcast timeline --follow") == true)
  }
}

/// A store that is looked at again and again.
@Suite struct CurrentAccessTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("hindcast.db")
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
  }

  private func count(_ current: inout CurrentAccess) throws -> Int {
    try current.access().incidents(IncidentFilter()).incidents.count
  }

  /// Whoever waits for changes of the folder would hear of them without end.
  @Test func lookingAgainChangesNothingInItsFolder() throws {
    func modified() throws -> Date? {
      try FileManager.default.attributesOfItem(atPath: folder.path)[.modificationDate] as? Date
    }
    var current = CurrentAccess(.file(path), environment: [:])
    #expect(try count(&current) == 1)
    let before = try modified()
    #expect(try count(&current) == 1)
    #expect(try modified() == before)
  }

  @Test func theOneThatTakesItsPlaceIsRead() throws {
    var current = CurrentAccess(.file(path), environment: [:])
    #expect(try count(&current) == 1)
    let other = folder.file("other.db")
    try IncidentStore(path: other).save(Reconstruction(incidents: [], coverage: SampleIncidents.coverage))
    #expect(unsafe rename(other, path) == 0)
    #expect(try count(&current) == 0)
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: StoreError.self) { try count(&current) }
  }
}
