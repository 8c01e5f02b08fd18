import CSystemd
import Foundation
import LogLab
import Records
import Testing

@testable import Tailing

/// Reads live journals in the test's own process, one look at a time: `now` is a number.
@Suite struct JournalTailTests {
  let lab: JournalLab

  init() throws { lab = try JournalLab() }

  private func start(_ position: JournalPosition = JournalPosition(), since: Int64? = nil) -> JournalStart {
    JournalStart(
      position: position, since: since, folders: [lab.folder.path + "/log"], runtimeFolder: lab.folder.path + "/run")
  }

  private func entries(_ range: ClosedRange<Int>, boot: String = JournalLab.boot) -> [JournalLab.Fields] {
    range.map { JournalLab.entry(1000 + $0, boot: boot, ["MESSAGE": "m\($0)"]) }
  }

  /// What a reader tells until it has read all.
  struct Told {
    var messages: [String] = []
    var gaps: [JournalError] = []
    var position: JournalPosition
  }

  private func read(_ tail: JournalTail, from position: JournalPosition = JournalPosition(), now: Int64 = 0) -> Told {
    var told = Told(position: position)
    tail.scan(now: now)
    while let news = tail.next(now: now) {
      told.messages += news.batch.entries.map {
        String(decoding: news.batch.bytes[$0.message.range], as: UTF8.self)
      }
      told.gaps += news.gaps
      told.position.advance(to: news.marks)
    }
    return told
  }

  private func messages(_ range: ClosedRange<Int>) -> [String] { range.map { "m\($0)" } }

  @Test func whatIsWrittenLaterIsReadOnce() throws {
    _ = try lab.write("log/a.journal", entries(1...3))
    let tail = JournalTail(start())
    #expect(read(tail).messages == messages(1...3))
    #expect(tail.status.isCaughtUp && tail.status.files == 1 && tail.status.problems.isEmpty)
    #expect(read(tail).messages.isEmpty)
    _ = try lab.write("log/a.journal", entries(4...2000))
    #expect(read(tail).messages == messages(4...2000))
    _ = try lab.write("log/deeper/b.journal", entries(2001...2002))
    #expect(read(tail).messages == messages(2001...2002))
  }

  @Test(arguments: [1, 700, 1500, 1999]) func anotherReaderGoesOnBehindThePosition(cut: Int) throws {
    _ = try lab.write("log/a.journal", entries(1...cut))
    _ = try lab.write("log/b.journal", (1...9).map { JournalLab.entry(1000 + cut, ["MESSAGE": "other\($0)"]) })
    let first = read(JournalTail(start()))
    #expect(first.messages.count == cut + 9)
    #expect(first.position.marks.count == 2)
    _ = try lab.write("log/a.journal", entries((cut + 1)...2000))
    let kept = JournalPosition(text: first.position.text)
    let second = read(JournalTail(start(kept)))
    #expect(second.messages == messages((cut + 1)...2000))
    #expect(first.gaps.isEmpty && second.gaps.isEmpty)
  }

  /// A handle over several files leaves such entries out.
  @Test func case32EveryEntryIsReadWhereTheClockSteppedBackOrAnotherBootBegan() throws {
    let times = [5000, 5001, 100, 101, 6000]
    _ = try lab.write(
      "log/a.journal",
      times.enumerated().map {
        JournalLab.entry(
          $0.element, boot: $0.offset < 3 ? JournalLab.boot : JournalLab.otherBoot, ["MESSAGE": "m\($0.offset + 1)"])
      })
    _ = try lab.write("log/b.journal", [JournalLab.entry(5500, ["MESSAGE": "other"])])
    #expect(read(JournalTail(start())).messages.filter { $0 != "other" } == messages(1...5))
  }

