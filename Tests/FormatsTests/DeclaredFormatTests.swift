import Records
import Testing

@testable import Formats

@Suite struct DeclaredFormatTests {
  /// Read by a pattern: the record and its texts.
  private func read(_ line: String, _ patterns: String...) -> (record: LogRecord, text: (ByteRange) -> String)? {
    let bytes = Array(line.utf8)
    var times = TimeReader(zone: .utc, newest: 1_717_600_000)
    var record = LogRecord()
    let format = DeclaredFormat(name: "declared", service: "shop", lines: patterns)
    guard unsafe format.parse(bytes.span.bytes, &times, into: &record) else { return nil }
    return (record, { String(decoding: bytes[$0.range], as: UTF8.self) })
  }

  @Test(arguments: FormatDeclaration.shipped.flatMap { file in file.samples.map { (file, $0) } })
  func whatShipsReadsItsSamples(file: FormatDeclaration, sample: FormatDeclaration.Sample) {
    #expect(file.problem(of: sample) == nil)
    // Nothing more specific takes its lines for its own; requests without a time are looked for within envelopes.
    let text = Array(String(repeating: sample.line + "\n", count: 5).utf8)
    let isPlaced = Reading(sample.line, by: file.name)?.record.isPlaced ?? true
    guard case .format(let sniffed) = FormatSniffer(text, isInner: !isPlaced).verdict() else {
      Issue.record("\(file.name) is not found by its sample")
      return
    }
    #expect(sniffed.name == file.name)
  }

  @Test func everyFileThatShipsIsRead() {
    #expect(FormatDeclaration.shipped.count == EmbeddedConfig.files.count)
    #expect(FormatDeclaration.shipped.allSatisfy { !$0.samples.isEmpty })
    #expect(Set(LogFormats.all.map(\.name)).count == LogFormats.all.count)
  }

