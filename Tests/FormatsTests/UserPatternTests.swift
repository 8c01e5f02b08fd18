import Records
import Testing

@testable import Formats

/// Patterns of users: hostile ones, too.
@Suite struct UserPatternTests {
  /// A pattern has no repetition and no choice, and is never tried again from another place: its work is linear in the
  /// line. Ten times the line is about ten times the work, far from a hundred times.
  @Test(arguments: [
    ("$time $_ $_ $_ $_ $_ $_ $_ $_ $_ $_ $_ $_ $_ $_ $_ $_ $status", "a "),
    ("$time $_,$_,$_,$_,$_,$_,$_,$_,$_,$_,$_,$_,$_,$_;$status", "a,"),
    ("$time $message aaaab", "aaaa "), ("$time $agent ||||||||x $status", "||||||||"),
    (#"$time "$agent" "$agent" $status"#, #"\""#), ("$time $_aaaaaaaab $status", "aaaaaaaa"),
  ])
  func case47AUserPatternIsLinear(pattern: String, unit: String) {
    let plan = LinePlans([pattern])
    let clock = ContinuousClock()
    func work(_ count: Int) -> Duration {
      let text = "2024-06-05T14:00:03Z " + String(repeating: unit, count: count / unit.utf8.count)
      let bytes = Array(text.utf8)
      var times = TimeReader(zone: .utc, newest: 0)
      return (0..<5).map { _ in
        clock.measure {
          var record = LogRecord()
          #expect(unsafe !plan.read(bytes.span.bytes, &times, into: &record))
        }
      }.min() ?? .zero
    }
    let short = work(100 << 10)
    #expect(work(1 << 20) < max(short * 40, .milliseconds(50)))
  }

  private func read(_ line: String, _ format: any LogFormat) -> [String: String]? {
    let bytes = Array(line.utf8)
    var times = TimeReader(zone: .utc, newest: 1_717_600_000)
    var record = LogRecord()
    guard unsafe format.parse(bytes.span.bytes, &times, into: &record) else { return nil }
    return unsafe Dictionary(
      uniqueKeysWithValues: RecordField.all(of: record, bytes.span.bytes).map { ($0.name, $0.value) })
  }

  private func format(_ patterns: String...) -> DeclaredFormat {
    DeclaredFormat(name: "declared", service: "shop", lines: patterns)
  }

  @Test func whatMayHoldBlanksEndsBeforeTheTextBehindThem() throws {
    let fields = try #require(
      read(
        "203.0.113.7 | 05/Jun/2024:14:00:03 +0200 | GET /a HTTP/1.1 | 502 | Mozilla/5.0 (X11; Linux) | 0.250",
        format("$client | $time_local | $request | $status | $agent | $request_time")))
    #expect(fields["path"] == "/a" && fields["protocol"] == "HTTP/1.1" && fields["status"] == "502")
    #expect(fields["agent"] == "Mozilla/5.0 (X11; Linux)" && fields["latency_ms"] == "250.0")
  }

  @Test func namesMayBeInBraces() throws {
    let fields = try #require(read("2024-06-05T14:00:03Z 250ms 7", format("$time ${latency_ms}ms $_")))
    #expect(fields["latency_ms"] == "250.0")
  }

  @Test func aRequestWithoutQuotesEndsWithItsProtocol() throws {
    let fields = try #require(
      read("[05/Jun/2024:14:00:03 +0200] GET /a HTTP/1.1 502", format("[$time_local] $request $status")))
    #expect(fields["path"] == "/a" && fields["status"] == "502")
  }

  @Test func linesThatNoPatternFitsBelongToTheRecordBefore() throws {
    let format = DeclaredFormat(name: "joined", service: "shop", joinsLines: true, lines: ["$time $severity $message"])
    let text = """
      2024-06-05T14:00:03Z ERROR no paper
        at Printer.feed
      Caused by: jam
      2024-06-05T14:00:04Z INFO on
      """
    let bytes = Array(text.utf8)
    var messages: [String] = []
    _ = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 0)).read(bytes, offset: 0) {
      messages.append(String(decoding: bytes[$0.fields.message.range], as: UTF8.self))
    }
    #expect(messages == ["no paper\n  at Printer.feed\nCaused by: jam", "on"])
  }

  @Test func textsThatAServerEscapesAsJSONAreDecoded() throws {
    let directive = try ServerDirective(
      .nginx,
      #"log_format j escape=json '{"t":"$time_iso8601","s":$status,"ua":"$http_user_agent","p":"$request_uri"}';"#)
    var declaration = FormatDeclaration(name: "j", service: "nginx", lines: [directive.pattern])
    declaration.isEscaped = directive.isEscaped
    let fields = try #require(
      read(#"{"t":"2024-06-05T14:00:03+02:00","s":502,"ua":"say \"hi\" \u00e9","p":"/a"}"#, declaration.format))
    #expect(fields["agent"] == "say \"hi\" é" && fields["status"] == "502" && fields["path"] == "/a")
  }

  @Test func aLineThatFitsNowhereSaysHowFarItCame() throws {
    let line = Array(#"203.0.113.7 - anna [yesterday] "GET / HTTP/1.1" 200 7"#.utf8)
    let times = TimeReader(zone: .utc, newest: 0)
    let nearest = unsafe LineMismatch.nearest(line.span.bytes, among: .builtIn, times)
    #expect(nearest.first?.format == "combined" && nearest.first?.at == 20)
    #expect(nearest.first?.wanted == "a time as 05/Jun/2024:14:00:03 +0200")
  }
}
