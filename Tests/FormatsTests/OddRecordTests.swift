import Records
import Testing

@testable import Formats

/// Records of known formats that are written otherwise than the rest.
@Suite struct OddRecordTests {
  private func records(_ text: String, by format: String) throws -> [ReadRecord] {
    let parser = BlockParser(
      format: try #require(LogFormats.named(format)), service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000)
    )
    var found: [ReadRecord] = []
    _ = parser.read(Array(text.utf8), offset: 0) { found.append($0) }
    return found
  }

  @Test func theLastLinesOfADyingDatabaseAreRecordsOfTheirOwn() throws {
    let text = """
      2024-06-05 14:00:03 0 [Note] InnoDB: log opened
      240605 14:00:04 [ERROR] mysqld got signal 6 ;
      This could be because you hit a bug.
      2024-06-05 14:00:09 0 [Note] Starting MariaDB
      """
    let found = try records(text, by: "text-log")
    #expect(found.map(\.fields.severity) == [.notice, .error, .notice])
    #expect(found.map(\.lines) == [1, 2, 1])
    #expect(Timestamp(microseconds: found[1].fields.time).rfc3339 == "2024-06-05T14:00:04.000Z")
  }

  @Test(arguments: [
    ("SEVERE", Severity.error), ("WARNING", .warning), ("INFO", .info),
  ])
  func javasOwnLoggerWritesTheLevelBelow(level: String, severity: Severity) throws {
    let line = "Jun 05, 2024 2:00:03 PM shop.Cart pay\n\(level): no answer: gave up"
    let read = try #require(Reading(line, by: "text-log"))
    #expect(read.record.severity == severity)
    #expect(read.text(\.logger) == "shop.Cart pay")
    #expect(read.text(\.message) == "no answer: gave up")
  }

  @Test(arguments: [
    ("alert manager started", Severity.info), ("Critical section entered", .info), ("the panic button is fixed", .info),
    ("ALERT disk is full", .alert), ("alert: disk is full", .alert), ("[critical] disk is full", .critical),
    ("error while reading the disk", .error),
  ])
  func aWordOfASentenceIsNoLevel(text: String, severity: Severity) throws {
    #expect(try #require(Reading("2024-06-05 14:00:03 \(text)", by: "text-log")).record.severity == severity)
  }

  @Test func aNumberAloneBehindACommonLineIsOfNoKnownUnit() throws {
    let line = #"203.0.113.7 - - [05/Jun/2024:14:00:03 +0000] "GET /cart HTTP/1.1" 200 12 15020"#
    let read = try #require(Reading(line, by: "common"))
    #expect(read.record.status == 200 && read.record.latency == -1)
    // Seconds and microseconds of one time prove each other.
    let twice = line.replacing("15020", with: "1 1500200")
    #expect(try #require(Reading(twice, by: "common")).record.latency == 1_500_200)
  }

  @Test func quotesThatAreWrittenTwiceAreOne() throws {
    let line =
      #"2024-06-05 14:00:03.250 UTC,"anna","shop",812,"203.0.113.7:5001",66606f43.32c,1,"SELECT",2024-06-05 13:59:00 UTC,"#
      + #"3/7,0,ERROR,42P01,"relation ""carts"" does not exist",,,,,,"select ""id"" from carts",15,,"psql","client backend",,0"#
    let read = try #require(Reading(line, by: "postgresql-csv"))
    let fields = unsafe RecordField.all(of: read.record, Array(line.utf8).span.bytes)
    #expect(fields.first { $0.name == "message" }?.value == #"relation "carts" does not exist"#)
  }

  @Test func whereAServerListensIsNoClient() throws {
    let found = try records(
      """
      2024-06-05 14:00:03.250 UTC [812] LOG:  listening on IPv4 address "203.0.113.9", port 5432
      2024-06-05 14:00:04.250 UTC [813] LOG:  connection received from 203.0.113.7 port 52110
      """, by: "postgresql")
    #expect(found.map(\.fields.client.isEmpty) == [true, false])
  }

