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
  /// Of a whole script.
  private static let end = start + Int64(LiveRig.length) * 1_000_000

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

  @Test(arguments: [1, 2, 3] as [UInt64]) func case65KilledAtAnyMomentItFindsTheSame(seed: UInt64) async throws {
    let rig = try LiveRig()
    try await follow(LiveRig.script(seed: seed), in: rig, seed: seed, longest: 30, ends: 0.2)
    try await expectReplayed(rig)
  }

  /// What happens to the host, in the incident and long after it.
  private static let hostScript: [LiveRig.Event] = {
    let lines: [(Int, String)] = [
      (880, "systemd[1]: Stopped shop-web.service - Shop."), (882, "systemd[1]: Started shop-web.service - Shop."),
      (2600, "dpkg: upgrade mail:amd64 1.9 2.0"), (2602, "dpkg: status installed mail:amd64 2.0"),
      (2640, "systemd[1]: Stopped mail.service - Mail."), (2655, "systemd[1]: Started mail.service - Mail."),
      (2700, "kernel: Out of memory: Killed process 77 (indexer) total-vm:8kB, anon-rss:8kB"),
      (2800, "hindcast-note: the sale is over"),
      (2900, "sudo:     anna : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/mysql --password=s3cr3t"),
      (3100, "systemd[1]: mail.service: Main process exited, code=exited, status=1/FAILURE"),
    ]
    return (0..<LiveRig.length).flatMap { second in
      let at = (AccessLog.start + Int64(second)) * 1_000_000
      let time = AccessLog.civil(AccessLog.start + Int64(second)).replacing(" ", with: "T") + ".100000+00:00"
      let told = lines.filter { $0.0 == second }.map(\.1) + (second % 20 == 0 ? ["cron[9]: nothing to do"] : [])
      return told.map { LiveRig.Event(at: at + 100_000, deed: .line(file: "syslog.log", "\(time) web1 \($0)")) }
    }
  }()

  /// What happens outside of incidents is kept as well, once, whatever happens to the run.
  @Test(arguments: [4, 5] as [UInt64]) func case65WhatHappensToTheHostIsKeptOnceThoughTheRunIsKilled(seed: UInt64)
    async throws
  {
    let rig = try LiveRig()
    let script = (LiveRig.script(rotates: false) + Self.hostScript).enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    try await follow(script, in: rig, seed: seed, longest: 40, ends: 0.2)
    let replayed = try await replay([rig.logs])
    let ofReplay = try IncidentStore(path: rig.folder.file("replayed.db"))
    for _ in 0..<2 { try ofReplay.save(replayed) }
    func changes(_ entries: [StoredEntry]) -> [StoredEntry] {
      entries.filter { $0.entry.origin != .measured && $0.entry.kind != .error }
    }
    let live = changes(try #require(rig.store).incidents.entries())
    #expect(live.map(\.entry) == changes(try ofReplay.entries()).map(\.entry))
    #expect(live.map(\.entry.kind) == [.restart, .deploy, .oom, .note, .command, .failure])
    // The restart is a part of the incident that it led to.
    #expect(live.map(\.incidents.isEmpty) == [false, true, true, true, true, true])
    let text = live.map { $0.entry.summary + $0.entry.evidence.map(\.text).joined() }.joined()
    #expect(text.contains("mysql") && !text.contains("s3cr3t"), "\(text)")
  }

  /// What an older version knew is not taken up by a newer one: what was under way is kept all the same.
  @Test func anIncidentUnderWayOutlivesAnUpgrade() async throws {
    let rig = try LiveRig()
    let script = LiveRig.script(rotates: false)
    try rig.start()
    try rig.perform(script.prefix { $0.at < Self.start + 1_000_000_000 })
    for second in 0..<4 { try await rig.step(LiveRig.moment(Self.start + 1_001_000_000 + Int64(second) * 2_000_000)) }
    #expect(try rig.reconstruction().incidents.map(\.status) == [.open])
    var resumption = try #require(try rig.store?.resume())
    resumption.stateFormat = 0
    _ = try rig.store?.commit(Checkpoint(at: Timestamp(seconds: 0), resumption: resumption))
    try rig.start()
    try await rig.step(LiveRig.moment(Self.start + 1_008_000_000))
    let kept = try rig.reconstruction().incidents
    #expect(kept.map(\.status) == [.resolved])
    #expect(kept.first?.caveats.contains { $0.hasPrefix("hindcastd began anew") } == true)
    #expect(rig.transitions.map(\.transition) == [.opened, .ended])
  }

  /// What is known of an incident right after the start is older than what was told before the end.
  @Test func case65KilledDuringAnIncidentItTakesNothingBack() async throws {
    let rig = try LiveRig()
    try rig.keepJournal()
    let script = LiveRig.script(rotates: false)
    var done = script.startIndex
    try rig.start()
    for second in stride(from: Int64(5), to: 1190, by: 5) {
      let now = Self.start + second * 1_000_000
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      try await rig.step(LiveRig.moment(now))
      if second > 920, second % 25 == 0 {
        try await rig.killed()
        try rig.start()
      }
    }
    let told = rig.transitions.compactMap { IncidentSeverity.allCases.firstIndex(of: $0.severity) }
    #expect(told == told.sorted(), "\(rig.transitions.map { ($0.transition, $0.severity) })")
    #expect(told.last != 0)
    try await rig.killed()
  }

  @Test func endedInOrderItFindsTheSame() async throws {
    let rig = try LiveRig()
    try await follow(LiveRig.script(), in: rig, seed: 9, longest: 60, ends: 0.5, finishes: true)
    try await expectReplayed(rig)
  }

  /// The process stands still, once in health and once in trouble, and those who write do not.
  @Test func case60StoppedForTwoMinutesAndContinuedItFindsTheSame() async throws {
    let rig = try LiveRig()
    let script = LiveRig.script()
    var done = script.startIndex
    try rig.start()
    for second in stride(from: Int64(0), through: Int64(LiveRig.length + 10), by: 2) {
      let now = Self.start + second * 1_000_000
      let next = script[done...].firstIndex { $0.at > now } ?? script.endIndex
      try rig.perform(script[done..<next])
      done = next
      let isStopped = (600..<720).contains(second) || (950..<1070).contains(second)
      if !isStopped { try await rig.step(LiveRig.moment(now)) }
    }
    try await rig.finish(LiveRig.moment(Self.end + 11_000_000))
    try await expectReplayed(rig)
  }

  /// Files of very different rates.
  @Test func case61ABacklogIsDatedByItsEventsAndToldOnce() async throws {
    let rig = try LiveRig()
    try rig.perform(LiveRig.script(rotates: false)[...])
    for second in stride(from: Int64(0), to: Int64(LiveRig.length), by: 60) {
      try rig.append("\(AccessLog.civil(AccessLog.start + second)).000 INFO [9] cron: minute", to: "cron.log")
    }
    // A minute more, and the silence would be trouble as well.
    let now = Self.end
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

  @Test(.enabled(if: TinyDisk.isAvailable, "needs root and the right to mount"))
  func case62AFullDiskStopsReadingAndLosesNothing() async throws {
    let disk = try TinyDisk(megabytes: 8)
    let rig = try LiveRig(store: disk.path + "/hindcast.db")
    let script = LiveRig.script()
    let (full, free) = (Self.start + 1_000_000_000, Self.start + 1_150_000_000)
    var done = script.startIndex
    try rig.start()
    for now in stride(from: Self.start, to: Self.end + 10_000_000, by: 5_000_000) {
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
    try await rig.finish(LiveRig.moment(Self.end + 11_000_000))
    try await expectReplayed(rig)
  }

  /// What is not dated by any event is no time that has passed.
  @Test(arguments: [-7200, 172_800] as [Int64]) func case54AClockThatStepsChangesNothing(step: Int64) async throws {
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
