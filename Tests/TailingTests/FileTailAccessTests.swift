import CLinux
import Foundation
import LogLab
import Testing

@testable import Tailing

/// Cases 15, 16, 19 and 21 to 23 of the fault matrix: what may not or cannot be read.
@Suite struct FileTailAccessTests {
  @Test func case15AFileWithoutPermissionIsReadAgainWithin5Seconds() throws {
    let rig = try TailRig()
    try rig.append(lines([0]))
    try rig.poll()
    rig.tail.release()
    try #require(unsafe chmod(rig.path, 0) == 0)
    try rig.append(lines([1]))
    try withoutPrivileges {
      try rig.poll()
      #expect(rig.records == names([0]))
      #expect(rig.troubles == [TailingError(.open, path: rig.path, code: EACCES)])
      try rig.pass(.seconds(5))
    }
    try #require(unsafe chmod(rig.path, 0o644) == 0)
    try withoutPrivileges { try rig.pass(.seconds(5)) }
    #expect(rig.records == names(0..<2))
    #expect(rig.troubles.last == .some(nil))
    #expect(rig.troubles.count == 2)
  }

  @Test func case16ThePathIsFollowedIntoANewFolder() throws {
    let rig = try TailRig(name: "logs/app.log")
    try #require(unsafe mkdir(rig.folder.file("logs"), 0o755) == 0)
    let old = try Writer(rig.path)
    try old.write(lines([0]))
    try rig.poll()
    try rig.rename("logs", "old")
    try #require(unsafe mkdir(rig.folder.file("logs"), 0o755) == 0)
    try rig.append(lines([1]), to: "logs/app.log")
    try old.write(lines([2]))
    try rig.poll()
    #expect(rig.records.sorted() == names(0..<3))
    #expect(rig.gaps.isEmpty)
  }

