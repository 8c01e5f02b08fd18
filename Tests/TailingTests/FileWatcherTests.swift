import CLinux
import Foundation
import LogLab
import Testing

@testable import Tailing

/// Cases 16 to 18 and 20 of the fault matrix: what the system tells about changes, and where it does not.
@Suite struct FileWatcherTests {
  private let folder: TemporaryFolder
  private let watcher = FileWatcher()

  init() throws { folder = try TemporaryFolder() }

  @Test func whatHappensToAFileIsToldByItsPath() throws {
    #expect(watcher.watch([folder.path]).folders == [folder.path])
    #expect(watcher.watch([folder.path]).isEmpty)
    #expect(watcher.wait(timeout: .zero).isEmpty)
    let path = folder.file("a.log")
    var writer: Writer? = try Writer(path)
    try writer?.write("x")
    var changes = watcher.wait(timeout: .seconds(10))
    #expect(changes.paths == [path])
    #expect(changes.closed.isEmpty)
    // Under the old name also after it is gone.
    try #require(unsafe unlink(path) == 0)
    #expect(watcher.wait(timeout: .seconds(10)).paths == [path])
    try writer?.write("x")
    #expect(watcher.wait(timeout: .seconds(10)).paths == [path])
    writer = nil
    changes = watcher.wait(timeout: .seconds(10))
    #expect(changes.closed == [path])
    #expect(watcher.wait(timeout: .zero).isEmpty)
  }

  @Test func waitingEndsWhenItIsWoken() throws {
    watcher.wake()
    let began = ContinuousClock.now
    #expect(watcher.wait(timeout: .seconds(60)).isEmpty)
    #expect(ContinuousClock.now - began < .seconds(30))
  }

  @Test func case16AFolderInAnothersPlaceIsWatched() throws {
    let logs = folder.file("logs")
    try #require(unsafe mkdir(logs, 0o755) == 0)
    _ = watcher.watch([logs])
    try #require(unsafe rename(logs, logs + ".old") == 0)
    #expect(watcher.wait(timeout: .seconds(10)).folders == [logs])
    // What is not there is no folder whose changes are missed.
    #expect(watcher.watch([logs]) == FileChanges())
    try #require(unsafe mkdir(logs, 0o755) == 0)
    try Writer(logs + "/early").write("x")
    #expect(watcher.watch([logs]).folders == [logs])
    try Writer(logs + "/a.log").write("x")
    try Writer(logs + ".old/a.log").write("x")
    #expect(watcher.wait(timeout: .seconds(10)).paths == [logs + "/a.log"])
  }

  @Test func case17AnOverflowMeansThatAnythingMayHaveChanged() throws {
    _ = watcher.watch([folder.path])
    let limit = try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
    let count = try #require(Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)))
    let writers = try [Writer(folder.file("a")), Writer(folder.file("b"))]
    // The same event twice in a row counts once.
    for number in 0...count { try writers[number % 2].write("x") }
    #expect(watcher.wait(timeout: .seconds(10)).folders == [folder.path])
    // And then files are told by their names again.
    try writers[0].write("x")
    let changes = watcher.wait(timeout: .seconds(10))
    #expect(changes.paths == [folder.file("a")])
    #expect(changes.folders.isEmpty)
  }

  /// What the system did not tell because of a storm in one file is read all the same.
  @Test func case17AnOverflowLosesNoRecord() throws {
    let tails = FileTails()
    let pool = DescriptorPool(limit: 8)
    let paths = ["storm.log", "quiet.log"].map(folder.file)
    for path in paths {
      tails.add(FileTail(path: path, boundaries: { _ in .ofTests(joined: false, cap: 4096) }, pool: pool))
    }
    let writers = try paths.map { try Writer($0) }
    let other = try Writer(folder.file("other"))
    _ = watcher.watch(tails.watched)
    var read: [String: String] = [:]
    func drain() {
      while let (tail, events) = tails.next(now: .zero) {
        for case .block(let block) in events.map(\.kind) {
          read[tail.path, default: ""] += String(decoding: block.bytes, as: UTF8.self)
        }
      }
    }
    drain()
    let limit = try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
    let count = try #require(Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)))
    for number in 0...count {
      try writers[0].write("line \(number)\n")
      try other.write("x")
    }
    // Nobody is told of this one.
    try writers[1].write(lines([0]))
    let changes = watcher.wait(timeout: .seconds(10))
    #expect(!changes.paths.contains(paths[1]))
    tails.note(changes)
    drain()
    #expect(read[paths[0]] == lines(0...count))
    #expect(read[paths[1]] == lines([0]))
  }

  @Test func aFolderOfTwoNamesIsToldByBoth() throws {
    let (real, other) = (folder.file("real"), folder.file("other"))
    try #require(unsafe mkdir(real, 0o755) == 0)
    try #require(unsafe symlink(real, other) == 0)
    _ = watcher.watch([real, other])
    try Writer(real + "/a.log").write("x")
    #expect(watcher.wait(timeout: .seconds(10)).paths == [real + "/a.log", other + "/a.log"])
    _ = watcher.watch([other])
    try Writer(real + "/a.log").write("x")
    #expect(watcher.wait(timeout: .seconds(10)).paths == [other + "/a.log"])
    _ = watcher.watch([])
    try Writer(real + "/a.log").write("x")
    #expect(watcher.wait(timeout: .zero).isEmpty)
  }

