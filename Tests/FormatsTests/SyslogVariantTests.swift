import Records
import Testing

@testable import Formats

/// What syslog daemons, journalctl and Logplex put before messages, and lines of other formats as messages.
@Suite struct SyslogVariantTests {
  static let access = #"203.0.113.7 - - [05/Jun/2024:14:00:00 +0000] "GET /cart/7 HTTP/1.1" 502 730 "-" "curl/8""#

  @Test(arguments: [
    "Jun 05 14:00:03 web1 shop[812]: ready", "Jun 05 14:00:03.250123 web1 shop[812]: ready",
    "2024-06-05T14:00:03+0000 web1 shop[812]: ready", "2024-06-05T14:00:03.250123+00:00 web1 shop[812]: ready",
    "Wed 2024-06-05 14:00:03 UTC web1 shop[812]: ready", "Wed 2024-06-05 14:00:03.250123 UTC web1 shop[812]: ready",
    "1717596003.250123 web1 shop[812]: ready", "<13>1 2024-06-05T14:00:03Z web1 shop 812 - - ready",
    "51 <13>1 2024-06-05T14:00:03Z web1 shop 812 - - ready", "42 <13>Jun  5 14:00:03 web1 shop[812]: ready",
    "Wed 2024-06-05 14:00:03 UTC web1 shop.service[812]: ready",
    "2024-06-05T14:00:03.250123+00:00 web1 shop[812]: ready",
  ])
  func hostProgramAndProcessStandBeforeTheMessage(line: String) throws {
    let read = try #require(Reading(line, by: "syslog"))
    #expect(read.time.hasPrefix("2024-06-05T14:00:03."))
    #expect(read.text(\.host) == "web1")
    #expect(read.text(\.service) == "shop")
    #expect(read.record.pid == 812)
    #expect(read.text(\.message) == "ready")
  }