  /// nginx's own words, as they stand in its configuration.
  @Test func aLogFormatOfNginxIsADeclaration() throws {
    let (record, text) = try #require(
      read(
        #"203.0.113.7 - anna [05/Jun/2024:14:00:03 +0200] "GET /a HTTP/1.1" 502 17 "-" "say \"hi\"" 0.250 0.100, 0.120 : 0.010 up="a""#,
        #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_response_time up="$upstream_addr""#
      ))
    #expect(Timestamp(microseconds: record.time).rfc3339 == "2024-06-05T12:00:03.000Z")
    #expect(record.status == 502 && record.bytes == 17)
    #expect(record.latency == 250_000 && record.upstreamLatency == 230_000)
    #expect(text(record.user) == "anna" && text(record.path) == "/a" && text(record.proto) == "HTTP/1.1")
    #expect(record.referrer.isEmpty && text(record.agent) == #"say \"hi\""#)
  }

  @Test(arguments: [
    "203.0.113.7 502 GET", "203.0.113.7 502 GET /a more", "host 502 GET /a", "203.0.113.7 abc GET /a",
    "203.0.113.7 502 get /a", "203.0.113.7", "", " 203.0.113.7 502 GET /a",
  ])
  func aLineOfAnotherShapeIsNotOfIt(line: String) {
    #expect(read(line, "$client $status $method $path") == nil)
  }

  @Test func theFirstPatternThatFitsReadsTheLine() throws {
    let (record, text) = try #require(read("b 203.0.113.7:80 1717596003.5", "a $client", "b $client $msec"))
    #expect(text(record.client) == "203.0.113.7")
    #expect(record.time == 1_717_596_003_500_000)
  }

  @Test func timesWithoutAZoneMayBeUTC() throws {
    let bytes = Array("2024-06-05 14:00:00 2024-06-05 14:00:00".utf8)
    var times = TimeReader(zone: ZoneRules(fixed: 7200), newest: 1_717_600_000)
    var record = LogRecord()
    for (pattern, time) in [
      ("$time_utc ...", "2024-06-05T14:00:00.000Z"), ("$time ...", "2024-06-05T12:00:00.000Z"),
      ("$time_utc ...", "2024-06-05T14:00:00.000Z"),
    ] {
      record = LogRecord()
      #expect(unsafe LinePlans([pattern]).read(bytes.span.bytes, &times, into: &record))
      #expect(Timestamp(microseconds: record.time).rfc3339 == time)
    }
  }

  @Test func theHeadOfAFileNamesItsColumns() throws {
    let text = """
      #Software: Microsoft Internet Information Services 10.0
      #Fields: date time s-ip cs-method cs-uri-stem sc-status time-taken c-ip
      2024-06-05 14:00:03 10.0.0.5 GET /cart 502 45 203.0.113.7
      2024-06-05 14:00:04 10.0.0.5 GET /cart 200 12 203.0.113.8
      """
    let bytes = Array(text.utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else {
      Issue.record("no format")
      return
    }
    #expect(format.name == "w3c")
    let batch = BlockParser(format: format, service: nil, times: TimeReader(zone: ZoneRules(fixed: 7200), newest: 0))
      .parse(bytes, offset: 0)
    #expect(batch.requests.map(\.status) == [502, 200])
    #expect(batch.requests.map(\.latency) == [45_000, 12_000])
    #expect(Timestamp(microseconds: batch.requests[0].end).rfc3339 == "2024-06-05T14:00:03.000Z")
  }

  /// In seconds, where IIS has milliseconds.
  @Test func cloudFrontsTimesAreSeconds() throws {
    let head = "#Fields: date time x-edge-location c-ip cs-method cs-uri-stem sc-status time-taken"
    let line = Array("2024-06-05\t14:00:03\tFRA2\t203.0.113.7\tGET\t/cart\t502\t0.045".utf8)
    var times = TimeReader(zone: .utc, newest: 0)
    var record = LogRecord()
    let format = try #require(W3CFormat(identifier: head))
    #expect(unsafe format.parse(line.span.bytes, &times, into: &record))
    #expect(record.latency == 45_000 && format.service == "cloudfront")
  }

  @Test func someTimesAreThoseOfTheRequestsArrival() {
    let starts = FormatDeclaration.shipped.filter { $0.format.stampMeaning == .start }.map(\.name)
    #expect(starts == ["aws-elb", "aws-s3", "envoy", "php-fpm", "uwsgi"])
  }

  @Test func aSlowQueryIsAStatementWithItsDuration() throws {
    let log = """
      mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:
      Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock
      Time                 Id Command    Argument
      # Time: 2024-06-05T14:00:07.250000Z
      # User@Host: shop[shop] @ web1 [203.0.113.7]  Id:    42
      # Query_time: 4.071491  Lock_time: 0.000212 Rows_sent: 1000  Rows_examined: 1489615
      SET timestamp=1717596003;
      SELECT *
        FROM goods WHERE name LIKE '%7%';
      # Time: 2024-06-05T14:00:09.250000Z
      # User@Host: shop[shop] @ localhost []  Id:    43
      # Query_time: 2.5  Lock_time: 0.000212 Rows_sent: 1  Rows_examined: 1
      SET timestamp=1717596006;
      SELECT SLEEP(2);
      """
    let bytes = Array(log.utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else {
      Issue.record("no format")
      return
    }
    #expect(format.name == "mysql-slow")
    let batch = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 0))
      .parse(bytes, offset: 0)
    #expect(batch.messages.map(\.duration) == [4_071_491, 2_500_000])
    #expect(
      batch.messages.map { String(decoding: bytes[$0.statement.range], as: UTF8.self) }
        == ["SELECT *\n  FROM goods WHERE name LIKE '%7%';", "SELECT SLEEP(2);"])
    #expect(Timestamp(microseconds: batch.messages[0].time).rfc3339 == "2024-06-05T14:00:03.000Z")
  }

  @Test func anObjectOfSeveralLinesIsARecord() throws {
    let log = """
      {"timestamp": "2024-06-05T14:00:00,250Z", "level": "INFO", "message": "started"}
      {"timestamp": "2024-06-05T14:00:01,250Z", "level": "ERROR", "message": "failed",
      "stacktrace": ["java.lang.Exception: {",
      "at shop.Main.main(Main.java:9)"] }
      {
        "timestamp": "2024-06-05T14:00:02,250Z",
        "level": "WARN", "message": "low"
      }
      """
    let bytes = Array(log.utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else {
      Issue.record("no format")
      return
    }
    #expect(format.name == "json-multiline")
    let batch = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 0))
      .parse(bytes, offset: 0)
    #expect(batch.messages.map(\.severity) == [.info, .error, .warning])
    #expect(batch.messages.map(\.lines) == [1, 3, 4])
  }

  @Test(arguments: [
    (
      "Jun  5 14:00:00 web1 sshd[812]: Failed password for root from 203.0.113.7 port 1786 ssh2", "203.0.113.7"
    ),
    ("Jun  5 14:00:00 web1 kernel: DROP IN=eth0 OUT= SRC=203.0.113.7 DST=10.0.0.5 PROTO=TCP", "203.0.113.7"),
    ("Jun  5 14:00:00 web1 shop[812]: mail from 203.0.113.7", ""),
  ])
  func whomASystemMessageSpeaksOf(line: String, client: String) throws {
    #expect(try #require(Reading(line, by: "syslog")).text(\.client) == client)
  }
}