  /// The limit itself is that of all programs, so that this uses another reason for which a folder cannot be watched.
  @Test func case18AFolderThatCannotBeWatchedIsNamedWithTheReason() throws {
    try #require(unsafe chmod(folder.path, 0) == 0)
    if geteuid() == 0 { setfsuid(65_534) }
    let changes = watcher.watch([folder.path])
    if geteuid() == 0 { setfsuid(0) }
    #expect(changes.folders.isEmpty)
    #expect(changes.unwatched == [folder.path: TailingError(.watch, path: folder.path, code: EACCES)])
    #expect(watcher.wait(timeout: .zero).unwatched == changes.unwatched)
    try #require(unsafe chmod(folder.path, 0o755) == 0)
    let more = watcher.watch([folder.path])
    #expect(more.folders == [folder.path])
    #expect(more.unwatched.isEmpty)
    let full = TailingError(.watch, path: "/var/log", code: ENOSPC)
    #expect("\(full)".contains("raise fs.inotify.max_user_watches"))
  }

  /// Polling by folder finds all that the events would have told.
  @Test func case18FilesOfAFolderThatIsNotWatchedAreFollowed() throws {
    let tails = FileTails()
    let pool = DescriptorPool(limit: 8)
    let path = folder.file("a.log")
    tails.add(FileTail(path: path, boundaries: { _ in .ofTests(joined: false, cap: 4096) }, pool: pool))
    #expect(tails.watched == [folder.path])
    var read = ""
    func drain() {
      while let (_, events) = tails.next(now: .zero) {
        for case .block(let block) in events.map(\.kind) { read += String(decoding: block.bytes, as: UTF8.self) }
      }
    }
    drain()
    try Writer(path).write(lines([0]))
    drain()
    #expect(read.isEmpty)
    var changes = FileChanges()
    changes.folders = [folder.path]
    tails.note(changes)
    drain()
    #expect(read == lines([0]))
  }

  /// 20,000 idle files: a change in one of them looks at no other, and a look at all is short.
  @Test func case20WhatDoesNotChangeCostsNothing() throws {
    let tails = FileTails()
    let pool = DescriptorPool(limit: 24)
    let count = 20_000
    for number in 0..<count {
      let path = folder.file("\(number).log")
      try Writer(path).write("")
      tails.add(FileTail(path: path, boundaries: { _ in .ofTests(joined: false, cap: 4096) }, pool: pool))
    }
    _ = watcher.watch([folder.path])
    var polled = 0
    while tails.next(now: .zero) != nil { polled += 1 }
    #expect(polled == count)
    #expect(tails.nextDue == nil)
    #expect(watcher.wait(timeout: .zero).isEmpty)
    #expect(tails.next(now: .seconds(3600)) == nil)
    try Writer(folder.file("7.log")).write(lines([1]))
    #expect(tails.note(watcher.wait(timeout: .seconds(10))).isEmpty)
    #expect(tails.next(now: .zero)?.tail.path == folder.file("7.log"))
    #expect(tails.next(now: .zero) == nil)
    // Once a minute, all of them: well below 0.5 % of a core.
    let before = processorTime()
    tails.noteAll()
    while tails.next(now: .zero) != nil {}
    #expect(processorTime() - before < .milliseconds(3000))
  }

  /// Of this thread.
  private func processorTime() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// From the system's events to the records, without a look at anything that they do not name.
  @Test func whatIsWrittenIsReadWhenTheSystemTells() throws {
    let tails = FileTails()
    let pool = DescriptorPool(limit: 8)
    let path = folder.file("a.log")
    tails.add(FileTail(path: path, boundaries: { _ in .ofTests(joined: false, cap: 4096) }, pool: pool))
    _ = watcher.watch(tails.watched)
    var read = ""
    func drain() {
      tails.note(watcher.wait(timeout: .zero))
      while let (_, events) = tails.next(now: .zero) {
        for case .block(let block) in events.map(\.kind) { read += String(decoding: block.bytes, as: UTF8.self) }
      }
    }
    drain()
    var writer = try Writer(path)
    for number in 0..<50 {
      if number % 10 == 9 {
        try #require(unsafe rename(path, path + ".1") == 0)
        // The old file gets one more line after that.
        try writer.write(lines([number]))
        writer = try Writer(path)
      } else {
        try writer.write(lines([number]))
      }
      drain()
    }
    #expect(read == lines(0..<50))
  }

  @Test func changesReachTheTailThatTheyConcern() throws {
    let tails = FileTails()
    let pool = DescriptorPool(limit: 8)
    for name in ["a.log", "b.log"] {
      tails.add(FileTail(path: folder.file(name), boundaries: { _ in .ofTests(joined: false, cap: 4096) }, pool: pool))
    }
    while tails.next(now: .zero) != nil {}
    var changes = FileChanges()
    changes.paths = [folder.file("a.log.1"), folder.file("new.log")]
    #expect(tails.note(changes) == [folder.file("new.log")])
    #expect(tails.next(now: .zero)?.tail.path == folder.file("a.log"))
    #expect(tails.next(now: .zero) == nil)
    tails.remove(folder.file("a.log"))
    #expect(tails.note(changes) == changes.paths)
    #expect(tails.next(now: .zero) == nil)
  }
}
