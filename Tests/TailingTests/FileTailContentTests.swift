import Foundation
import Testing

@testable import Tailing

/// Cases 7 and 10 to 14 of the fault matrix, and what is held back.
@Suite struct FileTailContentTests {
  @Test func case7AHoleIsPassedOver() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    try rig.truncate(to: 1 << 30)
    try rig.append(lines(3..<6))
    let began = ContinuousClock.now
    try rig.poll()
    #expect(ContinuousClock.now - began < .seconds(1))
    #expect(rig.records == names(0..<6))
    #expect(rig.gaps.allSatisfy { $0.reason == .hole })
    #expect(rig.gaps.compactMap(\.bytes).reduce(0, +) == (1 << 30) - 21)
    try rig.restart()
    #expect(rig.records == names(0..<6))
  }

  @Test(arguments: [true, false]) func case7AWriterThatDoesNotAppendIsReadOn(isSeenEmpty: Bool) throws {
    let rig = try TailRig()
    let writer = try Writer(rig.path, appending: false)
    try writer.write(lines(0..<5000))
    try rig.poll()
    try rig.truncate()
    if isSeenEmpty { try rig.poll() }
    try writer.write(lines(5000..<5003))
    try rig.poll()
    #expect(rig.records == names(0..<5003))
    #expect(rig.gaps.map(\.reason) == [.truncated, .hole])
    #expect(rig.gaps.first?.bytes == 0)
  }

  @Test func case10AFileOfTwentyBytesIsRead() throws {
    let rig = try TailRig()
    try rig.append("0123456789012345678\n")
    try rig.poll()
    #expect(rig.records == ["0123456789012345678"])
  }

  @Test func case11ALineWrittenInTwoPartsIsOneRecord() throws {
    let rig = try TailRig()
    try rig.append("abc")
    try rig.poll()
    try rig.pass(.seconds(3600))
    #expect(rig.records.isEmpty)
    try rig.restart()
    try rig.append("def\n")
    try rig.poll()
    #expect(rig.records == ["abcdef"])
    #expect(rig.partial.isEmpty)
  }

  @Test func case12AnUnterminatedLineOfARotatedFileIsHandedOutOnce() throws {
    let rig = try TailRig()
    try rig.append("one\ntwo")
    try rig.poll()
    try rig.rename("app.log", "app.log.1")
    try rig.append("three\n")
    try rig.poll()
    #expect(rig.records == ["one", "three"])
    try rig.pass(.seconds(61))
    #expect(rig.records == ["one", "three", "two"])
    #expect(rig.partial == ["two"])
    try rig.pass(.seconds(3600))
    try rig.restart()
    try rig.pass(.seconds(3600))
    #expect(rig.records == ["one", "three", "two"])
  }

  @Test func case12TheSameWhenItIsTruncated() throws {
    let rig = try TailRig()
    try rig.append("one\ntwo")
    try rig.poll()
    try rig.truncate()
    try rig.poll()
    try rig.append("three\n")
    try rig.poll()
    #expect(rig.records == ["one", "two", "three"])
    #expect(rig.partial == ["two"])
  }

  @Test func case13WhatFollowsALineOf64MiBIsRead() throws {
    let rig = try TailRig()
    try rig.append(String(repeating: "x", count: 64 << 20) + "\nok\n")
    try rig.poll()
    #expect(rig.capped == 1)
    #expect(rig.records.map(\.utf8.count) == [1 << 20, 2])
    #expect(rig.records.last == "ok")
  }

  @Test func case13ResumingWithinTheLongLineSkipsItsRest() throws {
    let rig = try TailRig()
    let writer = try Writer(rig.path)
    try writer.write(String(repeating: "x", count: 3 << 20))
    try rig.poll()
    #expect(rig.capped == 1)
    try rig.restart()
    try writer.write("y\nok\n")
    try rig.poll()
    #expect(rig.records.map(\.utf8.count) == [1 << 20, 2])
  }

  @Test func case14ADeletedFileIsReadUntilItsWriterClosesIt() throws {
    let rig = try TailRig()
    var writer: Writer? = try Writer(rig.path)
    try writer?.write(lines([0]))
    try rig.poll()
    try rig.remove("app.log")
    try rig.poll()
    for number in 1..<10 {
      try rig.pass(.seconds(300))
      try writer?.write(lines([number]))
      try rig.poll()
    }
    #expect(rig.records == names(0..<10))
    writer = nil
    try rig.poll(writerClosed: true)
    #expect(rig.pool.count == 1)
    try rig.pass(.seconds(61))
    #expect(rig.pool.count == 0)
    #expect(rig.ended == [1])
    #expect(rig.gaps.isEmpty)
    try rig.append(lines([10]))
    try rig.poll()
    #expect(rig.records == names(0..<11))
  }

  @Test func aLastRecordThatMayGoOnIsHandedOutWhenNothingCame() throws {
    let rig = try TailRig(joined: true)
    try rig.append("R1\n at a\nR2\n at b\n")
    try rig.poll()
    #expect(rig.records == ["R1", " at a"])
    try rig.pass(.milliseconds(600))
    try rig.append(" at c\n")
    try rig.poll()
    try rig.pass(.milliseconds(600))
    #expect(rig.records == ["R1", " at a"])
    try rig.pass(.milliseconds(400))
    #expect(rig.records == ["R1", " at a", "R2", " at b", " at c"])
    #expect(rig.tail.nextPoll == nil)
    try rig.append("R3\n")
    try rig.poll()
    try rig.pass(.seconds(2))
    #expect(rig.records.last == "R3")
  }

  @Test(arguments: ["", "part", "whole\n"]) func aFileBegunAtItsEndIsReadFromTheNextLine(present: String) throws {
    let rig = try TailRig(start: .end)
    try rig.append("old\n" + present)
    try rig.poll()
    try rig.append(present == "part" ? "of it\nnew\n" : "new\n")
    try rig.poll()
    #expect(rig.records == ["new"])
    try rig.rename("app.log", "app.log.1")
    try rig.append("newer\n")
    try rig.restart()
    #expect(rig.records == ["new", "newer"])
    #expect(rig.gaps.isEmpty)
  }

  @Test func theSampleIsOfWhatIsReadNext() throws {
    let rig = try TailRig()
    #expect(rig.tail.sample(8, now: rig.now) == nil)
    try rig.append(lines(0..<3))
    #expect(rig.tail.sample(8, now: rig.now) == Array("line 0\nl".utf8))
    try rig.poll()
    #expect(rig.records == names(0..<3))
  }
}