  @Test func case19With24Descriptors200FilesAreFollowed() throws {
    let folder = try TemporaryFolder()
    let pool = DescriptorPool(limit: 24)
    let tails = FileTails()
    var read: [String: String] = [:]
    var gaps = 0
    for number in 0..<200 {
      tails.add(
        FileTail(
          path: folder.file("\(number).log"), boundaries: { _ in .ofTests(joined: false, cap: 4096) }, pool: pool
        ))
    }
    for round in 0..<20 {
      for number in 0..<200 {
        let path = folder.file("\(number).log")
        try Writer(path).write("line \(round)\n")
        if round > 0, (number + round) % 7 == 0 {
          try #require(unsafe rename(path, path + ".1") == 0)
        }
      }
      tails.noteAll()
      while let (tail, events) = tails.next(now: .seconds(100 * round)) {
        for event in events {
          if case .block(let block) = event.kind {
            read[tail.path, default: ""] += String(decoding: block.bytes, as: UTF8.self)
          }
          if case .gap = event.kind { gaps += 1 }
        }
        try #require(pool.count <= 24)
      }
      #expect(openFiles(below: folder.path) <= 24)
    }
    for number in 0..<200 { #expect(read[folder.file("\(number).log")] == lines(0..<20), "\(number)") }
    #expect(gaps == 0)
  }

  @Test func case21ALinkedLogWhoseTargetRotatesIsFollowedWhereItMay() throws {
    var settings = FileTail.Settings()
    settings.followsLinks = true
    let rig = try TailRig(settings: settings)
    try #require(unsafe mkdir(rig.folder.file("real"), 0o755) == 0)
    try #require(unsafe symlink("real/a.log", rig.path) == 0)
    try rig.append(lines([0]), to: "real/a.log")
    try rig.poll()
    try rig.append(lines([1]), to: "real/a.log")
    try rig.rename("real/a.log", "real/a.log.1")
    try rig.append(lines([2]), to: "real/a.log")
    try rig.poll()
    try rig.restart {
      try rig.append(lines([3]), to: "real/a.log")
      try rig.rename("real/a.log", "real/a.log.2")
      try rig.rename("real/a.log.1", "real/a.log.3")
      try rig.append(lines([4]), to: "real/a.log")
    }
    // The link leads elsewhere.
    try rig.append(lines([5]), to: "real/b.log")
    try rig.remove("app.log")
    try #require(unsafe symlink("real/b.log", rig.path) == 0)
    try rig.poll()
    try rig.restart {
      try rig.append(lines([6]), to: "real/b.log")
      try rig.append(lines([7]), to: "real/c.log")
      try rig.remove("app.log")
      try #require(unsafe symlink("real/c.log", rig.path) == 0)
    }
    #expect(rig.records == names(0..<8))
    #expect(rig.gaps.isEmpty)
    #expect(rig.troubles.isEmpty)
  }

  @Test func case22WhatIsNoLogIsRefusedAndNeverBlocks() throws {
    let rig = try TailRig()
    let secret = try rig.folder.write("elsewhere/secret", "root:x\n")
    try #require(unsafe chmod(rig.folder.path, 0o777) == 0)
    func expect(_ refusal: FileRefusal) throws {
      try rig.poll()
      #expect(rig.troubles.last == TailingError(.refused(refusal), path: rig.path))
      #expect(rig.records.isEmpty)
      let match = LogGlob([rig.folder.file("*.log")]).match()
      #expect(match.files.isEmpty)
      #expect(match.skipped == [rig.path: refusal])
      try rig.remove("app.log")
      try rig.poll()
      #expect(rig.troubles.last == .some(nil))
    }
    try #require(unsafe symlink(secret, rig.path) == 0)
    try expect(.symbolicLink)
    try #require(unsafe mkfifo(rig.path, 0o644) == 0)
    try expect(.noRegularFile)
    try #require(unsafe link(secret, rig.path) == 0)
    try expect(.hardLink)
    if geteuid() == 0 {
      try #require(unsafe mknod(rig.path, S_IFCHR | 0o644, dev_t(1 << 8 | 5)) == 0)
      try expect(.noRegularFile)
    }
    // In a folder that only its owner writes to, a second name is the owner's affair.
    try #require(unsafe chmod(rig.folder.path, 0o755) == 0)
    try #require(unsafe link(secret, rig.path) == 0)
    try rig.poll()
    #expect(rig.records == ["root:x"])
  }

  /// The reads fail for real: the image that holds the file system is cut short under it.
  @Test(.enabled(if: LoopVolume.isAvailable)) func case23AFailingReadIsTriedAgain() throws {
    let volume = try LoopVolume()
    let path = volume.path + "/app.log"
    let text = lines(0..<40_000)
    try Writer(path).write(text)
    let tail = FileTail(
      path: path, boundaries: { _ in .ofTests(joined: false, cap: 1 << 20) }, pool: DescriptorPool(limit: 4))
    try volume.fail(path)
    var read = ""
    var states: [String] = []
    func poll(_ now: Duration) {
      repeat {
        for event in tail.poll(now: now) {
          switch event.kind {
          case .block(let block): read += String(decoding: block.bytes, as: UTF8.self)
          case .degraded(let error): states.append("\(error.reason) \(error.code)")
          case .recovered: states.append("recovered")
          case .gap, .ended: states.append("lost")
          }
        }
      } while tail.isBehind
    }
    poll(.seconds(0))
    #expect(read.utf8.count < text.utf8.count)
    #expect(states == ["read \(EIO)"])
    #expect(tail.nextPoll == .seconds(1))
    try volume.mend(path)
    poll(.seconds(1))
    #expect(states == ["read \(EIO)", "recovered"])
    #expect(read == text)
  }

  /// Runs with the file access of an ordinary user where the tests run as root; of this thread only.
  private func withoutPrivileges(_ body: () throws -> Void) throws {
    guard geteuid() == 0 else { return try body() }
    setfsuid(65_534)
    defer { setfsuid(0) }
    try body()
  }

  private func openFiles(below folder: String) -> Int {
    let own = "/proc/self/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []
    return names.count { name in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: own + "/" + name))?.hasPrefix(folder) ?? false
    }
  }
}
