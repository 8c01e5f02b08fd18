import Incidents
import LogLab
import Records
import Store
import Testing

@testable import Pipeline

/// What a live run leaves in the store is what a replay of the same logs finds, whenever it reads and however often it
/// ends in between.
@Suite(.timeLimit(.minutes(3))) struct LiveRunTests {
  private static let start = AccessLog.start * 1_000_000

  /// Follows a script in pieces of up to `longest` seconds.
  /// - Parameter ends: the chance that the run is killed after a piece, unless `finishes`.
  private func follow(
    _ script: [LiveRig.Event], in rig: LiveRig, seed: UInt64, longest: Int64, ends: Double = 0, finishes: Bool = false
  ) async throws {
    var random = Generator(seed)
    var done = script.startIndex
    var now = Self.start
    try rig.start()
    while done < script.endIndex {
      now += Int64.random(in: 100_000...(longest * 1_000_000), using: &random)
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      try await rig.step(LiveRig.moment(now))
      if random.chance(ends) {
        if finishes { try await rig.finish(LiveRig.moment(now)) }
        try rig.start()
      }
    }
    // Long enough for what is held back to come out, too short for silence to be trouble.
    for _ in 0..<4 {
      now += 2_000_000
      try await rig.step(LiveRig.moment(now))
    }
    try await rig.finish(LiveRig.moment(now))
  }

  private func expectReplayed(_ rig: LiveRig) async throws {
    let live = try rig.reconstruction()
    let replayed = try await replay([rig.logs])
    #expect(live.incidents.count == 1)
    #expect(try live.comparable.encoded == replayed.comparable.encoded)
    #expect(live.total(\.records) == replayed.total(\.records))
    #expect(live.total(\.unparsed) == replayed.total(\.unparsed))
    #expect(live.coverage.sources.flatMap(\.gaps).isEmpty)
    // It came back once, after the pause that ends a phase.
    #expect(rig.transitions.map(\.transition).filter { $0 != .severity } == [.opened, .ended, .opened, .ended])
    #expect(Set(rig.transitions.map(\.key)).count == rig.transitions.count)
  }

  @Test(arguments: [2, 20] as [Int64]) func whatIsWrittenAsTimeGoesByIsWhatAReplayFinds(longest: Int64) async throws {
    let rig = try LiveRig()
    try await follow(LiveRig.script(), in: rig, seed: 1, longest: longest)
    try await expectReplayed(rig)
  }

  /// Case 65.
  @Test(arguments: [1, 2, 3] as [UInt64]) func killedAtAnyMomentItFindsTheSame(seed: UInt64) async throws {
    let rig = try LiveRig()
    try await follow(LiveRig.script(seed: seed), in: rig, seed: seed, longest: 30, ends: 0.2)
    try await expectReplayed(rig)
  }

  @Test func endedInOrderItFindsTheSame() async throws {
    let rig = try LiveRig()
    try await follow(LiveRig.script(), in: rig, seed: 9, longest: 60, ends: 0.5, finishes: true)
    try await expectReplayed(rig)
  }

  /// Case 61; files of very different rates.
  @Test func aDaysBacklogIsDatedByItsEventsAndToldOnce() async throws {
    let rig = try LiveRig()
    try rig.perform(LiveRig.script(rotates: false)[...])
    for second in stride(from: Int64(0), to: 5400, by: 60) {
      try rig.append("\(AccessLog.civil(AccessLog.start + second)).000 INFO [9] cron: minute", to: "cron.log")
    }
    // A minute more, and the silence would be trouble as well.
    let now = Self.start + 5_400_000_000
    try rig.start()
    for second in 0..<5 { try await rig.step(LiveRig.moment(now + Int64(second) * 1_000_000)) }
    try await rig.finish(LiveRig.moment(now + 5_000_000))
    let live = try rig.reconstruction()
    let replayed = try await replay([rig.logs])
    #expect(live.incidents.map(\.onset) == replayed.incidents.map(\.onset))
    #expect(live.incidents.first?.end == replayed.incidents.first?.end)
    #expect(live.coverage.sources.map(\.late).allSatisfy { $0 == 0 })
    #expect(rig.transitions.map(\.incident) == [replayed.incidents[0].id])
  }

  /// A file that is far ahead waits for the one that is behind: what waits to be judged is a few reads.
  @Test func whatWaitsToBeJudgedStaysSmall() async throws {
    let rig = try LiveRig()
    let slow = AccessLog(seconds: 40_000, seed: 3, rate: { _ in 1 })
    let fast = AccessLog(seconds: 1200, seed: 4, rate: { _ in 60 })
    try rig.folder.write("log/slow.log", slow.text)
    try rig.folder.write("log/fast.log", fast.text)
    try rig.start()
    try await rig.step(LiveRig.moment(Self.start + 86_400_000_000))
    let aRead = (1 << 20) / 80
    #expect(slow.requests.count + fast.requests.count > 3 * aRead)
    #expect(rig.mostPending < 2 * aRead)
    #expect(try rig.reconstruction().total(\.records) == slow.requests.count + fast.requests.count)
    #expect(try rig.reconstruction().total(\.late) == 0)
  }

  @Test func case43WhereNothingComesNothingIsWritten() async throws {
    let rig = try LiveRig()
    try rig.perform(LiveRig.script(seconds: 300, rotates: false)[...])
    try rig.start()
    var now = Self.start + 300_000_000
    for _ in 0..<70 {
      now += 1_000_000
      try await rig.step(LiveRig.moment(now))
    }
    let commits = rig.commits
    #expect(commits > 0)
    for _ in 0..<600 {
      now += 1_000_000
      try await rig.step(LiveRig.moment(now))
    }
    #expect(rig.commits <= commits + 1)
  }

  /// Case 62.
  @Test(.enabled(if: TinyDisk.isAvailable, "needs root and the right to mount"))
  func aFullDiskStopsReadingAndLosesNothing() async throws {
    let disk = try TinyDisk(megabytes: 8)
    let rig = try LiveRig(store: disk.path + "/hindcast.db")
    let script = LiveRig.script()
    let (full, free) = (Self.start + 1_000_000_000, Self.start + 1_150_000_000)
    var done = script.startIndex
    try rig.start()
    for now in stride(from: Self.start, to: Self.start + 5_410_000_000, by: 5_000_000) {
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      if now == full { try disk.fill() }
      if now == free {
        #expect(try await #require(rig.run).storeTrouble?.reason == .full)
        try disk.free()
      }
      try await rig.step(LiveRig.moment(now))
    }
    #expect(try await #require(rig.run).storeTrouble == nil)
    try await rig.finish(LiveRig.moment(Self.start + 5_411_000_000))
    try await expectReplayed(rig)
  }

  /// Case 54: what is not dated by any event is no time that has passed.
  @Test(arguments: [-7200, 172_800] as [Int64]) func aClockThatStepsChangesNothing(step: Int64) async throws {
    let rig = try LiveRig()
    let script = LiveRig.script()
    var random = Generator(3)
    var done = script.startIndex
    var now = Self.start
    try rig.start()
    while done < script.endIndex {
      now += Int64.random(in: 100_000...10_000_000, using: &random)
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      // The daemon's clock alone is wrong for a while, in the middle of the trouble.
      let isWrong = now > Self.start + 1_000_000_000 && now < Self.start + 1_100_000_000
      try await rig.step(LiveRig.moment(now, step: isWrong ? step * 1_000_000 : 0))
    }
    for _ in 0..<4 {
      now += 2_000_000
      try await rig.step(LiveRig.moment(now))
    }
    try await rig.finish(LiveRig.moment(now))
    try await expectReplayed(rig)
  }
}

extension Reconstruction {
  /// What does not depend on where lines stood at the time of reading.
  var comparable: Reconstruction {
    var result = withoutPlaces
    for i in result.incidents.indices { result.incidents[i].id = "" }
    return result
  }

  func total(_ figure: (SourceCoverage) -> Int) -> Int { coverage.sources.reduce(0) { $0 + figure($1) } }
}