  @Test func renamedWhileItIsReadAJournalIsReadOnce() throws {
    let path = try lab.write("log/a.journal", entries(1...3))
    let tail = JournalTail(start())
    #expect(read(tail).messages == messages(1...3))
    try FileManager.default.moveItem(atPath: path, toPath: lab.folder.path + "/log/a@1.journal")
    _ = try lab.write("log/a.journal", entries(4...5))
    #expect(read(tail).messages == messages(4...5))
    _ = try lab.copy(lab.folder.path + "/log/a@1.journal", to: "log/copy.journal")
    #expect(read(tail).messages.isEmpty)
  }

  private func openJournals() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
    }.filter { $0.hasPrefix(lab.folder.path) }
  }

  @Test func case33ADeletedJournalIsReadToItsEndAndClosed() throws {
    let path = try lab.write("log/a.journal", entries(1...3000))
    let tail = JournalTail(start())
    tail.scan(now: 0)
    let first = try #require(tail.next(now: 0))
    try FileManager.default.removeItem(atPath: path)
    let rest = read(tail)
    #expect(first.batch.entries.count + rest.messages.count == 3000)
    #expect(try openJournals().count == 1)
    tail.scan(now: 1)
    #expect(try openJournals().isEmpty)
  }

  @Test func case33ADeletedJournalThatIsReadSlowlyIsClosedAfterFiveSeconds() throws {
    let path = try lab.write("log/a.journal", entries(1...3000))
    let tail = JournalTail(start())
    tail.scan(now: 0)
    _ = try #require(tail.next(now: 0))
    try FileManager.default.removeItem(atPath: path)
    tail.scan(now: 0)
    tail.scan(now: 3_000_000)
    #expect(try openJournals().count == 1)
    tail.scan(now: 4_900_000)
    #expect(try openJournals().isEmpty)
    #expect(tail.next(now: 4_900_000) == nil)
  }

  /// Restored from a backup, the journal is behind the store.
  @Test func case30APositionAheadOfTheJournalIsTakenBackByTime() throws {
    _ = try lab.write("log/a.journal", entries(1...5))
    let first = read(JournalTail(start())).position
    var mark = try #require(first.marks.values.first)
    mark.number = 1000
    mark.place.realtime = 1_003_000_000
    var ahead = JournalPosition()
    ahead.advance(to: mark)
    let tail = JournalTail(start(ahead))
    #expect(read(tail, now: 0).messages.isEmpty)
    let told = read(tail, now: 1_500_000)
    #expect(told.messages == messages(4...5))
    #expect(told.gaps.map(\.reason) == [.positionAhead])
    mark.place.realtime = 9_000_000_000_000
    ahead.advance(to: mark)
    let later = JournalTail(start(ahead))
    _ = read(later, now: 0)
    #expect(read(later, now: 1_500_000).messages.isEmpty)
    _ = try lab.write("log/a.journal", entries(6...7))
    let resumed = read(later, now: 1_600_000)
    #expect(resumed.messages == messages(6...7) && resumed.gaps.isEmpty)
  }

  /// Without a position, time decides.
  @Test func case31WithoutAPositionOnlyWhatCameLaterIsRead() throws {
    _ = try lab.write("log/a.journal", entries(1...5))
    _ = try lab.write("log/old.journal", entries(1...2))
    #expect(read(JournalTail(start(since: 1_003_000_000))).messages == messages(4...5))
    #expect(read(JournalTail(start(JournalPosition(text: "garbage"), since: 1_005_000_000))).messages.isEmpty)
  }

  /// journald copies what it kept in memory into new files, under new numbers.
  @Test func case40AFlushedJournalIsNotReadAgain() throws {
    let start = JournalStart(
      folders: [lab.folder.path + "/log", lab.folder.path + "/run"], runtimeFolder: lab.folder.path + "/run")
    let path = try lab.write("run/0123/system.journal", entries(1...3))
    let tail = JournalTail(start)
    let first = read(tail)
    #expect(first.messages == messages(1...3))
    _ = try lab.write("log/0123/system.journal", entries(1...5))
    try FileManager.default.removeItem(atPath: path)
    let told = read(tail)
    #expect(told.messages == messages(4...5) && told.gaps.isEmpty)
    #expect(read(JournalTail(start)).messages == messages(1...5))
    // Flushed while nobody read it.
    var later = start
    later.position = JournalPosition(text: first.position.text)
    #expect(read(JournalTail(later)).messages == messages(4...5))
  }

  @Test func case42OwnLinesAreLeftOutAndNotReadAgain() throws {
    let path = "log/a.journal"
    _ = try lab.write(
      path,
      [
        JournalLab.entry(1, ["MESSAGE": "m1", "_SYSTEMD_UNIT": "shop.service"]),
        JournalLab.entry(2, ["MESSAGE": "own", "_SYSTEMD_UNIT": "hindcastd.service"]),
        JournalLab.entry(3, ["MESSAGE": "m2", "_SYSTEMD_UNIT": "hindcastd.services"]),
        JournalLab.entry(4, ["MESSAGE": "own", "_SYSTEMD_UNIT": "hindcastd.service"]),
      ])
    let tail = JournalTail(start())
    let told = read(tail)
    #expect(told.messages == messages(1...2) && told.gaps.isEmpty)
    // Alone they are no news, so that nothing is stored because something was stored.
    _ = try lab.write(path, [JournalLab.entry(5, ["MESSAGE": "own", "_SYSTEMD_UNIT": "hindcastd.service"])])
    tail.scan(now: 0)
    #expect(tail.next(now: 0) == nil)
  }

  /// As far as the process lives.
  @Test func case26ACutJournalIsNamedAndTheOthersAreRead() throws {
    let cut = try lab.write("log/cut.journal", entries(1...3))
    #expect(unsafe truncate(cut, 200_000) == 0)
    _ = try lab.write("log/a.journal", entries(4...5))
    let tail = JournalTail(start())
    #expect(read(tail, now: 0).messages == messages(4...5))
    #expect(tail.status.problems.isEmpty)
    tail.scan(now: 3_000_000)
    #expect(tail.status.problems.count == 1 && tail.status.problems[0].contains("cut off"))
    #expect(!tail.status.isBlind)
  }

  /// libsystemd calls a hole a clean end. What comes later is read, what was lost is counted.
  @Test func case27AHoleInAJournalIsNamedAndReadPast() throws {
    let path = try lab.write("log/a.journal", entries(1...2000))
    try UsedBytes(path).clear(0.95..<0.96)
    let tail = JournalTail(start())
    let first = read(tail, now: 0)
    #expect(first.messages.count < 2000 && first.gaps.isEmpty)
    let second = read(tail, now: 2_000_000)
    #expect(second.gaps.map(\.reason).contains(.endedEarly))
    // journald begins another file when it meets the damage.
    let next = try lab.write("log/b.journal", entries(2001...2003))
    try lab.renumber(next, from: 2001, as: path)
    let third = read(tail, now: 2_100_000)
    #expect(third.messages == messages(2001...2003))
    let lost = (second.gaps + third.gaps).filter { $0.reason == .lostEntries }.compactMap(\.lost).reduce(0, +)
    #expect(lost == UInt64(2000 - first.messages.count - second.messages.count))
  }

  /// Also where the daemon runs outside of its unit.
  @Test func case42LinesOfTheOwnProcessAreLeftOut() throws {
    var id = sd_id128_t()
    #expect(unsafe sd_id128_get_boot(&id) == 0)
    let boot = unsafe withUnsafeBytes(of: &id) { unsafe $0.map { String(format: "%02x", $0) }.joined() }
    _ = try lab.write(
      "log/a.journal",
      [
        JournalLab.entry(1, boot: boot, ["MESSAGE": "m1", "_PID": "78"]),
        JournalLab.entry(2, boot: boot, ["MESSAGE": "own", "_PID": "77"]),
        // Another host's process, or an earlier boot's.
        JournalLab.entry(3, boot: JournalLab.otherBoot, ["MESSAGE": "m2", "_PID": "77"]),
      ])
    var start = start()
    start.ownProcess = 77
    #expect(read(JournalTail(start)).messages == messages(1...2))
  }

  @Test func aJournalThatIsNotThereYetIsFoundWhenItComes() throws {
    let tail = JournalTail(start())
    #expect(read(tail).messages.isEmpty)
    #expect(tail.status.isBlind && tail.status.problems.count == 1)
    _ = try lab.write("log/a.journal", entries(1...2))
    #expect(read(tail).messages == messages(1...2))
    #expect(!tail.status.isBlind && tail.status.problems.isEmpty)
  }

  /// What was deleted before it was read is counted, and what comes first then is read.
  @Test func case25And29EntriesThatWereDeletedBeforeTheyWereReadAreCounted() throws {
    let old = try lab.write("log/a@1.journal", entries(1...5))
    let position = read(JournalTail(start())).position
    let new = try lab.write("log/a.journal", entries(9...12))
    try lab.renumber(new, from: 9, as: old)
    try FileManager.default.removeItem(atPath: old)
    let told = read(JournalTail(start(position)))
    #expect(told.messages == messages(9...12))
    #expect(told.gaps.map(\.reason) == [.lostEntries])
    #expect(told.gaps.map(\.lost) == [3])
    #expect(told.gaps.map(\.from) == [1_005_000_000] && told.gaps.map(\.to) == [1_009_000_000])
    #expect(read(JournalTail(start(told.position))).gaps.isEmpty)
  }

  /// An older file is read before a newer one of its sequence, whatever their clocks said.
  @Test func filesOfASequenceAreReadInTheOrderOfTheirNumbers() throws {
    let old = try lab.write("log/a@1.journal", entries(1...5))
    let new = try lab.write("log/a.journal", (6...8).map { JournalLab.entry(10 + $0, ["MESSAGE": "m\($0)"]) })
    try lab.renumber(new, from: 6, as: old)
    let told = read(JournalTail(start()))
    #expect(told.messages == messages(1...8) && told.gaps.isEmpty)
  }

  /// The journals of the system and of its users have one count of entries, each in a sequence of its own.
  @Test func numbersThatAnotherJournalOfTheCountHasAreNotLost() throws {
    let system = try lab.write("log/0123/system.journal", entries(1...5))
    let user = try lab.write("log/0123/user-1000.journal", entries(6...7))
    try lab.renumber(user, from: 6)
    let later = try lab.write("log/0123/system@1.journal", entries(8...9))
    try lab.renumber(later, from: 8, as: system)
    let lost = try lab.write("log/0123/user-1001.journal", entries(12...13))
    try lab.renumber(lost, from: 12)
    let told = read(JournalTail(start()))
    #expect(told.messages == messages(1...9) + messages(12...13))
    #expect(told.gaps.map(\.lost) == [2])
    let replayed = JournalReader(paths: [lab.folder.path + "/log"])
    #expect(replayed.errors.map(\.lost) == [2])
    // Without the system's journal the numbers of the users' say nothing.
    #expect(JournalReader(paths: [user, lost]).errors.isEmpty)
  }

  /// The part of it that every run does.
  @Test(.timeLimit(.minutes(2))) func case28FlippedBitsNeverCrashOrHang() throws {
    let path = try lab.write("log/a.journal", entries(1...60))
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let used = whole.indices.filter { whole[$0] != 0 }
    for seed in 0..<150 {
      var random = Generator(UInt64(seed))
      var bytes = whole
      for _ in 0..<(1 + seed % 8) {
        // Half of them in the header, where a flip does most.
        let offset =
          random.chance(0.5)
          ? Int.random(in: 0..<256, using: &random) : used[Int.random(in: used.indices, using: &random)]
        bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try bytes.write(to: URL(fileURLWithPath: path))
      let tail = JournalTail(start())
      let count = [0, 2_000_000, 4_000_000].reduce(0) { $0 + read(tail, now: $1).messages.count }
      #expect(count <= 120)
    }
    try whole.write(to: URL(fileURLWithPath: path))
    #expect(read(JournalTail(start())).messages == messages(1...60))
  }
}
