import Records
import Testing

@testable import Formats

/// Lines that real programs write, but seldom.
@Suite struct UnusualLineTests {
  private struct Expected {
    var severity = Severity.info
    var message: String?
    var client = ""
    var status: UInt16 = 0
    var latency: Int64 = -1
    var method = ""
    var path = ""
  }

  private func check(
    _ line: String, by format: String, _ expected: Expected, at location: SourceLocation = #_sourceLocation
  ) throws {
    let read = try #require(Reading(line, by: format), sourceLocation: location)
    #expect(read.record.severity == expected.severity, sourceLocation: location)
    if let message = expected.message { #expect(read.text(\.message) == message, sourceLocation: location) }
    #expect(read.text(\.client) == expected.client, sourceLocation: location)
    #expect(read.record.status == expected.status, sourceLocation: location)
    #expect(read.record.latency == expected.latency, sourceLocation: location)
    #expect(read.text(\.method) == expected.method && read.text(\.path) == expected.path, sourceLocation: location)
  }

  @Test func stepsBetweenLevels() throws {
    try check(
      "time=2024-06-05T14:00:03.250Z level=WARN+2 msg=hot", by: "logfmt", Expected(severity: .warning, message: "hot"))
    try check(
      #"{"time":"2024-06-05T14:00:03.250Z","level":"DEBUG-4","msg":"deep"}"#, by: "json",
      Expected(severity: .debug, message: "deep"))
    try check(
      #"{"t":{"$date":"2024-06-05T14:00:03.250Z"},"s":"D2","c":"REPL","msg":"deep"}"#, by: "json",
      Expected(severity: .debug, message: "deep"))
  }

  @Test func levelsOfCelery() throws {
    let line = "[2024-06-05 14:00:03,250: WARNING/ForkPoolWorker-2] Task shop.pay[17] is slow"
    try check(line, by: "text-log", Expected(severity: .warning, message: "Task shop.pay[17] is slow"))
    #expect(Reading(line, by: "text-log")?.text(\.logger) == "ForkPoolWorker-2")
  }

  @Test func logrusOnATerminal() throws {
    let timed = "ERRO[2024-06-05T14:00:03Z] no stock   item=7"
    try check(timed, by: "text-log", Expected(severity: .error, message: "no stock   item=7"))
    #expect(Reading(timed, by: "text-log")?.time == "2024-06-05T14:00:03.000Z")
    try check(
      "ERRO[0003] no stock   item=7", by: "text-plain", Expected(severity: .error, message: "no stock   item=7"))
    #expect(Reading("ERRO[0003] no stock", by: "text-plain")?.record.pid == -1)
  }

  @Test func glogWithAYear() throws {
    try check(
      "W20240605 14:00:03.250000   812 cart.cc:12] hot", by: "text-log", Expected(severity: .warning, message: "hot"))
    #expect(
      Reading("W20240605 14:00:03.250000   812 cart.cc:12] hot", by: "text-log")?.time == "2024-06-05T14:00:03.250Z")
  }

