import Records
import Testing

@testable import Formats

/// What the fields of each format's lines become.
@Suite struct FormatFieldTests {
  private func sample(_ format: String, _ index: Int) throws -> Reading {
    let lines = try #require(FormatSamples.table.first { $0.format == format }).lines
    return try #require(Reading(lines[index], by: format))
  }

  @Test func nginxErrors() throws {
    let read = try sample("nginx-error", 0)
    #expect(
      read.text(\.message)
        == "upstream timed out (110: Connection timed out) while reading response header from upstream")
    #expect(read.text(\.client) == "192.0.2.7")
    #expect(read.text(\.method) == "GET")
    #expect(read.text(\.path) == "/cart/7")
    #expect(read.record.pid == 812)
    #expect(read.record.severity == .error)
    #expect(!read.record.isRequest)
  }

  @Test func apacheErrors() throws {
    let read = try sample("apache-error", 0)
    #expect(read.text(\.message) == "AH00124: Request exceeded the limit of 10 internal redirects")
    #expect(read.text(\.client) == "192.0.2.7")
    #expect(read.text(\.code) == "AH00124")
    #expect(read.text(\.logger) == "core")
    #expect(read.record.pid == 9)
    #expect(try sample("apache-error", 1).text(\.client) == "192.0.2.8")
  }

  @Test func haproxyRequests() throws {
    let read = try sample("haproxy-http", 0)
    #expect(read.time == "2024-06-05T14:00:00.123Z")
    #expect(read.record.latency == 8000)
    #expect(read.record.upstreamLatency == 8000)
    #expect(read.record.status == 200)
    #expect(read.record.bytes == 874)
    #expect(read.text(\.client) == "192.0.2.7")
    #expect(read.text(\.path) == "/cart/7?x=1")
    #expect(LogFormats.named("haproxy-http")?.stampMeaning == .start)
  }

  @Test func haproxyBehindSyslog() throws {
    let read = try sample("haproxy-http", 1)
    #expect(read.record.status == 408)
    #expect(read.record.latency == 5_000_000)
    #expect(read.record.upstreamLatency == -1)
    #expect(read.record.path.isEmpty)
    #expect(read.text(\.host) == "lb1")
    #expect(read.record.pid == 812)
  }

  @Test func haproxyAbortedRequestsHaveNoStatus() throws {
    let read = try #require(
      Reading(
        #"[2001:db8::7]:5 [05/Jun/2024:14:00:00.123] fe be/<NOSRV> 1/-1/-1/-1/+7 -1 +0 - - CR-- 1/1/0/0/+0 0/0 "GET / H"#,
        by: "haproxy-http"))
    #expect(read.record.status == 0)
    #expect(read.record.latency == 7000)
    #expect(read.text(\.client) == "2001:db8::7")
    #expect(read.text(\.path) == "/ H")
  }

  @Test func postgresErrorsAndStatements() throws {
    let failed = try sample("postgresql", 1)
    #expect(failed.record.severity == .error)
    #expect(failed.text(\.message) == "canceling statement due to statement timeout")
    #expect(failed.text(\.user) == "shop")
    #expect(failed.record.pid == 813)
    #expect(try sample("postgresql", 2).record.severity == .info)
    let full = try sample("postgresql", 3)
    #expect(full.text(\.code) == "53300")
    #expect(full.record.severity == .critical)
    #expect(full.time == "2024-06-05T12:00:00.125Z")
    let slow = try sample("postgresql", 4)
    #expect(slow.record.duration == 1_250_125)
    #expect(slow.text(\.statement) == "SELECT 1")
  }

  @Test func postgresStatementsOfSeveralLines() throws {
    let read = try #require(
      Reading("2024-06-05 14:00:00 UTC [8] LOG:  duration: 7.5 ms  statement: SELECT 1\n\tFROM t", by: "postgresql"))
    #expect(read.text(\.statement) == "SELECT 1\n\tFROM t")
    let plan = try #require(
      Reading(
        "2024-06-05 14:00:00 UTC [8] LOG:  duration: 7.5 ms  plan:\n\tQuery Text: SELECT 1\n\tResult", by: "postgresql")
    )
    #expect(plan.text(\.statement) == "SELECT 1")
  }

  @Test func syslogHeaders() throws {
    let old = try sample("syslog", 0)
    #expect(old.time == "2024-06-05T14:00:00.000Z")
    #expect(old.text(\.host) == "web1")
    #expect(old.text(\.service) == "shop")
    #expect(old.record.pid == 812)
    #expect(old.record.severity == .notice)
    #expect(try sample("syslog", 1).record.severity == .error)
    let new = try sample("syslog", 4)
    #expect(new.text(\.message) == "an application event")
    #expect(new.text(\.service) == "shop")
    #expect(new.record.severity == .notice)
    #expect(try sample("syslog", 5).record.time == LogRecord.absentTime)
  }

  @Test func messagesOfAKnownFormatWithinSyslog() throws {
    let nginx = try #require(
      Reading(
        "<187>Jun  5 16:00:00 web1 nginx: 2024/06/05 14:00:00 [crit] 8#8: *1 disk full, client: 192.0.2.7, server: s",
        by: "syslog"))
    #expect(nginx.text(\.message) == "disk full")
    #expect(nginx.text(\.service) == "nginx")
    #expect(nginx.record.severity == .critical)
    let postgres = try #require(
      Reading(
        "Jun  5 14:00:00 db1 postgres[8]: [3-1] shop@shop ERROR:  deadlock detected", by: "syslog"))
    #expect(postgres.text(\.message) == "deadlock detected")
    #expect(postgres.text(\.host) == "db1")
    #expect(postgres.time == "2024-06-05T14:00:00.000Z")
    let haproxy = try #require(
      Reading(
        #"Jun  5 14:00:01 lb1 haproxy[8]: 192.0.2.7:5 [05/Jun/2024:14:00:00.000] fe be/a 0/0/0/1/900 200 7 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1""#,
        by: "syslog"))
    #expect(haproxy.time == "2024-06-05T14:00:00.900Z")
    let json = try #require(
      Reading(#"Jun  5 14:00:00 web1 shop[8]: {"level":"error","msg":"pool is empty"}"#, by: "syslog"))
    #expect(json.text(\.message) == "pool is empty")
    #expect(json.record.severity == .error)
    #expect(json.record.pid == 8)
    let text = try #require(
      Reading(
        "<14>Jun  5 14:00:00 web1 shop[8]: 2024-06-05 14:00:00.123 ERROR [9] shop.db: no connection", by: "syslog"))
    #expect(text.text(\.message) == "no connection")
    #expect(text.record.severity == .error)
    #expect(text.time == "2024-06-05T14:00:00.123Z")
  }

  @Test func jsonAccessLogs() throws {
    let nginx = try sample("json", 0)
    #expect(nginx.record.status == 200)
    #expect(nginx.record.latency == 15_000)
    #expect(nginx.text(\.path) == "/cart/7")
    #expect(nginx.text(\.client) == "192.0.2.7")
    let caddy = try sample("json", 1)
    #expect(caddy.text(\.client) == "192.0.2.9")
    #expect(caddy.text(\.agent) == "curl/8")
    #expect(caddy.record.latency == 15_000)
    #expect(caddy.time == "2024-06-05T14:00:00.125Z")
    let traefik = try sample("json", 2)
    #expect(traefik.record.status == 502)
    #expect(traefik.record.latency == 1_500_000)
    #expect(traefik.time == "2024-06-05T14:00:02.000Z")
  }

  @Test func jsonApplicationLogs() throws {
    let pino = try sample("json", 3)
    #expect(pino.record.severity == .error)
    #expect(pino.text(\.logger) == "shop")
    #expect(pino.record.pid == 812)
    let python = try sample("json", 4)
    #expect(python.text(\.code) == "app.PoolTimeout")
    #expect(python.text(\.message) == "query failed")
    #expect(JSONText.decoded(#"a\n\"b\" \u00e9 \ud83d\ude00 \ud83d"#) == "a\n\"b\" é 😀 \u{FFFD}")
  }

  @Test(arguments: [
    (0, Severity.info, "shop", "order 7 placed"),
    (1, .error, "shop.db", "query failed after 5310 ms for /product/17"),
    (2, .warning, "c.e.shop.Pool", "pool is empty"),
    (3, .info, "shop.indexer", "done"),
    (4, .error, "pool.go", "no connection"),
    (5, .error, "", "no connection"),
    (6, .error, "", "no connection"),
    (7, .info, "pool/pool.go", "started"),
    (8, .info, "", "connection lost"),
  ])
  func textLogs(index: Int, severity: Severity, logger: String, message: String) throws {
    let read = try sample("text-log", index)
    #expect(read.record.severity == severity)
    #expect(read.text(\.message) == message)
    if !logger.isEmpty { #expect(read.text(\.logger) == logger) }
  }

  @Test func aMessageThatBeginsWithASeverityWordKeepsIt() throws {
    let read = try #require(Reading("2024-06-05 14:00:00 Error while reading", by: "text-log"))
    #expect(read.text(\.message) == "Error while reading")
    #expect(read.record.severity == .error)
  }

  @Test func journalMessages() {
    let message = Array(#"192.0.2.7 - bad"#.utf8)
    var times = TimeReader(zone: .utc, newest: 1_717_600_000)
    var record = LogRecord()
    #expect(unsafe !NestedFormats.parse(message: message.span.bytes, .other, &times, into: &record))
    let error = Array("ERROR:  deadlock detected".utf8)
    record = LogRecord()
    #expect(unsafe NestedFormats.parse(message: error.span.bytes, .postgres, &times, into: &record))
    #expect(record.severity == .error)
    #expect(record.time == LogRecord.absentTime)
  }

  @Test(arguments: [
    ("Traceback (most recent call last):\n  File \"a.py\", line 7\napp.PoolTimeout: none left", "app.PoolTimeout"),
    (
      "java.lang.IllegalStateException: x\n\tat a.B.c(B.java:7)\nCaused by: java.io.IOException: y\n\t... 3 more",
      "java.io.IOException"
    ),
    ("TypeError: x is undefined\n    at f (/srv/a.js:7:3)\n\nNode.js v18.19.0", "TypeError"),
    ("panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/main.go:7", "panic"),
  ])
  func tracebacksBecomeErrors(traceback: String, code: String) throws {
    let read = try #require(Reading("2024-06-05 14:00:00 INFO shop: failed\n\(traceback)", by: "text-log"))
    #expect(read.record.severity == .error)
    #expect(read.text(\.code) == code)
  }
}
