import Foundation
import LogLab
import Testing

@testable import Tailing

/// What is read of a log's past where the log has never been read, and when it is gone for good.
@Suite struct FileTailBacklogTests {
  @Test(arguments: Packing.allCases) func whatWasRotatedSinceIsReadFirstAndOnce(packing: Packing) throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3), to: "app.log.3")
    try rig.compress("app.log.3", packing)
    let since = rig.lastWrite + 1
    try rig.append(lines(3..<6), to: "app.log.2")
    try rig.compress("app.log.2", packing)
    try rig.append(lines(6..<9), to: "app.log.1")
    try rig.append(lines(9..<12))
    try rig.begin(.backlog(since: since))
    #expect(rig.records == names(3..<12))
    try rig.restart()
    try rig.append(lines([12]))
    try rig.poll()
    #expect(rig.records == names(3..<13))
    #expect(rig.gaps.isEmpty)
  }

  @Test func theFileItselfIsReadHoweverOldItIs() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.begin(.backlog(since: rig.lastWrite + 1))
    #expect(rig.records == names(0..<3))
  }

  @Test func whileALogIsBeingRotatedItsPastIsReadAlready() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3), to: "app.log.1")
    try rig.begin(.backlog(since: 0))
    #expect(rig.records == names(0..<3))
    try rig.append(lines(3..<6))
    try rig.poll()
    #expect(rig.records == names(0..<6))
  }

  /// Who may write to the folder does not decide what is read besides the log.
  @Test func case22AHostilePastIsLeftAlone() throws {
    let rig = try TailRig()
    let secret = try rig.folder.write("elsewhere/secret", "root:x\n")
    try #require(unsafe chmod(rig.folder.path, 0o777) == 0)
    try #require(unsafe symlink(secret, rig.path + ".1") == 0)
    try #require(unsafe link(secret, rig.path + ".2") == 0)
    try #require(unsafe mkfifo(rig.path + ".3", 0o644) == 0)
    try rig.append(lines(0..<3))
    try rig.begin(.backlog(since: 0))
    #expect(rig.records == names(0..<3))
    #expect(rig.troubles.isEmpty)
  }

  @Test func aFileIsGoneWhenNothingIsAtThePathOrLeftToRead() throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    #expect(rig.tail.goneSince == nil)
    try rig.rename("app.log", "app.log.1")
    try rig.poll()
    // Its writer may go on.
    #expect(rig.tail.goneSince == nil)
    try rig.remove("app.log.1")
    try rig.poll()
    try rig.pass(.seconds(3600))
    let since = try #require(rig.tail.goneSince)
    #expect(since <= .seconds(600))
    try rig.pass(.seconds(3600))
    try rig.poll()
    #expect(rig.tail.goneSince == since)
    let position = try #require(rig.positions.last)
    #expect(!position.isSpent(before: rig.lastWrite))
    #expect(position.isSpent(before: rig.lastWrite + 1))
    try rig.append(lines([3]))
    #expect(!position.isSpent(before: rig.lastWrite + 1))
    try rig.poll()
    #expect(rig.tail.goneSince == nil)
    #expect(rig.records == names(0..<4))
  }

  /// Nobody writes to a log of last week and deletes it at once; to one of this minute somebody may.
  @Test(arguments: [false, true]) func aLogThatWasLeftAloneForLongIsDeletedWithoutAGap(isLeftAlone: Bool) throws {
    let rig = try TailRig()
    try rig.append(lines(0..<3))
    try rig.poll()
    rig.tail.release()
    if isLeftAlone { try rig.pass(.seconds(3600)) }
    try rig.remove("app.log")
    try rig.poll()
    #expect(rig.gaps.map(\.reason) == (isLeftAlone ? [] : [.vanished]))
  }
}