  @Test func aPrefixMayBeginWithAHostThatAProcessHasNot() throws {
    let found = try records(
      """
      203.0.113.7 2024-06-05 14:00:03.250 UTC [812] ERROR:  canceling statement
       2024-06-05 14:00:04.250 UTC [7] LOG:  checkpoint starting: time
      \tindented
      """, by: "postgresql")
    #expect(found.map(\.fields.pid) == [812, 7])
    #expect(found.map(\.lines) == [1, 2])
  }

  @Test func aRequestOfRailsInDevelopmentIsOneRecord() throws {
    let text = """
      Started GET "/cart?item=7" for 203.0.113.7 at 2024-06-05 14:00:03 +0200
      Processing by CartsController#show as HTML
        Parameters: {"item"=>"7"}
      Completed 500 Internal Server Error in 12ms (ActiveRecord: 0.4ms | Allocations: 1234)

      NoMethodError (undefined method 'total' for nil):
      app/controllers/carts_controller.rb:7:in 'show'

      Started POST "/orders" for 203.0.113.8 at 2024-06-05 14:00:05 +0200
      Processing by OrdersController#create as JSON
      Completed 201 Created in 3ms
      """
    guard case .format(let format) = FormatSniffer(Array(text.utf8)).verdict() else {
      Issue.record("not read")
      return
    }
    #expect(format.name == "rails")
    let found = try records(text, by: "rails")
    #expect(found.map(\.fields.status) == [500, 201])
    #expect(found.map(\.fields.latency) == [12_000, 3_000])
    let read = try #require(Reading(text, by: "rails"))
    #expect(read.time == "2024-06-05T12:00:03.000Z")
    #expect(read.text(\.method) == "GET" && read.text(\.path) == "/cart?item=7" && read.text(\.client) == "203.0.113.7")
  }

  @Test func aRequestOfRailsThatFailedIsAnErrorHoweverItsLineEnds() throws {
    let text = """
      Started GET "/cart" for 203.0.113.7 at 2024-06-05 14:00:03 +0200
      Completed 500 Internal Server Error in 20ms

      RuntimeError (no total):
      app/controllers/carts_controller.rb:7:in 'show'
      """
    let read = try #require(Reading(text, by: "rails"))
    #expect(read.record.status == 500 && read.record.latency == 20_000 && read.record.severity == .error)
    #expect(read.record.flags == [])
  }

  @Test func aCommandInTheSlowLogIsTheMessage() throws {
    let text = """
      # Time: 2024-06-05T14:00:07.254211Z
      # User@Host: shop[shop] @ web1 [203.0.113.7]  Id:    42
      # Query_time: 4.071491  Lock_time: 0.000212 Rows_sent: 0  Rows_examined: 0
      SET timestamp=1717596003;
      # administrator command: Ping;
      """
    let read = try #require(Reading(text, by: "mysql-slow"))
    #expect(read.text(\.message) == "administrator command: Ping;" && read.record.statement.isEmpty)
    #expect(read.record.duration == 4_071_491)
    let next = try #require(Reading(text + "\n# Time: 2024-06-05T14:00:09.254211Z", by: "mysql-slow"))
    #expect(next.text(\.message) == "administrator command: Ping;")
  }

  @Test(arguments: ["[gc][123] overhead, spent [1.2s]", "[shop][0] failed engine [disk full]"])
  func aNumberBehindANameInBracketsIsOfTheMessage(message: String) throws {
    let head = "[2024-06-05T14:00:03,655][WARN ][o.e.i.e.Engine           ] [node-1] "
    let read = try #require(Reading(head + message, by: "text-log"))
    #expect(read.text(\.message) == message && read.record.pid == -1 && read.text(\.logger) == "o.e.i.e.Engine")
    let process = try #require(Reading("[2024-06-05 14:00:03] [ERROR] [shop] [812] pool empty", by: "text-log"))
    #expect(process.text(\.message) == "pool empty" && process.record.pid == 812)
    let worker = try #require(Reading("[2024-06-05 14:00:03][ERROR][812] pool empty", by: "text-log"))
    #expect(worker.text(\.message) == "pool empty" && worker.record.pid == 812)
  }

