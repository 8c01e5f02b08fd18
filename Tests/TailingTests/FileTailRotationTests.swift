import Foundation
import LogLab
import Testing

@testable import Tailing

/// Cases 1 to 6, 8 and 9 of the fault matrix: whatever becomes of a file's name, its lines are read once.
@Suite struct FileTailRotationTests {
  @Test func case1AWriterThatStaysWithTheRenamedFileIsReadOn() throws {
    let rig = try TailRig()
    let old = try Writer(rig.path)
    try old.write(lines(0..<3))
    try rig.poll()
    try rig.rename("app.log", "app.log.1")
    try rig.append("")
    for second in 0..<5 {
      try old.write(lines([3 + second]))
      try rig.append(lines([100 + second]))
      try rig.pass(.seconds(1))
      try rig.poll()
    }
    // Long after the rotation, too: the program was never told of it.
    try rig.pass(.seconds(3600))
    try old.write(lines([8]))
    try rig.poll()
    #expect(rig.records.sorted() == (names(0..<9) + names(100..<105)).sorted())
    #expect(rig.gaps.isEmpty)
  }

  @Test func case2TwentyRenamesBetweenTwoLooksAreReadInOrder() throws {
    let rig = try TailRig()
    try rig.append(lines([0]))
    try rig.poll()
    for number in 1...20 {
      try rig.append(lines([number * 2 - 1]))
      for place in (1..<number).reversed() { try rig.rename("app.log.\(place)", "app.log.\(place + 1)") }
      try rig.rename("app.log", "app.log.1")
      try rig.append(lines([number * 2]))
    }
    try rig.poll()
    #expect(rig.records == names(0...40))
    #expect(rig.gaps.isEmpty)
    try rig.pass(.seconds(3600))
    #expect(rig.ended == Array(1...19))
  }

