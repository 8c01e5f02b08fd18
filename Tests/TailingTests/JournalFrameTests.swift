import Records
import Testing

@testable import Tailing

@Suite struct JournalFrameTests {
  static let mark = JournalMark(
    sequence: JournalSequence(high: 0xFEDC_BA98_7654_3210, low: 1), number: UInt64.max,
    place: JournalPlace(bootHigh: 3, bootLow: UInt64.max, monotonic: 5, realtime: 1_700_000_000_000_000),
    runtime: "0123")

  static var news: JournalNews {
    var entry = JournalEntry(place: mark.place)
    entry.pid = -1
    entry.uid = 1 << 40
    entry.priority = 7
    entry.transport = .audit
    entry.flags = .capped
    entry.messageIDHigh = 7
    entry.messageIDLow = 8
    entry.message = ByteRange(0, 5)
    entry.jobResult = ByteRange(5, 8)
    entry.container = ByteRange(1, 3)
    entry.isPiece = true
    let gaps: [JournalError.Reason] = [
      .unreadable, .noJournal, .notAJournal, .truncated(present: 3, expected: 9), .refused, .endedEarly,
      .missingEntries,
      .lostEntries, .positionAhead, .blind,
    ]
    return JournalNews(
      batch: JournalBatch(
        bytes: [0, 10, 255, 27, 65, 66, 67, 68], entries: [entry, JournalEntry(place: mark.place)], damaged: 3),
      marks: [mark], gaps: gaps.map { JournalError($0, path: "/var/ü", code: -5, from: -1, to: nil, lost: 0) })
  }

  static var frames: [JournalFrame] {
    var status = JournalStatus()
    status.files = 12
    status.isCaughtUp = true
    status.problems = ["a", ""]
    var position = JournalPosition()
    position.advance(to: mark)
    return [
      .news(news), .news(JournalNews()), .status(status), .start(JournalStart()),
      .start(
        JournalStart(position: position, since: 7, ownUnit: "u", ownProcess: 9, folders: ["/x"], runtimeFolder: "/y")),
    ]
  }

  private static func content(_ frame: JournalFrame) -> [UInt8] {
    Array(frame.encoded.dropFirst(JournalFrame.headSize))
  }

  @Test(arguments: frames.indices) func aFrameComesBackAsItWas(index: Int) throws {
    let frame = Self.frames[index]
    let back = try #require(JournalFrame(content: Self.content(frame)))
    switch (frame, back) {
    case (.start(let a), .start(let b)): #expect(a == b)
    case (.status(let a), .status(let b)): #expect(a == b)
    case (.news(let a), .news(let b)):
      #expect(a.marks == b.marks && a.gaps == b.gaps && a.batch.bytes == b.batch.bytes)
      #expect(a.batch.damaged == b.batch.damaged && a.batch.entries.count == b.batch.entries.count)
      for (x, y) in zip(a.batch.entries, b.batch.entries) { #expect("\(x)" == "\(y)") }
    default: Issue.record("\(back)")
    }
    #expect(back.encoded == frame.encoded)
  }

  @Test(arguments: frames.indices) func aFrameThatIsCutOrLongerIsRefused(index: Int) {
    let content = Self.content(Self.frames[index])
    for count in content.indices { #expect(JournalFrame(content: Array(content[..<count])) == nil) }
    #expect(JournalFrame(content: content + [0]) == nil)
  }

  @Test func noFlippedByteCrashesOrPointsOutside() {
    let content = Self.content(.news(Self.news))
    for index in content.indices {
      for value in [UInt8(0), 1, 0x7F, 0x80, 0xFF] {
        var changed = content
        changed[index] = value
        guard case .news(let news) = JournalFrame(content: changed) else { continue }
        #expect(news.batch.entries.allSatisfy { Int($0.message.end) <= news.batch.bytes.count })
      }
    }
  }

  @Test func anotherVersionIsRefused() {
    var content = Self.content(.status(JournalStatus()))
    content[0] &+= 1
    #expect(JournalFrame(content: content) == nil)
  }

  @Test func case31APositionIsReadBackAndGarbageIsLeftOut() {
    var position = JournalPosition()
    position.advance(to: Self.mark)
    let text = position.text
    #expect(JournalPosition(text: text) == position && !position.isIncomplete)
    #expect(position.newest?.cursor == text.dropLast(7).description && text.hasSuffix(";r=0123"))
    #expect(text.hasPrefix("s=fedcba98765432100000000000000001;i=ffffffffffffffff;b="))
    let damaged = JournalPosition(text: "garbage\n\(text)\ns=1;i=2;=;;\n\u{0}")
    #expect(damaged.marks == position.marks && damaged.isIncomplete)
    #expect(JournalPosition(text: "").marks.isEmpty)
    // Each field wrong.
    for (from, to) in [("s=f", "s=x"), (";i=f", ";i=-"), (";b=0", ";b=g"), (";m=5", ";m="), (";t=", ";u=")] {
      #expect(JournalPosition(text: text.replacing(from, with: to)).marks.isEmpty)
    }
  }
}