  @Test func aPanicsOwnWordStaysInItsMessage() throws {
    let trace = "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d"
    let read = try #require(Reading(trace, by: "text-plain"))
    #expect(read.text(\.message) == trace && read.record.severity == .emergency)
    let fatal = try #require(Reading("2024-06-05T14:00:03Z fatal error: all goroutines are asleep", by: "text-log"))
    #expect(fatal.text(\.message) == "fatal error: all goroutines are asleep" && fatal.record.severity == .critical)
    let lines = trace.split(separator: "\n", omittingEmptySubsequences: false)
    let wrapped = lines.map { "2024-06-05T14:00:03.250123456Z stderr F \($0)" }.joined(separator: "\n")
    let found = try records(wrapped, by: "cri")
    let bytes = try #require(found.first)
    #expect(String(decoding: bytes.bytes[bytes.fields.message.range], as: UTF8.self).hasPrefix("panic: assignment"))
  }

  @Test func logragesRequestsAreRequests() throws {
    let request =
      "method=GET path=/cart format=html controller=CartsController action=show status=500 duration=12.50 view=8.1"
    let bare = try #require(Reading(request, by: "logfmt"))
    #expect(bare.record.status == 500 && bare.record.latency == 12_500)
    let line = "I, [2024-06-05T14:00:03.250123 #812]  INFO -- : " + request
    let read = try #require(Reading(line, by: "text-log"))
    #expect(read.record.status == 500 && read.record.latency == 12_500)
    #expect(read.text(\.method) == "GET" && read.text(\.path) == "/cart")
  }

  @Test func aLogThatHasHardlyBegunIsReadBehindItsFirstWords() {
    let banner = (1...40).map { "*** step \($0) of starting the application ***" }
    let request =
      "[pid: 17|app: 0|req: 1/1] 203.0.113.7 () {40 vars in 612 bytes} [Wed Jun  5 14:00:03 2024] GET /cart => generated "
      + "1996 bytes in 12 msecs (HTTP/1.1 200) 5 headers in 180 bytes (1 switches on core 0)"
    func name(_ lines: [String]) -> String? {
      let sniffer = FormatSniffer(Array((lines.joined(separator: "\n") + "\n").utf8))
      guard case .format(let format) = sniffer.verdict() else { return nil }
      return format.name
    }
    #expect(name(banner) == nil)
    #expect(name(banner + [request]) == "uwsgi")
    #expect(name(banner + [request, request, "SIGINT received"]) == "uwsgi")
    // A line of a log in a text does not make it one.
    #expect(name(banner + [request] + banner) == nil)
  }

  /// What a server says at its start stands again in the middle, and a record without its moment has its head's.
  @Test func slowQueriesAreReadBetweenWhatTheServerSaysOfItself() throws {
    func record(_ second: Int, _ rest: String) -> String {
      """
      # Time: 2024-06-05T14:00:\(second).254211Z
      # User@Host: shop[shop] @ web1 [203.0.113.7]  Id:    42
      # Query_time: 2.071491  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
      \(rest)

      """
    }
    let server = """
      /usr/sbin/mysqld, Version: 8.0.36 (Source distribution). started with:
      Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock
      Time                 Id Command    Argument

      """
    let text = Array(
      (server + record(10, "SET timestamp=1717596003;\nSELECT 1;") + server
        + record(20, "use shop;\nSET timestamp=1717596013;\nSELECT *\n  FROM goods;")
        + record(30, "# Bytes_sent: 7\nuse shop;\nSELECT 3;")).utf8)
    guard case .format(let format) = FormatSniffer(text).verdict() else {
      Issue.record("it is not found")
      return
    }
    #expect(format.name == "mysql-slow")
    let batch = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000)).parse(
      text, offset: 0)
    #expect(
      batch.messages.map { String(decoding: batch.bytes[$0.statement.range], as: UTF8.self) } == [
        "SELECT 1;", "SELECT *\n  FROM goods;", "SELECT 3;",
      ])
    #expect(
      batch.messages.map { Timestamp(microseconds: $0.time).rfc3339 } == [
        "2024-06-05T14:00:03.000Z", "2024-06-05T14:00:13.000Z", "2024-06-05T14:00:30.254Z",
      ])
    #expect(batch.messages.map(\.duration) == [2_071_491, 2_071_491, 2_071_491])
  }
}
