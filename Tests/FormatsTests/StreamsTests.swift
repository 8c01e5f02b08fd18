import Records
import Testing

@testable import Formats

/// Container logs whose streams are written by turns.
@Suite struct StreamsTests {
  private static func cri(_ text: String, _ stream: String, _ tag: String = "F") -> String {
    EnvelopeTests.cri(text, tag, stream)
  }

  private static let mixed = [
    cri("order placed", "stdout"), cri(EnvelopeTests.trace[0], "stderr"), cri("order paid", "stdout"),
    cri(EnvelopeTests.trace[1], "stderr"), cri("a long ", "stdout", "P"), cri(EnvelopeTests.trace[2], "stderr"),
    cri("line", "stdout"), cri("order sent", "stdout"),
  ]

  private func shown(_ lines: [String]) throws -> [EnvelopeTests.Shown] { try EnvelopeTests.read(lines).map(\.shown) }

  @Test func linesOfAnotherStreamDoNotEndATrace() throws {
    #expect(
      try shown(Self.mixed) == [
        .init("order placed", at: 1), .init(EnvelopeTests.trace.joined(separator: "\n"), 3, at: 2),
        .init("order paid", at: 3), .init("a long line", 2, at: 5), .init("order sent", at: 8),
      ])
  }

  @Test func whatIsFarAwayIsNotJoined() throws {
    let others = (1...UnwrappedLines.farthest).map { Self.cri("order \($0) placed", "stdout") }
    let far = [Self.cri(EnvelopeTests.trace[0], "stderr")] + others + [Self.cri(EnvelopeTests.trace[1], "stderr")]
    #expect(try shown(far).count == others.count + 2)
    let near = [Self.cri("a long ", "stderr", "P")] + others.dropFirst() + [Self.cri("line", "stderr")]
    #expect(try shown(near).first?.text == "a long line")
  }

  /// Wherever a file is cut for reading, its records are the same.
  @Test func blocksAreCutWhereNoRecordOfAnyStreamGoesOn() throws {
    let lines = (0..<12).flatMap { round in
      Self.mixed.map { $0.replacing("order", with: "order \(round)") }
    }
    let whole = try shown(lines)
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    let parser = try EnvelopeTests.parser(String(decoding: text, as: UTF8.self))
    for size in [300, 1000, 4000] {
      var found: [String] = []
      var pending: [UInt8] = []
      var blocks = 0
      func read(_ block: [UInt8]) {
        blocks += 1
        _ = parser.read(block, offset: 1) { found.append(String(decoding: $0.bytes[$0.line.range], as: UTF8.self)) }
      }
      for start in stride(from: 0, to: text.count, by: size) {
        pending += text[start..<min(start + size, text.count)]
        let cut = unsafe parser.wholeRecords(in: pending.span.bytes)
        if cut > 0 { read(Array(pending.prefix(cut))) }
        pending.removeFirst(cut)
      }
      read(pending)
      #expect(found == whole.map(\.text))
      #expect(blocks > 1)
    }
  }
}
