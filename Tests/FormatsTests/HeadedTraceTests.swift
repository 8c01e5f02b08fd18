import Records
import Testing

@testable import Formats

/// Stack traces that programs wrote to syslog line by line: each line has a head of its own.
@Suite struct HeadedTraceTests {
  private static let head = "Jun  5 14:00:03 web1 shop[812]: "

  private static let traces: [[String]] = [
    [
      "java.lang.IllegalStateException: closed", "\tat shop.Pool.take(Pool.java:7)", "\tat shop.Main.main(Main.java:3)",
    ],
    [
      "java.lang.IllegalStateException: closed", "#011at shop.Pool.take(Pool.java:7)", "Caused by: shop.Gone: pool",
      "#011... 3 more",
    ],
    [
      "Traceback (most recent call last):", #"  File "/srv/cart.py", line 7, in show"#, "    pay()", "ValueError: none",
    ],
    ["panic: no amount", "", "goroutine 1 [running]:", "main.main()", "\t/srv/main.go:7"],
    ["TypeError: card is undefined", "    at pay (/srv/cart.js:7:3)", "    at run (/srv/cart.js:9:1)"],
    [
      "PHP Fatal error:  Uncaught Error: no card in /srv/a.php:7", "Stack trace:", "#0 /srv/a.php(9): pay()",
      "#1 {main}",
    ],
  ]