  @Test func requestsOfADevelopmentServerAmongTheApplicationsLines() throws {
    try check(
      #"[05/Jun/2024 14:00:03] "GET /cart?id=7 HTTP/1.1" 500 27"#, by: "text-log",
      Expected(status: 500, method: "GET", path: "/cart?id=7"))
    // A message that quotes something.
    try check(#"2024-06-05 14:00:03 "GET me out" 500 27"#, by: "text-log", Expected())
  }

  @Test func severalUpstreamsTookTheirTimesTogether() throws {
    let head = #"203.0.113.7 - - [05/Jun/2024:14:00:03 +0000] "GET /cart HTTP/1.1" 502 157 "-" "curl/8.5.0""#
    let keyed = try #require(
      Reading(head + #" rt=1.404 uct="0.001, -" urt="0.201, - : 1.203""#, by: "nginx-combined-timed"))
    #expect(keyed.record.latency == 1_404_000 && keyed.record.upstreamLatency == 1_404_000)
    let columns = try #require(
      Reading(
        head + " 90 60.002 [shop-80] [] 198.51.100.9:80, 198.51.100.8:80 0, 160 30.000, 30.002 504, 502 5b2fce1a",
        by: "nginx-combined-timed"))
    #expect(columns.record.latency == 60_002_000 && columns.record.upstreamLatency == 60_002_000)
  }

  @Test func requestsOfSerilogGrafanaAndBunyan() throws {
    try check(
      #"{"@t":"2024-06-05T14:00:03.25Z","@mt":"HTTP","RequestMethod":"GET","RequestPath":"/cart","StatusCode":500,"Elapsed":12.5}"#,
      by: "json", Expected(status: 500, latency: 12_500, method: "GET", path: "/cart"))
    try check(
      "logger=context t=2024-06-05T14:00:03.25Z level=info msg=done method=GET path=/api status=502 "
        + "remote_addr=203.0.113.7:51234 time_ms=1203",
      by: "logfmt", Expected(client: "203.0.113.7", status: 502, latency: 1_203_000, method: "GET", path: "/api"))
    try check(
      #"{"name":"shop","level":30,"remoteAddress":"203.0.113.7","req":{"method":"GET","url":"/cart"},"#
        + #""res":{"statusCode":200},"msg":"done","time":"2024-06-05T14:00:03.25Z","v":0}"#,
      by: "json", Expected(client: "203.0.113.7", status: 200, method: "GET", path: "/cart"))
  }

  @Test func logrageCountsMillisecondsInJSONToo() throws {
    try check(
      #"{"method":"GET","path":"/cart","format":"html","controller":"CartsController","action":"show","status":500,"#
        + #""duration":12.5,"@timestamp":"2024-06-05T14:00:03.250Z"}"#,
      by: "json", Expected(status: 500, latency: 12_500, method: "GET", path: "/cart"))
  }

  @Test func requestsOfOpenTelemetry() throws {
    let record =
      #"{"timeUnixNano":"1717596003250000000","severityNumber":9,"body":{"stringValue":"done"},"attributes":["#
      + #"{"key":"http.response.status_code","value":{"intValue":"502"}},"#
      + #"{"key":"http.request.method","value":{"stringValue":"GET"}},"#
      + #"{"key":"url.path","value":{"stringValue":"/cart"}},"#
      + #"{"key":"client.address","value":{"stringValue":"203.0.113.7"}},{"key":"odd","value":{"arrayValue":{}}}]}"#
    try check(
      record, by: "json",
      Expected(message: "done", client: "203.0.113.7", status: 502, method: "GET", path: "/cart"))
  }

  @Test func anErrorsPackageIsNoClass() throws {
    let read = try #require(
      Reading(#"{"level":"error","ts":1717596003.25,"msg":"no stock","error":"sql: no rows"}"#, by: "json"))
    #expect(read.text(\.code) == "")
  }

  @Test func theLineBeforeASlowStatementBelongsToIt() throws {
    let log = """
      # Time: 2024-06-05T14:00:07.254211Z
      # User@Host: shop[shop] @ web1 [203.0.113.7]  Id:    42
      # Query_time: 4.071491  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
      SET timestamp=1717596003;
      SELECT 1;
      # User@Host: shop[shop] @ web1 []  Id:    43
      # Query_time: 1.5  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
      SET timestamp=1717596008;
      SELECT 2;
      # Time: 240605 14:00:20
      # User@Host: shop[shop] @ web1 []
      # Query_time: 1.5  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
      SET timestamp=1717596020;
      SELECT 3;

      """
    let format = try #require(LogFormats.named("mysql-slow"))
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 0))
    let bytes = Array(log.utf8)
    let batch = parser.parse(bytes, offset: 0)
    #expect(
      batch.messages.map { Timestamp(microseconds: $0.time).rfc3339 } == [
        "2024-06-05T14:00:03.000Z", "2024-06-05T14:00:08.000Z", "2024-06-05T14:00:20.000Z",
      ])
    #expect(batch.unparsed == 0)
    // The last record may go on; what stands before it goes with it.
    let whole = unsafe parser.wholeRecords(in: bytes.span.bytes)
    #expect(log.utf8.dropFirst(whole).starts(with: "# Time: 240605".utf8))
  }
}
