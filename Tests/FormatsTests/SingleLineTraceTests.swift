import Records
import Testing

@testable import Formats

/// Stack traces between the lines of formats whose records are single lines.
@Suite struct SingleLineTraceTests {
  private static let access =
    #"203.0.113.7 - - [05/Jun/2024:14:00:03 +0000] "GET /cart HTTP/1.1" 200 12 "-" "curl/8.1""#
  private static let django = #"[05/Jun/2024 14:00:03] "GET /cart HTTP/1.1" 500 1234"#
  private static let traces = [
    ["Traceback (most recent call last):", #"  File "/srv/cart.py", line 7, in show"#, "ValueError: no amount"],
    ["java.lang.IllegalStateException: closed", "\tat shop.Cart.pay(Cart.java:7)", "\tat shop.Main.main(Main.java:3)"],
    ["panic: no amount", "", "goroutine 1 [running]:", "main.main()", "\t/srv/main.go:7"],
  ]

  private func parser(_ lines: [String]) throws -> BlockParser {
    guard case .format(let format) = FormatSniffer(Array(lines.joined(separator: "\n").utf8)).verdict() else {
      throw EnvelopeTests.NoFormat(text: lines[0])
    }
    return BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
  }

  @Test(arguments: [access, django], traces)
  func aTraceIsOneRecord(line: String, trace: [String]) throws {
    let lines = Array(repeating: line, count: 8) + trace + Array(repeating: line, count: 2)
    let parser = try parser(lines)
    var found: [ReadRecord] = []
    _ = parser.read(Array(lines.joined(separator: "\n").utf8), offset: 0) { found.append($0) }
    #expect(found.map(\.lines) == Array(repeating: 1, count: 8) + [trace.count, 1, 1])
    #expect(found[8].format == "text-plain")
    #expect(found[8].fields.severity >= .error)
    let batch = parser.parse(Array(lines.joined(separator: "\n").utf8), offset: 0)
    #expect(batch.requests.count == 10 && batch.messages.count == 1 && batch.unparsed == 0)
  }

  @Test(arguments: [access, django], traces)
  func blocksAreNotCutWithinATrace(line: String, trace: [String]) throws {
    let parser = try parser(Array(repeating: line, count: 8))
    let before = line + "\n" + line + "\n"
    for count in 1...trace.count {
      let text = before + trace.prefix(count).joined(separator: "\n") + "\n"
      #expect(unsafe parser.wholeRecords(in: Array(text.utf8).span.bytes) == before.utf8.count)
      let behind = text + line + "\n"
      #expect(unsafe parser.wholeRecords(in: Array(behind.utf8).span.bytes) == behind.utf8.count)
    }
    // A line that nothing reads is no trace.
    let text = before + "Shop 4.2 starts\n"
    #expect(unsafe parser.wholeRecords(in: Array(text.utf8).span.bytes) == text.utf8.count)
  }

  @Test func aFormatThatTheUserNamedReadsNoOthers() throws {
    let format = try #require(LogFormats.named("combined"))
    let parser = BlockParser(format: format, service: nil, isMixed: false, times: TimeReader(zone: .utc, newest: 0))
    let text = ([Self.access] + Self.traces[0]).joined(separator: "\n")
    #expect(parser.parse(Array(text.utf8), offset: 0).unparsed == 3)
  }
}