  @Test(arguments: [
    "Jun 05 14:00:03 ", "2024-06-05T14:00:03+0000 ", "2024-06-05T14:00:03.250123+0000 ", "1717596003.250123 ",
    "Wed 2024-06-05 14:00:03 UTC ", "[ 1234.567890] ", "[ 1234.567890 <    1.500000 >] ",
  ])
  func journalctlMayLeaveTheHostOut(time: String) throws {
    for host in ["", "web1 "] {
      let read = try #require(Reading(time + host + "shop[812]: pool: empty", by: "syslog"))
      #expect(read.text(\.host) + (host.isEmpty ? "" : " ") == host)
      #expect(read.text(\.service) == "shop")
      #expect(read.record.pid == 812)
      #expect(read.text(\.message) == "pool: empty")
      #expect(
        time.hasPrefix("[") ? read.record.time == LogRecord.absentTime : read.time.hasPrefix("2024-06-05T14:00:03"))
      let kernel = try #require(Reading(time + host + "kernel: audit: type=1400", by: "syslog"))
      #expect(kernel.text(\.service) == "kernel")
      #expect(kernel.text(\.message) == "audit: type=1400")
    }
  }

  @Test func facilityAndSeverityMayStandBehindTheHost() throws {
    let read = try #require(Reading("Jun  5 14:00:03 web1 daemon.err shop[812]: pool empty", by: "syslog"))
    #expect(read.text(\.host) == "web1" && read.text(\.service) == "shop" && read.record.pid == 812)
    #expect(read.record.severity == .error && read.text(\.message) == "pool empty")
    let other = try #require(Reading("Jun  5 14:00:03 web1 shop.err is full: 7", by: "syslog"))
    #expect(other.text(\.message) == "shop.err is full: 7")
  }

  @Test func theServiceOfAUnitIsItsName() throws {
    func service(_ unit: String) throws -> String {
      try #require(Reading("Wed 2024-06-05 14:00:03 UTC web1 \(unit)[812]: ready", by: "syslog")).text(\.service)
    }
    #expect(try service("postgresql@15-main.service") == "postgresql@15-main")
    #expect(try service("user@1000.service/app.slice/till.service") == "user@1000")
    #expect(try service("session-3.scope") == "session-3.scope")
  }

  @Test func whatJournalctlSaysOfItselfIsNoRecord() throws {
    let text = """
      -- Journal begins at Wed 2024-06-05 14:00:00 UTC, ends at Wed 2024-06-05 15:00:00 UTC. --
      Jun 05 14:00:03 web1 shop[812]: first
      -- Reboot --
      Jun 05 14:00:09 web1 shop[412]: second
      -- Boot 4f0c1d2e4b5a69788796a5b4c3d2e1f1 --
      Jun 05 14:00:19 web1 shop[413]: third
      -- No entries --

      """
    guard case .format(let format) = FormatSniffer(Array(text.utf8)).verdict() else {
      Issue.record("no format")
      return
    }
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    let batch = parser.parse(Array(text.utf8), offset: 0)
    #expect(format.name == "syslog" && batch.unparsed == 0 && batch.lines == 7)
    #expect(batch.messages.map(\.pid) == [812, 412, 413])
    var read: [String?] = []
    _ = parser.read(Array(text.utf8), offset: 0) { read.append($0.format) }
    #expect(read == ["syslog", "syslog", "syslog"])
  }

  @Test func logplexNamesADyno() throws {
    let read = try #require(Reading("2024-06-05T14:00:03.250123+00:00 app[web.1]: ERROR pool empty", by: "syslog"))
    #expect(read.text(\.service) == "app")
    #expect(read.record.severity == .error)
    let router = try #require(
      Reading(
        #"2024-06-05T14:00:03.250123+00:00 heroku[router]: at=info method=GET path="/cart/7" host=shop.example "#
          + #"request_id=0a1b fwd="203.0.113.7, 198.51.100.2" dyno=web.1 connect=1ms service=18ms status=503 bytes=512"#,
        by: "syslog"))
    #expect(router.record.status == 503)
    #expect(router.record.latency == 18_000)
    #expect(router.text(\.path) == "/cart/7")
    #expect(router.text(\.forwarded) == "203.0.113.7, 198.51.100.2")
    #expect(router.text(\.service) == "heroku")
    #expect(router.time == "2024-06-05T14:00:03.250Z")
  }

  @Test(arguments: [
    "Jun  5 14:00:03 web1 ", "<13>1 2024-06-05T14:00:03Z web1 shop 812 - - ", "2024-06-05T14:00:03+00:00 web1 ",
    "Wed 2024-06-05 14:00:03 UTC web1 ",
  ])
  func messagesOfKnownFormatsAreReadAsThose(head: String) throws {
    let tag = head.contains(" 812 - - ") ? "" : "shop[812]: "
    func read(_ message: String) throws -> Reading { try #require(Reading(head + tag + message, by: "syslog")) }
    #expect(try read(Self.access).record.status == 502)
    #expect(try read(#"{"level":"error","msg":"pool empty"}"#).record.severity == .error)
    #expect(try read(#"level=error msg="pool empty""#).text(\.message) == "pool empty")
    #expect(
      try read("2024/06/05 14:00:03 [error] 812#812: *7 open() failed, client: 203.0.113.7, server: s").text(\.client)
        == "203.0.113.7")
    #expect(
      try read("2024-06-05 14:00:00.123 UTC [812] ERROR:  canceling statement").record.severity == .error)
    let haproxy = try read(
      #"203.0.113.7:5001 [05/Jun/2024:14:00:00.000] in be/s1 0/0/1/1999/2000 502 12 - - ---- 1/1/1/1/0 0/0 "GET /a HTTP/1.1""#
    )
    #expect(haproxy.record.status == 502)
    #expect(haproxy.time == "2024-06-05T14:00:02.000Z")
  }

  @Test(arguments: [
    "2024-06-05T14:00:03Z ERROR[main]: pool empty", "2024-06-05T14:00:03Z pool empty",
    "1717596003.250123 connection lost",
    "Wed 2024-06-05 14:00:03 UTC ready", "Wed Jun  5 14:00:03 2024 ready", "2024-06-05T14:00:03Z worker[12]: ready",
    "[   12.345678] usb 1-1: new device", "[   12.345678] shop: ready",
    "[1717596003.250123] web1 shop[812]: ready", "2024-06-05T14:00:03+00:00 ERROR[812]: ready",
  ])
  func otherLinesAreNoSyslog(line: String) { #expect(Reading(line, by: "syslog") == nil) }

  @Test func theJournalsObjectsAreRead() throws {
    let read = try #require(
      Reading(
        #"{"__REALTIME_TIMESTAMP":"1717596003250123","PRIORITY":"3","SYSLOG_IDENTIFIER":"shop","_PID":"812","#
          + #""_HOSTNAME":"web1","MESSAGE":"pool empty"}"#, by: "json"))
    #expect(read.time == "2024-06-05T14:00:03.250Z")
    #expect(read.record.severity == .error)
    #expect(read.text(\.service) == "shop")
    #expect(read.text(\.host) == "web1")
    #expect(read.record.pid == 812)
    #expect(read.text(\.message) == "pool empty")
  }

  @Test func theAuditLogOfKubernetesHasRequests() throws {
    let read = try #require(
      Reading(
        #"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","stage":"ResponseComplete","#
          + #""requestURI":"/api/v1/pods?limit=5","verb":"list","user":{"username":"anna"},"sourceIPs":["203.0.113.7"],"#
          + #""userAgent":"kubectl/1.30","responseStatus":{"metadata":{},"code":503},"#
          + #""requestReceivedTimestamp":"2024-06-05T14:00:03.250123Z","stageTimestamp":"2024-06-05T14:00:04.250123Z"}"#,
        by: "json"))
    #expect(read.record.status == 503)
    #expect(read.text(\.path) == "/api/v1/pods?limit=5")
    #expect(read.text(\.client) == "203.0.113.7")
    #expect(read.time == "2024-06-05T14:00:04.250Z")
  }

  @Test func requestsAreReadFromLogfmt() throws {
    let line = "method=GET path=/cart/7 format=html controller=Cart action=show status=200 duration=58.33 view=40.1"
    let read = try #require(Reading(line, by: "logfmt"))
    #expect(read.record.status == 200)
    #expect(read.text(\.method) == "GET")
    // Rails counts milliseconds.
    #expect(read.record.latency == 58_330)
    #expect(Reading("method=GET path=/cart/7 status=200 duration=12.5ms", by: "logfmt")?.record.latency == 12_500)
    #expect(Reading("level=info msg=done status=200", by: "logfmt")?.record.isRequest == false)
  }
}
