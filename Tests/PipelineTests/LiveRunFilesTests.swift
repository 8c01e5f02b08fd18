import Formats
import Foundation
import Glibc
import Incidents
import LogLab
import Records
import Store
import Testing

@testable import Pipeline
@testable import Tailing

/// Which files a live run follows, from when and for how long, and what it says of those that it cannot.
@Suite struct LiveRunFilesTests {
  private let rig: LiveRig
  private let begin = Int64(Date().timeIntervalSince1970)
  private static let hour: Int64 = 3600

  init() throws { rig = try LiveRig() }

  private func moment(_ seconds: Int64) -> Moment { LiveRig.moment((begin + seconds) * 1_000_000) }

  private func line(_ seconds: Int64, _ number: Int = 0) -> String {
    "10.1.2.3 - - [\(AccessLog.stamp(begin + seconds))] \"GET /\(number) HTTP/1.1\" 200 730 \"-\" \"curl/8\""
  }

  private func source(_ name: String) async throws -> LiveSource? {
    try await #require(rig.run).sources(moment(0)).first { $0.name == rig.logs + name }
  }

  private func lines(_ name: String) async throws -> Int? { try await source(name)?.lines }

  private func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: rig.logs + "/" + name) }

  // MARK: How far it has been read

  @Test func aLogThatIsQuietIsNotBehind() async throws {
    try rig.append(line(0), to: "app.log")
    try rig.start()
    try await rig.step(moment(1))
    let run = try #require(rig.run)
    #expect(await run.sources(moment(600)).map(\.lagSeconds) == [0])
    // Half a line: there is more to come, and nobody knows when.
    try FileHandle(forWritingTo: URL(fileURLWithPath: rig.logs + "/app.log")).appendHalfALine()
    try await rig.step(moment(601))
    #expect(await run.sources(moment(660)).map(\.lagSeconds) == [660])
    try await rig.finish(moment(660))
  }

  // MARK: What is gone

  @Test func logsWhoseNamesHoldDatesAreForgottenWhenTheyAreGone() async throws {
    try rig.start()
    for day in 0..<Int64(20) {
      for hour in stride(from: Int64(0), to: 24, by: 6) {
        let at = day * 24 * Self.hour + hour * Self.hour
        try rig.append(line(at, Int(day)), to: "app-\(20_260_100 + day).log")
        if hour == 12, day >= 2 { try remove("app-\(20_260_100 + day - 2).log") }
        try await rig.step(moment(at))
      }
      let run = try #require(rig.run)
      #expect(await run.followed.count <= 5)
      #expect(await run.engineSources <= 5)
    }
    try await rig.finish(moment(20 * 24 * Self.hour))
    #expect(try #require(try rig.store?.resume()).positions.count <= 5)
    let coverage = try #require(rig.store).incidents.coverage()
    #expect(coverage.sources.count == 20)
    #expect(coverage.sources.allSatisfy { $0.records == 4 && $0.gaps.isEmpty })
  }

  @Test func whatIsGoneForGoodAtAStartIsForgottenThen() async throws {
    try rig.append(line(0), to: "old.log")
    try rig.append(line(0), to: "new.log")
    try rig.start()
    try await rig.step(moment(1))
    try remove("old.log")
    for second in stride(from: Int64(2), to: 700, by: 100) { try await rig.step(moment(second)) }
    try await rig.finish(moment(700))
    // A file may be away for a while: its folder may not be mounted.
    try rig.start()
    try await rig.step(moment(800))
    #expect(try await #require(rig.run).followed.contains(rig.logs + "/old.log"))
    try await rig.finish(moment(800))
    try rig.start()
    try await rig.step(moment(50 * Self.hour))
    try rig.append(line(50 * Self.hour), to: "new.log")
    try await rig.step(moment(50 * Self.hour + 1))
    try await rig.finish(moment(50 * Self.hour + 1))
    #expect(try #require(try rig.store?.resume()).positions.keys.sorted() == [rig.logs + "/new.log"])
    #expect(await rig.run?.coverage.sources.map(\.source) == [rig.logs + "/new.log"])
  }

  @Test func aLogThatIsGoneSaysNothingOfTheZoneOfOthers() async throws {
    func access(_ zone: String) -> String {
      "203.0.113.7 - - [05/Jun/2024:14:00:03 \(zone)] \"GET / HTTP/1.1\" 200 7"
    }
    rig.options.zone = nil
    for _ in 0..<5 {
      try rig.append(access("-0745"), to: "access-1.log")
      try rig.append(access("+1245"), to: "access-2.log")
    }
    try rig.start()
    try await rig.step(moment(1))
    let run = try #require(rig.run)
    #expect(await run.zones.rules.offset(at: 0) != 45_900)
    try remove("access-1.log")
    for hour in stride(from: Int64(1), to: 50, by: 7) { try await rig.step(moment(hour * Self.hour)) }
    #expect(await run.zones.rules.offset(at: 0) == 45_900)
  }

  /// Case 4: what was written and deleted while nothing was followed is a gap, also where nothing has its name now.
  @Test func case4WhatWasDeletedWhileStoppedIsAGapThatTheStatusShows() async throws {
    try rig.append(line(0), to: "app-20260101.log")
    try rig.start()
    try await rig.step(moment(1))
    try await rig.finish(moment(1))
    rig.kill()
    try rig.append(line(2), to: "app-20260101.log")
    try remove("app-20260101.log")
    try rig.start()
    try await rig.step(moment(3))
    let gaps = try #require(await source("/app-20260101.log")).gaps
    #expect(gaps.map(\.reason).allSatisfy { $0.contains("deleted or moved away") })
    #expect(gaps.count == 1)
  }

  /// Case 3 where the log is not written to again.
  @Test func case3TheRestOfARenamedLogIsReadThoughThereIsNoNewOne() async throws {
    try rig.append(line(0), to: "app.log")
    try rig.start()
    try await rig.step(moment(1))
    try await rig.finish(moment(1))
    rig.kill()
    try rig.append(line(2), to: "app.log")
    try FileManager.default.moveItem(atPath: rig.logs + "/app.log", toPath: rig.logs + "/app.log.1")
    try rig.start()
    try await rig.step(moment(3))
    #expect(try await lines("/app.log") == 1)
    #expect(try await source("/app.log")?.gaps.isEmpty == true)
  }

  // MARK: What is new

  /// A first start reads what a day's rotations have put away, not years.
  @Test func aFirstStartReadsADaysRotatedSiblings() async throws {
    for (name, packing, age) in [
      ("app.log.3", Packing.gzip, 49), ("app.log.2", .zstd, 23), ("app.log.1", .xz, 1),
    ] as [(String, Packing, Int64)] {
      let text = line(-age * Self.hour) + "\n"
      let path = try rig.folder.write("log/\(name).\(packing.suffix)", packing.pack(Array(text.utf8)))
      var times = [timespec(tv_sec: Int(begin - age * Self.hour), tv_nsec: 0)]
      times.append(times[0])
      try #require(unsafe utimensat(AT_FDCWD, path, &times, 0) == 0)
    }
    try rig.append(line(0), to: "app.log")
    try rig.start()
    try await rig.step(moment(1))
    #expect(try await lines("/app.log") == 3)
    // And only then.
    try await rig.finish(moment(1))
    try rig.start()
    try await rig.step(moment(2))
    #expect(try await lines("/app.log") == 0)
  }

  /// Files with dates in their names were followed as logs of their own: they are not the past of a log without.
  @Test func whatWasALogOfItsOwnIsNobodysPast() async throws {
    try rig.append(line(0), to: "app-20260101.log")
    try rig.start()
    try await rig.step(moment(1))
    try rig.append(line(2), to: "app.log")
    try await rig.step(moment(2))
    #expect(try await lines("/app-20260101.log") == 1)
    #expect(try await lines("/app.log") == 1)
  }

  @Test func aLogThatIsRotatedIsReadInItsNewFormat() async throws {
    let combined = "10.1.2.3 - - [\(AccessLog.stamp(begin))] \"GET / HTTP/1.1\" 200 730 \"-\" \"curl/8\""
    for _ in 0..<10 { try rig.append(combined, to: "access.log") }
    try rig.start()
    try await rig.step(moment(1))
    #expect(try await source("/access.log")?.format == "combined")
    try rig.rotate("access.log", packs: false)
    for _ in 0..<10 { try rig.append(combined + " rt=0.120 urt=\"0.118\"", to: "access.log") }
    try await rig.step(moment(2))
    #expect(try await source("/access.log")?.format == "nginx-combined-timed")
    try await rig.finish(moment(2))
    try rig.start()
    try await rig.step(moment(3))
    #expect(try await source("/access.log")?.format == "nginx-combined-timed")
    try await rig.finish(moment(3))
    #expect(try rig.reconstruction().total(\.records) == 20)
    #expect(try rig.reconstruction().total(\.unparsed) == 0)
  }

  // MARK: What is not told

  @Test func case18FilesOfAFolderThatIsNotWatchedAreLookedAtAndTheStatusSaysSo() async throws {
    try rig.append(line(0), to: "app.log")
    try rig.start()
    let run = try #require(rig.run)
    _ = try await run.step(moment(0), nil)
    var changes = FileChanges()
    changes.unwatched = [rig.logs: TailingError(.watch, path: rig.logs, code: ENOSPC)]
    let outcome = try await run.step(moment(1), changes)
    #expect(try #require(outcome.next) <= moment(3).elapsed)
    #expect(try await source("")?.degraded?.contains("raise fs.inotify.max_user_watches") == true)
    try rig.append(line(1), to: "app.log")
    try rig.append(line(1), to: "later.log")
    _ = try await run.step(moment(2), changes)
    #expect(try await lines("/app.log") == 1)
    _ = try await run.step(moment(3), changes)
    #expect(try await lines("/app.log") == 2)
    #expect(try await lines("/later.log") == 1)
    // When it can be watched again there is nothing to say.
    _ = try await run.step(moment(4), FileChanges())
    #expect(try await source("") == nil)
  }

  /// On a file system whose changes another machine makes nothing is told at all.
  @Test func whatNothingWasToldOfIsReadWithinAMinute() async throws {
    try rig.append(line(0), to: "app.log")
    try rig.start()
    let run = try #require(rig.run)
    _ = try await run.step(moment(0), nil)
    try rig.append(line(1), to: "app.log")
    try rig.append(line(1), to: "later.log")
    let outcome = try await run.step(moment(59), FileChanges())
    #expect(try await lines("/app.log") == 1)
    #expect(try #require(outcome.next) <= moment(60).elapsed)
    _ = try await run.step(moment(60), FileChanges())
    #expect(try await lines("/app.log") == 2)
    #expect(try await lines("/later.log") == 1)
  }

  @Test(arguments: [true, false]) func case21ASymbolicLinkIsFollowedWhereTheConfigurationAllows(allows: Bool)
    async throws
  {
    rig.options.followsLinks = allows
    try rig.folder.write("real/a.log", line(0) + "\n")
    try #require(unsafe symlink("../real/a.log", rig.logs + "/app.log") == 0)
    try rig.start()
    try await rig.step(moment(1))
    try #require(unsafe rename(rig.folder.file("real/a.log"), rig.folder.file("real/a.log.1")) == 0)
    try rig.folder.write("real/a.log", line(2) + "\n")
    try await rig.step(moment(3))
    let source = try #require(await source("/app.log"))
    #expect(source.lines == (allows ? 2 : 0))
    let refusal = "not read: it is a symbolic link; the configuration does not allow to follow it"
    #expect(source.degraded == (allows ? nil : refusal))
    #expect(await rig.run?.watchedFolders.contains(rig.folder.file("real")) == allows)
  }

  @Test func case22WhatComesInALogsPlaceIsNamedInTheStatus() async throws {
    try rig.append(line(0), to: "app.log")
    try rig.start()
    try await rig.step(moment(1))
    try remove("app.log")
    try #require(unsafe mkfifo(rig.logs + "/app.log", 0o644) == 0)
    try await rig.step(moment(2))
    #expect(try await source("/app.log")?.degraded?.hasSuffix("is not read: it is no regular file") == true)
    try remove("app.log")
    try rig.folder.write("log/app.log", line(3) + "\n")
    try await rig.step(moment(4))
    #expect(try await source("/app.log")?.degraded == nil)
    #expect(try await lines("/app.log") == 2)
  }

  /// What a tail says of a failing read (`FileTailAccessTests`) is what the status says, until it can be read again.
  @Test func case23AFailingReadIsNamedInTheStatus() {
    let format = LiveFormat(path: "/log", formats: [:], zone: .utc, rules: ReadingRules())
    let file = LiveFile(
      path: "/log", stored: nil, start: .beginning, format: format, settings: FileTail.Settings(),
      pool: DescriptorPool(limit: 1))
    let error = TailingError(.read, path: "/log", code: EIO, offset: 4096)
    func apply(_ kind: TailEvent.Kind) {
      let event = TailEvent(kind: kind, generation: 1, position: FilePosition(path: "/log"))
      file.apply([event], to: Engine(), now: moment(0), zone: .utc)
    }
    apply(.degraded(error))
    #expect(file.degraded == "/log cannot be read at byte 4096: Input/output error")
    apply(.recovered)
    #expect(file.degraded == nil)
  }

  @Test(arguments: [FileGap.Reason.truncated, .vanished])
  func case5And6WhatIsLostIsAGapThatTheStatusShows(reason: FileGap.Reason) throws {
    let format = LiveFormat(path: "/log", formats: [:], zone: .utc, rules: ReadingRules())
    let file = LiveFile(
      path: "/log", stored: nil, start: .beginning, format: format, settings: FileTail.Settings(),
      pool: DescriptorPool(limit: 1))
    let engine = Engine()
    let gap = FileGap(reason: reason, path: "/log", bytes: 77)
    file.apply(
      [TailEvent(kind: .gap(gap), generation: 1, position: FilePosition(path: "/log"))], to: engine, now: moment(0),
      zone: .utc)
    let shown = try #require(engine.coverage.sources.first?.gaps.first)
    #expect(shown.reason.contains("77 bytes"))
    #expect(shown.to == moment(0).wall)
  }
}