  private static func parser() throws -> BlockParser {
    let format = try #require(LogFormats.named("syslog"))
    return BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_700_000))
  }

  private func records(_ text: String) throws -> [ReadRecord] {
    var found: [ReadRecord] = []
    let lines = try Self.parser().read(Array(text.utf8), offset: 0) { found.append($0) }
    #expect(lines == text.utf8.count { $0 == UInt8(ascii: "\n") })
    return found
  }

  private func message(_ record: ReadRecord) -> String {
    String(decoding: record.bytes[record.fields.message.range], as: UTF8.self)
  }

  @Test(arguments: traces) func aTraceIsOneRecordWithoutItsHeads(trace: [String]) throws {
    let before = "Jun  5 14:00:02 web1 cron[7]: ready\n"
    let text = before + trace.map { Self.head + $0 + "\n" }.joined() + Self.head + "ready again\n"
    let found = try records(text)
    #expect(found.map(\.lines) == [1, trace.count, 1])
    #expect(found.map(\.linesBefore) == [0, 1, 1 + trace.count])
    #expect(found[1].place == before.utf8.count)
    let plain = trace.map { $0.hasPrefix("#011") ? "\t" + $0.dropFirst(4) : $0 }.joined(separator: "\n")
    #expect(message(found[1]) == plain)
    #expect(found[1].fields.severity >= .error)
    #expect(found[1].fields.pid == 812)

    let batch = try Self.parser().parse(Array(text.utf8), offset: 1000)
    #expect(batch.messages.map(\.lines) == [1, UInt32(trace.count), 1])
    #expect(batch.messages.map(\.offset) == [1000, 1036, UInt64(1000 + text.utf8.count - Self.head.utf8.count - 12)])
    #expect(String(decoding: batch.bytes[batch.messages[1].message.range], as: UTF8.self) == plain)
    #expect(String(decoding: batch.bytes[batch.messages[2].message.range], as: UTF8.self) == "ready again")
    #expect(batch.messages.map { batch.services[Int($0.service)] } == ["cron", "shop", "shop"])
    #expect(batch.lines == trace.count + 2 && batch.unparsed == 0)
    #expect(batch.messages[1].severity >= .error && batch.messages[1].template != 0)
  }

  @Test(arguments: [
    "Jun  5 14:00:03 web1 shop[813]: \tat shop.Main.main(Main.java:3)",
    "Jun  5 14:00:03 web2 shop[812]: \tat shop.Main.main(Main.java:3)",
    "Jun  5 14:00:03 web1 cart[812]: \tat shop.Main.main(Main.java:3)",
    "Jun  5 14:00:05 web1 shop[812]: \tat shop.Main.main(Main.java:3)",
    "Jun  5 14:00:03 web1 shop[812]: ready",
  ])
  func whatIsOfAnotherProcessOrLaterIsNoneOfIt(line: String) throws {
    let text = Self.head + "java.lang.IllegalStateException: closed\n" + line + "\n"
    #expect(try records(text).map(\.lines) == [1, 1])
  }

  @Test func indentedTextIsNoTrace() throws {
    let text = ["settings:", "  pool = 7", "  size = 3"].map { Self.head + $0 + "\n" }.joined()
    #expect(try records(text).map(\.lines) == [1, 1, 1])
  }

  @Test func isoTimesAndPrioritiesStandBeforeTracesToo() throws {
    for head in [
      "2024-06-05T14:00:03.250123+00:00 web1 shop[812]: ", "<14>Jun  5 14:00:03 web1 shop[812]: ", Self.version1,
      // As rsyslog passes on what came to it in the older form.
      Self.version1 + " ", "<14>1 2024-06-05T14:00:03Z web1 shop 812 - [a x=\"1\"][b y=\"] 2\"] ",
      "64 <14>1 2024-06-05T14:00:03Z web1 shop 812 pay - \u{FEFF}",
    ] {
      for trace in Self.traces {
        let found = try records(trace.map { head + $0 + "\n" }.joined() + head + "ready\n")
        #expect(found.map(\.lines) == [trace.count, 1], "\(head)")
        #expect(found[0].fields.severity >= .error)
        #expect(message(found[0]) == trace.map { $0.replacing("#011", with: "\t") }.joined(separator: "\n"))
      }
    }
  }

  private static let version1 = "<14>1 2024-06-05T14:00:03.250123Z web1 shop 812 - - "

  @Test func linesBelowOneAnotherLoseTheirIndent() throws {
    let blanks = String(repeating: " ", count: Self.head.utf8.count)
    let text = Self.head + Self.traces[2].joined(separator: "\n" + blanks) + "\n"
    let found = try records(text)
    #expect(found.map(\.lines) == [4])
    #expect(message(found[0]) == Self.traces[2].joined(separator: "\n"))
    #expect(found[0].fields.severity == .error)
  }

  /// Messages that begin with a blank, or behind a line that is indented: no line surely begins a record.
  @Test(arguments: ["Jun  5 14:00:03 web1 shop[812]:  request done\n", "Jun  5 14:00:03 web1 fw: at 3 rule dropped\n"])
  func aLogThatLooksLikeOneTraceIsCutBetweenItsRecords(line: String) throws {
    let parser = try Self.parser()
    let length = line.utf8.count
    let text = Array(String(repeating: line, count: 200_000 / length).utf8)
    let whole = unsafe parser.wholeRecords(in: text.span.bytes)
    #expect(whole == text.count - length)
    let behind = Array(text.dropFirst())
    let next = unsafe parser.nextRecord(in: behind.span.bytes)
    #expect(next == length - 1)
    let indented = Array(String(repeating: line + "  two\n", count: 100_000 / length).utf8)
    let wholeOfIndented = unsafe parser.wholeRecords(in: indented.span.bytes)
    #expect(wholeOfIndented == indented.count - length - 6)
  }

  @Test func aRecordWithoutATimeIsNoSecondFromTheEpoch() throws {
    let text = "<13>1 - h: #011 1 - - x\n<13>1 1970-01-01T00:00:00Z h: #011 1 - - x\n" + Self.head + "ready\n"
    #expect(try records(text).count == 3)
  }

  /// Blocks of any size hold the same records.
  @Test(arguments: traces, [head, version1 + " "]) func whereBlocksAreCutDoesNotMatter(
    trace: [String], head: String
  ) throws {
    let parser = try Self.parser()
    let other = "Jun  5 14:00:03 web1 cron[7]: run\n"
    let text = Array((0..<2).map { _ in trace.map { head + $0 + "\n" }.joined() + other }.joined().utf8)
    let whole = parser.parse(text, offset: 0).messages.map(\.offset)
    for size in 1...text.count {
      var offsets: [UInt64] = []
      var start = 0
      var end = 0
      while end < text.count {
        end = min(text.count, end + size)
        let count = end == text.count ? end - start : unsafe parser.wholeRecords(in: text[start..<end].span.bytes)
        offsets += parser.parse(Array(text[start..<start + count]), offset: UInt64(start)).messages.map(\.offset)
        start += count
      }
      #expect(offsets == whole, "cut every \(size) bytes")
      if offsets != whole { return }
    }
  }

  @Test func readingBeginsBehindATraceThatIsCut() throws {
    let parser = try Self.parser()
    let text = Self.traces[0].dropFirst().map { Self.head + $0 + "\n" }.joined() + Self.head + "ready\n"
    let behind = Self.head + "ready again\n" + Self.head + "done\n"
    let found = unsafe parser.nextRecord(in: Array((text + behind).utf8).span.bytes)
    #expect(found == text.utf8.count)
  }
}
