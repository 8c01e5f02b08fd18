import Foundation
import LogLab
import Records
import Synchronization
import Testing

@testable import Tailing

/// Runs the reader as the daemon does: in a process of its own.
@Suite(.timeLimit(.minutes(2))) struct JournalChildTests {
  let lab: JournalLab

  /// The program that runs `JournalChildMain`, built beside the tests.
  static let reader = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "journal-reader-for-tests").path

  init() throws { lab = try JournalLab() }

  private var start: JournalStart {
    JournalStart(folders: [lab.folder.path + "/log"], runtimeFolder: lab.folder.path + "/run")
  }

  private func entries(_ range: ClosedRange<Int>) -> [JournalLab.Fields] {
    range.map { JournalLab.entry(1000 + $0, ["MESSAGE": "m\($0)"]) }
  }

  /// Takes events until `count` entries have come.
  private func messages(_ child: JournalChild, _ count: Int, first: UInt64 = 0) async -> [String] {
    var messages: [String] = []
    while messages.count < count, let event = await child.next() {
      guard case .news(let news) = event else { continue }
      #expect(news.batch.first == first + UInt64(messages.count))
      messages += news.batch.entries.map { String(decoding: news.batch.bytes[$0.message.range], as: UTF8.self) }
    }
    return messages
  }

  @Test func entriesComeAsTheyAreWritten() async throws {
    _ = try lab.write("log/a.journal", entries(1...3000))
    let child = JournalChild(command: [Self.reader], start: start, number: 7)
    #expect(await messages(child, 3000, first: 7) == (1...3000).map { "m\($0)" })
    for round in 0..<3 {
      _ = try lab.write("log/a.journal", entries((3001 + round)...(3001 + round)))
      #expect(await messages(child, 1, first: UInt64(3007 + round)) == ["m\(3001 + round)"])
    }
    child.stop()
    while await child.next() != nil {}
  }

  /// libsystemd is killed where a mapped journal is cut. Only the child restarts.
  @Test func case26AJournalThatIsCutUnderTheReaderCostsOnlyTheChild() async throws {
    let path = try lab.write("log/a.journal", entries(1...2000))
    let child = JournalChild(command: [Self.reader], start: start)
    #expect(await messages(child, 2000).count == 2000)
    let copy = try lab.copy(path, to: "copy.journal")
    #expect(unsafe truncate(path, 0) == 0)
    var ended: String?
    while ended == nil, let event = await child.next() {
      if case .ended(let reason, _, _) = event { ended = reason }
    }
    #expect(ended?.contains("signal 7") == true)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: copy, toPath: path)
    _ = try lab.write("log/a.journal", entries(2001...2003))
    #expect(await messages(child, 3, first: 2000) == ["m2001", "m2002", "m2003"])
    child.stop()
  }

  @Test func aKilledChildIsReplacedBehindTheLastFrame() async throws {
    _ = try lab.write("log/a.journal", entries(1...6000))
    let child = JournalChild(command: [Self.reader], start: start, timing: Self.instant)
    var messages: [String] = []
    var killed = 0
    while messages.count < 6000, let event = await child.next() {
      guard case .news(let news) = event else { continue }
      messages += news.batch.entries.map { String(decoding: news.batch.bytes[$0.message.range], as: UTF8.self) }
      if killed < 5 {
        child.killReader()
        killed += 1
      }
    }
    #expect(messages == (1...6000).map { "m\($0)" })
    child.stop()
  }

  private static var instant: JournalChild.Timing {
    var timing = JournalChild.Timing()
    timing.wait = { _ in }
    return timing
  }

  @Test func stoppingEndsAPauseAtOnce() async throws {
    var timing = JournalChild.Timing()
    (timing.shortest, timing.longest) = (.seconds(86_400), .seconds(86_400))
    let child = JournalChild(command: ["/bin/false"], start: start, timing: timing)
    guard case .ended = await child.next() else { throw CancellationError() }
    child.stop()
    #expect(await child.next() == nil)
  }

  @Test func aPauseEndsByItself() async throws {
    var timing = JournalChild.Timing()
    (timing.shortest, timing.longest) = (.milliseconds(30), .milliseconds(50))
    let child = JournalChild(command: ["/bin/false"], start: start, timing: timing)
    let began = ContinuousClock.now
    for _ in 0..<4 { guard case .ended = await child.next() else { throw CancellationError() } }
    #expect(ContinuousClock.now - began >= .milliseconds(130))
    child.stop()
  }

  @Test func case77AReaderThatOnlyCrashesIsStartedEverMoreRarely() async throws {
    let waited = Mutex<[Duration]>([])
    var timing = JournalChild.Timing()
    timing.wait = { pause in waited.withLock { $0.append(pause) } }
    let child = JournalChild(command: ["/bin/sh", "-c", "kill -BUS $$"], start: start, timing: timing)
    var failures: [Int] = []
    while failures.count < 20, let event = await child.next() {
      guard case .ended(let reason, let count, let pause) = event else { continue }
      #expect(reason.contains("signal 7"))
      #expect(pause <= .seconds(10))
      failures.append(count)
    }
    child.stop()
    #expect(failures == Array(1...20))
    let pauses = waited.withLock { $0.prefix(19) }
    #expect(pauses.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
    #expect(pauses.last == .seconds(10))
  }

  /// Stopped, it says nothing more.
  @Test func case77AReaderThatHangsIsReplaced() async throws {
    var timing = Self.instant
    timing.silence = .seconds(1)
    let child = JournalChild(command: ["/bin/sh", "-c", "kill -STOP $$"], start: start, timing: timing)
    var reasons: [String] = []
    while reasons.count < 2, let event = await child.next() {
      if case .ended(let reason, _, _) = event { reasons.append(reason) }
    }
    child.stop()
    #expect(reasons.allSatisfy { $0.contains("hung") })
  }

  @Test func aProgramThatCannotBeStartedIsNamed() async {
    let child = JournalChild(command: ["/nonexistent"], start: start, timing: Self.instant)
    guard case .ended(let reason, 1, _) = await child.next() else {
      Issue.record("no end was told")
      return
    }
    #expect(reason.contains("No such file"))
    child.stop()
  }

  /// The folder can be listed, the journals cannot be read.
  @Test(.enabled(if: geteuid() == 0, "only root can start the reader as another user"))
  func case35WithoutTheRightToReadTheGroupToJoinIsNamed() async throws {
    let path = try lab.write("log/a.journal", entries(1...3))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: lab.folder.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let reader = lab.folder.appending(path: "reader").path
    try FileManager.default.copyItem(atPath: Self.reader, toPath: reader)
    let child = JournalChild(
      command: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", reader], start: start)
    guard case .status(let status) = await child.next() else {
      Issue.record("no status was told")
      return
    }
    #expect(status.isBlind)
    #expect(status.problems.count == 1 && status.problems[0].contains("cannot see any journal"))
    #expect(status.problems[0].contains("systemd-journal"))
    child.stop()
  }

  /// The reader ends with the daemon.
  @Test func theReaderEndsWhenItsInputIsClosed() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.reader)
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(JournalFrame.start(start).encoded))
    #expect(try output.fileHandleForReading.read(upToCount: 4)?.count == 4)
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// Its pipe is full: it waits, and looks up meanwhile.
  @Test func case33WhileNobodyTakesItsNewsADeletedJournalIsClosed() throws {
    let path = try lab.write("log/a.journal", entries(1...5000))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.reader)
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(JournalFrame.start(start).encoded))
    let folder = "/proc/\(process.processIdentifier)/fd"
    func isOpen() -> Bool {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.contains {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0))?.hasPrefix(path) ?? false
      }
    }
    let began = ContinuousClock.now
    while !isOpen(), ContinuousClock.now - began < .seconds(30) { usleep(10_000) }
    #expect(isOpen())
    try FileManager.default.removeItem(atPath: path)
    let deleted = ContinuousClock.now
    while isOpen(), ContinuousClock.now - deleted < .seconds(30) { usleep(10_000) }
    #expect(!isOpen())
    // At once where it had read all of it, which it had not.
    #expect(ContinuousClock.now - deleted > .seconds(2))
    #expect(process.isRunning)
    process.terminate()
  }

  @Test func aReaderWithoutAStartFrameSaysWrongUsage() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.reader)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
  }
}