extension LiveRunFilesTests {
  /// A busy log leaves the configuration: by SIGHUP, or while nothing is followed.
  @Test(arguments: [false, true]) func whatIsNotFollowedAnyMoreIsNotSilent(restarts: Bool) async throws {
    let rig = try LiveRig()
    let script = LiveRig.script(seconds: 800, rotates: false)
    let start = AccessLog.start * 1_000_000
    var done = script.startIndex
    try rig.start()
    for second in stride(from: Int64(10), to: 1500, by: 10) {
      let now = start + second * 1_000_000
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      if second == 800 {
        rig.options.files = [rig.logs + "/app.log"]
        if restarts {
          try await rig.finish(LiveRig.moment(now))
          try rig.start()
        } else {
          try await rig.run?.set(rig.options)
        }
      }
      try await rig.step(LiveRig.moment(now))
    }
    try await rig.finish(LiveRig.moment(start + 1_500_000_000))
    #expect(try rig.reconstruction().incidents.isEmpty)
  }

  /// All of it would wait in the present second, and count there.
  @Test func theOldPastOfALogThatIsAddedLaterIsCountedAsLeftOut() async throws {
    let rig = try LiveRig()
    let start = AccessLog.start * 1_000_000
    try rig.folder.write("log/busy.log", AccessLog(seconds: 7300, seed: 3, rate: { _ in 1 }).text)
    try rig.start()
    for second in Int64(7300)..<7310 { try await rig.step(LiveRig.moment(start + second * 1_000_000)) }
    let old = AccessLog(seconds: 3000, seed: 4, rate: { _ in 2 })
    try rig.folder.write("log/late.log", old.text)
    for second in Int64(7310)..<7320 { try await rig.step(LiveRig.moment(start + second * 1_000_000)) }
    try await rig.finish(LiveRig.moment(start + 7_320_000_000))
    #expect(try rig.reconstruction().source("late.log")?.dropped == old.requests.count)
  }
}

extension LiveRun {
  var followed: Set<String> { Set(files.keys) }
  var watchedFolders: Set<String> { tails.watched }

  /// Sources that the engine keeps something of.
  var engineSources: Int { engine.sources.count }
}

extension FileHandle {
  fileprivate func appendHalfALine() throws {
    try seekToEnd()
    try write(contentsOf: Data("10.1.2.3 - - [".utf8))
    try close()
  }
}