  @Test(arguments: ["app.log.1", "app.log-20260131", "app.1.log", "app.log.old"])
  func case3WhatWasRenamedWhileStoppedIsReadFirst(name: String) throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.restart {
      try rig.append(lines(3..<6))
      try rig.rename("app.log", name)
      try rig.append(lines(6..<9))
    }
    #expect(rig.records == names(0..<9))
    #expect(rig.gaps.isEmpty)
  }

  @Test func case3SeveralRotationsWhileStoppedAreReadOldestFirst() throws {
    let rig = try TailRig()
    // Older than all that is followed: never read.
    try rig.append(lines([-1]), to: "app.log-20260130")
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.restart {
      try rig.append(lines([3]))
      try rig.rename("app.log", "app.log-20260131")
      try rig.append(lines([4]))
      try rig.rename("app.log", "app.log-20260201")
      try rig.compress("app.log-20260201")
      try rig.append(lines([5]))
      try rig.rename("app.log", "app.log-20260202")
      try rig.append(lines([6]))
    }
    #expect(rig.records == names(0..<7))
    #expect(rig.gaps.isEmpty)
    // And once is enough.
    try rig.restart()
    try rig.pass(.seconds(3600))
    #expect(rig.records == names(0..<7))
  }

  @Test(arguments: [0, 3, 2000], Packing.allCases)
  func case4WhatWasCompressedWhileStoppedIsReadOnce(count: Int, packing: Packing) throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.restart {
      try rig.append(lines(3..<3 + count))
      try rig.rename("app.log", "app.log.1")
      try rig.compress("app.log.1", packing)
      try rig.append(lines(9000..<9003))
    }
    #expect(rig.records == names(0..<3 + count) + names(9000..<9003))
    try rig.restart()
    try rig.restart()
    #expect(rig.records == names(0..<3 + count) + names(9000..<9003))
    #expect(rig.gaps.isEmpty)
  }

  @Test(arguments: Packing.allCases)
  func case4InTheMiddleOfACompressedFileReadingResumesThere(packing: Packing) throws {
    let rig = try TailRig()
    rig.settings.readSize = 256
    rig.settings.pollSize = 256
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.restart {
      try rig.append(lines(3..<200))
      try rig.rename("app.log", "app.log.1")
      try rig.compress("app.log.1", packing)
      try rig.append(lines(200..<203))
    }
    #expect(rig.records == names(0..<203))
    for number in rig.positions.indices.dropFirst().reversed() {
      try rig.restart(at: number)
      #expect(rig.records == names(0..<203), "\(number)")
    }
    #expect(rig.gaps.isEmpty)
  }

  @Test func case4WhatIsGoneIsAGap() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.restart {
      try rig.append(lines(3..<6))
      try rig.remove("app.log")
      try rig.append(lines(6..<9))
    }
    #expect(rig.records == names(0..<3) + names(6..<9))
    #expect(rig.gaps.map(\.reason) == [.vanished])
    #expect(rig.gaps.first?.bytes == nil)
    try rig.restart()
    #expect(rig.gaps.count == 1)
  }

  @Test func case4WhatIsCompressedOtherwiseIsAGap() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.restart {
      try rig.rename("app.log", "app.log.2")
      try rig.append("BZh9 and so on", to: "app.log.1.bz2")
      try rig.append(lines(6..<9))
    }
    #expect(rig.records == names(0..<3) + names(6..<9))
    let path = rig.folder.file("app.log.1.bz2")
    #expect(rig.gaps.map(\.reason) == [.unreadable(TailingError(.refused(.compressed), path: path))])
  }

  @Test func case5WhatACopyHoldsOfATruncatedFileIsReadFromIt() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.append(lines(3..<6))
    try rig.copy("app.log", "app.log.1")
    try rig.truncate()
    try rig.append(lines(6..<7))
    try rig.poll()
    #expect(rig.records.sorted() == names(0..<7))
    #expect(rig.gaps.isEmpty)
    #expect(rig.ended == [1])
  }

  @Test func case5WhatNoCopyHoldsOfATruncatedFileIsCounted() throws {
    let rig = try TailRig()
    rig.settings.pollSize = 16
    rig.settings.readSize = 16
    try rig.restart {}
    try rig.append(lines(0..<100))
    // Only a part of what is there is read before the truncation.
    try rig.pollOnce()
    #expect(rig.tail.isBehind)
    try rig.truncate()
    try rig.append(lines(100..<103))
    try rig.poll()
    let lost = try #require(rig.gaps.first)
    #expect(lost.reason == .truncated)
    #expect(rig.bytes + Int(lost.bytes ?? 0) == lines(0..<103).utf8.count)
    #expect(rig.gaps.count == 1)
    #expect(rig.records.suffix(3) == names(100..<103)[...])
  }

  @Test func case6AFileThatGrewPastTheOldPlaceIsReadFromItsBeginning() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<50))
    try rig.poll()
    try rig.truncate()
    try rig.append(lines(50..<500))
    try rig.poll()
    #expect(rig.records == names(0..<500))
    #expect(rig.gaps == [FileGap(reason: .truncated, path: rig.path, bytes: 0)])
  }

  @Test func case6TheSameWhileStopped() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<50))
    try rig.poll()
    try rig.restart {
      try rig.truncate()
      try rig.append(lines(50..<500))
    }
    #expect(rig.records == names(0..<500))
    #expect(rig.gaps.map(\.reason) == [.vanished])
  }

  /// A file of the old one's size, in its inode, that begins alike.
  @Test func case6AFileOfTheSameSizeIsNoticed() throws {
    let rig = try TailRig()
    let banner = String(repeating: "service started\n", count: 100)
    try rig.append(banner + lines(100..<200))
    try rig.poll()
    try rig.truncate()
    try rig.append(banner + lines(200..<300))
    try rig.poll()
    #expect(rig.records.filter { $0.hasPrefix("line") } == names(100..<300))
  }

  @Test func case8AnInodeUsedAgainIsANewFile() throws {
    let rig = try TailRig()
    for round in 0..<20 {
      try rig.append(lines([round]))
      try rig.poll()
      try rig.remove("app.log")
    }
    #expect(rig.records == names(0..<20))
    #expect(rig.gaps.isEmpty)
  }

  @Test func case8TheSameWhileStopped() throws {
    let rig = try TailRig()
    try rig.append(lines([0]))
    try rig.poll()
    for round in 1..<20 {
      try rig.restart {
        try rig.remove("app.log")
        // The same content in the same inode: only its birth tells.
        try rig.append(lines([round / 2]))
      }
    }
    #expect(rig.records == names((0..<20).map { $0 / 2 }))
    #expect(rig.gaps.count == 19)
  }

  @Test func case9FilesThatBeginAlikeAreReadWhole() throws {
    let rig = try TailRig()
    let banner = String(repeating: "The quick brown fox\n", count: 103)
    #expect(banner.utf8.count > 2048)
    try rig.append(banner + lines([1]))
    try rig.poll()
    try rig.restart {
      try rig.append(lines([2]))
      try rig.rename("app.log", "app.log.1")
      try rig.append(banner + lines([3]))
      try rig.rename("app.log.1", "app.log.2")
      try rig.rename("app.log", "app.log.1")
      try rig.append(banner + lines([4]))
    }
    #expect(rig.records.filter { $0.hasPrefix("line") } == names(1...4))
    #expect(rig.records.count == 3 * 103 + 4)
    #expect(rig.gaps.isEmpty)
  }

  @Test func aFileReplacedByALongerCopyOfItselfIsReadOn() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<200))
    try rig.poll()
    try rig.copy("app.log", "new")
    try rig.append(lines(200..<210), to: "new")
    try rig.rename("new", "app.log")
    try rig.poll()
    #expect(rig.records == names(0..<210))
    #expect(rig.gaps.isEmpty)
  }

  @Test func aFileThatComesBackIsReadOn() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.rename("app.log", "elsewhere")
    try rig.poll()
    try rig.append(lines(3..<6), to: "elsewhere")
    try rig.pass(.seconds(600))
    try rig.rename("elsewhere", "app.log")
    try rig.poll()
    #expect(rig.records == names(0..<6))
    #expect(rig.gaps.isEmpty)
  }
}
