import Testing

@testable import Formats

@Suite struct FormatSnifferTests {
  private func name(_ text: String, isInner: Bool = false) -> String? {
    let bytes = Array(text.utf8)
    guard case .format(let format) = FormatSniffer(bytes, isInner: isInner).verdict() else { return nil }
    return format.name
  }

  @Test(arguments: FormatSamples.table)
  func findsTheFormatOfSamples(format: String, lines: [String]) {
    // Requests without a time are looked for within envelopes.
    let isPlaced = Reading(lines[0], by: format)?.record.isPlaced ?? true
    #expect(name(lines.joined(separator: "\n"), isInner: !isPlaced) == format)
  }

  @Test func tracebacksDoNotHideTheFormat() {
    let trace = String(repeating: "  File \"a.py\", line 7\n", count: 40)
    #expect(name("2024-06-05 14:00:00 ERROR shop: failed\nTraceback (most recent call last):\n\(trace)") == "text-log")
  }

  @Test func proseAndHalfReadFilesHaveNone() {
    #expect(name("Lorem ipsum dolor\nsit amet\nconsectetur\nadipiscing\n") == nil)
    #expect(name("start,method,status\n1,GET,200\n2,GET,200\n") == nil)
  }

  @Test(arguments: [
    "2024-06-05T12:00:00+00:00 web1 nginx: ", "Jun  5 12:00:00 web1 nginx: ",
    "<190>1 2024-06-05T12:00:00Z web1 nginx 9 - - ",
  ])
  func accessLinesBehindASyslogHeaderAreSyslog(header: String) {
    let line = #"192.0.2.7 - anna [05/Jun/2024:12:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8" 0.012 0.011"#
    #expect(name(String(repeating: header + line + "\n", count: 20)) == "syslog")
    #expect(name(String(repeating: line + "\n", count: 20)) == "nginx-combined-timed")
  }

  @Test func aFileOfBlankLinesIsEmpty() {
    let bytes = Array("\n\r\n  \n".utf8)
    guard case .empty = FormatSniffer(bytes).verdict() else {
      Issue.record("not empty")
      return
    }
  }
}
