import Records
import Testing

@testable import Formats

/// The common log format as servers and people vary it: what stands before the time, and behind the usual columns.
@Suite struct AccessVariantTests {
  private func sniffed(_ line: String) throws -> Reading {
    let bytes = Array(Array(repeating: line, count: 5).joined(separator: "\n").utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else { throw Unread() }
    return try #require(Reading(line, by: format.name))
  }

  private struct Unread: Error {}

  private static let time = "[05/Jun/2024:14:00:03 +0000]"
  private static let request = "\(time) \"GET /cart HTTP/1.1\" 502 17"

  private static let whatStandsBeforeTheTimeCases: [(String, String, String, String, String)] = [
    ("203.0.113.7 - - ", "203.0.113.7", "", "", ""), ("203.0.113.7 - anna ", "203.0.113.7", "anna", "", ""),
    ("203.0.113.7 - anna b ", "203.0.113.7", "anna b", "", ""), ("203.0.113.7 ", "203.0.113.7", "", "", ""),
    ("host7.example - - ", "host7.example", "", "", ""), ("2001:db8::7 - - ", "2001:db8::7", "", "", ""),
    ("[2001:db8::7] - - ", "2001:db8::7", "", "", ""),
    ("shop.example 203.0.113.7 - anna ", "203.0.113.7", "anna", "shop.example", ""),
    ("shop.example:443 203.0.113.7 - - ", "203.0.113.7", "", "shop.example:443", ""),
    ("shop host7.example - - ", "host7.example", "", "shop", ""),
    ("shop.example 203.0.113.7 - c219f6da - ", "203.0.113.7", "", "shop.example", ""),
    ("203.0.113.7 shop.example - ", "203.0.113.7", "", "shop.example", ""),
    ("203.0.113.7 192.0.2.5 - ", "203.0.113.7", "", "192.0.2.5", ""),
    ("203.0.113.7 10.0.0.5 - anna ", "10.0.0.5", "anna", "", "203.0.113.7"),
    ("198.51.100.9, 203.0.113.7 - - ", "203.0.113.7", "", "", "198.51.100.9"),
    ("198.51.100.9, 203.0.113.7, 10.0.0.5 - - ", "10.0.0.5", "", "", "198.51.100.9, 203.0.113.7"),
    ("\"198.51.100.9, 203.0.113.7\" 10.0.0.5 - - ", "10.0.0.5", "", "", "198.51.100.9, 203.0.113.7"),
    ("\"-\" 203.0.113.7 - - ", "203.0.113.7", "", "", ""),
    ("\"203.0.113.7\" - - ", "203.0.113.7", "", "", ""), ("- 203.0.113.7 - - ", "203.0.113.7", "", "", ""),
  ]

  @Test(arguments: whatStandsBeforeTheTimeCases)
  func whatStandsBeforeTheTime(head: String, client: String, user: String, host: String, forwarded: String) throws {
    let read = try sniffed("\(head)\(Self.request) \"-\" \"curl/8.1\"")
    #expect(read.text(\.client) == client)
    #expect(read.text(\.user) == user)
    #expect(read.text(\.host) == host)
    #expect(read.text(\.forwarded) == forwarded)
    #expect(read.record.status == 502 && read.text(\.path) == "/cart" && read.text(\.agent) == "curl/8.1")
    #expect(read.time == "2024-06-05T14:00:03.000Z")
  }

  private static let timesBehindTheAgentCases: [(String, Int64, Int64)] = [
    (" 12500", Int64(12_500), Int64(-1)), (" 0/12500", 12_500, -1), (" 2/2012500", 2_012_500, -1),
    (" 0 12500", 12_500, -1),
    (" 12500 0", 12_500, -1), (" 421 1180", -1, -1), (" 1 421 1180", -1, -1), (" 0.012", 12_000, -1),
    (" 0.012 0.010", 12_000, 10_000), (" 421 0.012 [shop-80] [] 10.0.0.7:8080 730 0.011 502 c219f6da", 12_000, 11_000),
    (" 12ms", 12_000, -1), (" 12 ms", 12_000, -1), (" 505.5µs", 505, -1),
    (" 19 \"shop@docker\" \"http://10.0.0.3:80\" 12ms", 12_000, -1),
    (" 203 \"-\" \"-\" 1.5s", 1_500_000, -1),
    (" \"shop.example\" sn=\"s\" rt=0.012 ua=\"-\" urt=\"0.011\" ul=\"17\"", 12_000, 11_000),
  ]

  @Test(arguments: timesBehindTheAgentCases)
  func timesBehindTheAgent(tail: String, latency: Int64, upstream: Int64) throws {
    let read = try sniffed("203.0.113.7 - - \(Self.request) \"-\" \"curl/8.1\"\(tail)")
    #expect(read.record.latency == latency)
    #expect(read.record.upstreamLatency == upstream)
  }

  private static let otherPlacesAndOtherTimesCases: [(String, Int64)] = [
    ("203.0.113.7 - - \(time) (2 s) \"GET /cart HTTP/1.1\" 502 17 \"-\" \"curl/8.1\"", Int64(2_000_000)),
    ("203.0.113.7 - - \(time) 0.012 \"GET /cart HTTP/1.1\" 502 17 \"-\" \"curl/8.1\"", 12_000),
    ("203.0.113.7 - - \(time) shop.example \"GET /cart HTTP/1.1\" 502 17 \"-\" \"curl/8.1\"", -1),
    ("203.0.113.7 - - \(time) \"GET /cart HTTP/1.1\" 502 17 0.0123", 12_300),
    ("203.0.113.7 - - \(time) \"GET /cart HTTP/1.1\" 502 17 421 1180 \"-\" \"curl/8.1\"", -1),
    ("203.0.113.7 - - \(time) \"GET /cart HTTP/1.1\" 502 17 12500 \"-\" \"curl/8.1\"", 12_500),
    (
      "203.0.113.7 - - - [05/Jun/2024:14:00:03 ] shop.example \"GET /cart HTTP/1.1\" 502 17 \"-\" \"a\" + 293 1149 546",
      -1
    ),
    ("203.0.113.7 - - [05/Jun/2024 14:00:03] \"GET /cart HTTP/1.1\" 502 17", -1),
    ("203.0.113.7 - - [05/Jun/2024:14:00:03.000 +0000] \"GET /cart HTTP/1.1\" 502 17 \"-\" \"curl/8.1\"", -1),
    ("203.0.113.7 - - [2024-06-05T14:00:03+00:00] \"GET /cart HTTP/1.1\" 502 17 \"-\" \"curl/8.1\"", -1),
  ]

  @Test(arguments: otherPlacesAndOtherTimesCases)
  func otherPlacesAndOtherTimes(line: String, latency: Int64) throws {
    let read = try sniffed(line)
    #expect(read.record.latency == latency)
    #expect(read.record.status == 502 && read.text(\.path) == "/cart" && read.text(\.client) == "203.0.113.7")
    #expect(read.time == "2024-06-05T14:00:03.000Z")
  }

  private static let flaskCases: [String] = [
    #"INFO:werkzeug:203.0.113.7 - - [05/Jun/2024 14:00:03] "GET /cart HTTP/1.1" 502 -"#,
    "203.0.113.7 - - [05/Jun/2024 14:00:03] \"\u{1B}[35m\u{1B}[1mGET /cart HTTP/1.1\u{1B}[0m\" 502 -",
  ]

  @Test(arguments: flaskCases)
  func flasksServerColoursAndNamesItsLogger(line: String) throws {
    let read = try sniffed(line)
    #expect(read.text(\.client) == "203.0.113.7" && read.text(\.method) == "GET" && read.text(\.path) == "/cart")
    #expect(read.text(\.proto) == "HTTP/1.1" && read.record.status == 502)
  }

  @Test func cPanelWritesTheMonthFirstAndThePortLast() throws {
    let read = try sniffed(
      #"203.0.113.7 - - [06/05/2024:14:00:03 -0000] "GET /cart HTTP/1.1" 502 17 "-" "curl/8.1" "-" "-" 2083"#)
    #expect(read.time == "2024-06-05T14:00:03.000Z" && read.record.latency == -1 && read.record.status == 502)
  }

  @Test func aListBehindTheAgentIsWhomAProxySpeaksFor() throws {
    let read = try sniffed("10.0.0.5 - - \(Self.request) \"-\" \"curl/8.1\" \"198.51.100.9, 203.0.113.7\" 0.012")
    #expect(read.text(\.forwarded) == "198.51.100.9, 203.0.113.7")
    #expect(read.record.latency == 12_000)
    #expect(try sniffed("10.0.0.5 - - \(Self.request) \"-\" \"curl/8.1\" \"-\"").record.forwarded.isEmpty)
    #expect(try sniffed("203.0.113.7 - - \(Self.request) \"-\" \"curl/8.1\" 14:00:03").record.latency == -1)
    // The upstream's address is nobody's word.
    let upstream = try sniffed("10.0.0.5 - - \(Self.request) \"-\" \"curl/8.1\" \"-\" \"10.9.9.9:8080\" 0.012")
    #expect(upstream.record.forwarded.isEmpty && upstream.record.latency == 12_000)
  }

  /// Lines of others that hold a time in brackets.
  private static let linesOfOthersAreNotOfItCases: [String] = [
    "79a59df9 shop \(time) 203.0.113.7 79a59df9 3E57 REST.GET.OBJECT cart \"GET /cart HTTP/1.1\" 200 - 113 - 7 - \"-\" \"a/1\" -",
    "Jun  5 14:00:03 web1 nginx: 203.0.113.7 - - \(request) \"-\" \"curl/8.1\"",
    "web_1  | 203.0.113.7 - - \(request) \"-\" \"curl/8.1\"",
    "<190>203.0.113.7 - - \(request) \"-\" \"curl/8.1\"", "{\"log\":\"203.0.113.7 - - \(request) \"-\" \"curl/8.1\"",
    "203.0.113.7 - - [14:00:03] \"GET /cart HTTP/1.1\" 502 17 \"-\" \"curl/8.1\"",
  ]

  @Test(arguments: linesOfOthersAreNotOfItCases)
  func linesOfOthersAreNotOfIt(line: String) {
    for format in LogFormats.access { #expect(Reading(line, by: format.name) == nil, "\(format.name)") }
  }

  // MARK: JSON

  private static let proxiesAndContentNetworksCases: [(String, String, Int64)] = [
    (
      """
      {"ClientIP":"203.0.113.7","ClientRequestHost":"shop.example","ClientRequestMethod":"GET","ClientRequestURI":"/cart",\
      "EdgeEndTimestamp":1717596003012000000,"EdgeResponseBytes":17,"EdgeResponseStatus":502,\
      "EdgeStartTimestamp":1717596003000000000}
      """, "2024-06-05T14:00:03.012Z", Int64(12_000)
    ),
    (
      """
      {":authority":"shop.example","bytes_sent":17,"downstream_remote_address":"203.0.113.7:59292","duration":12,\
      "method":"GET","path":"/cart","response_code":502,"response_flags":"UF","start_time":"2024-06-05T14:00:03.000Z",\
      "upstream_service_time":"11"}
      """, "2024-06-05T14:00:03.012Z", 12_000
    ),
    (
      """
      {"requestId":"c219","ip":"203.0.113.7","requestTime":"05/Jun/2024:14:00:03 +0000","httpMethod":"GET",\
      "resourcePath":"/cart","status":"502","responseLength":"17"}
      """, "2024-06-05T14:00:03.000Z", -1
    ),
    (
      """
      {"httpRequest":{"requestMethod":"GET","requestUrl":"/cart","status":502,"latency":"0.012s","remoteIp":"203.0.113.7",\
      "responseSize":"17"},"timestamp":"2024-06-05T14:00:03Z","severity":"WARNING"}
      """, "2024-06-05T14:00:03.000Z", 12_000
    ),
  ]

  @Test(arguments: proxiesAndContentNetworksCases)
  func proxiesAndContentNetworks(line: String, time: String, latency: Int64) throws {
    let read = try sniffed(line)
    #expect(read.time == time && read.record.latency == latency)
    #expect(read.text(\.client) == "203.0.113.7" && read.text(\.path) == "/cart" && read.text(\.method) == "GET")
    #expect(read.record.status == 502 && read.record.bytes == 17)
  }

  @Test func anObjectBehindATimeAndAHostIsRead() throws {
    let read = try sniffed(
      """
      2024-06-05T14:00:04.613304+00:00 198.51.100.1  { "timestamp": "2024-06-05T14:00:03+0000", "client_ip": "203.0.113.7", \
      "url": "/cart", "request_method": "GET", "response_status": 502, "response_body_size": 17 }
      """)
    #expect(read.record.status == 502 && read.text(\.path) == "/cart" && read.time == "2024-06-05T14:00:03.000Z")
  }

  // MARK: Servers' own words

  @Test func phpErrors() throws {
    let lines = try #require(FormatSamples.table.first { $0.format == "php-error" }).lines
    let read = try lines.map { try #require(Reading($0, by: "php-error")) }
    #expect(read.map(\.record.severity) == [.error, .warning, .warning, .warning])
    #expect(read[2].text(\.message) == "Undefined variable $cart in /srv/shop/cart.php on line 9")
    #expect(read[3].text(\.message).hasSuffix("cart.php:7"))
  }

  @Test func connectionsThatHAProxyLogsAreMessages() throws {
    let tcp = try #require(
      Reading(
        "203.0.113.7:38862 [05/Jun/2024:14:00:00.123] smtp mail/mx1 0/0/5007 212 -- 0/0/0/0/3 0/0", by: "haproxy-http"))
    #expect(!tcp.record.isRequest && tcp.text(\.client) == "203.0.113.7" && tcp.record.bytes == 212)
    #expect(tcp.text(\.logger) == "mail/mx1")
    #expect(tcp.time == "2024-06-05T14:00:05.130Z" && tcp.record.latency == 5_007_000 && tcp.record.severity == .info)
    let failed = try #require(
      Reading(
        "Jun  5 14:00:01 lb1 haproxy[812]: 203.0.113.7:38862 [05/Jun/2024:14:00:00.123] fe/1: SSL handshake failure",
        by: "haproxy-http"))
    #expect(failed.text(\.client) == "203.0.113.7" && failed.time == "2024-06-05T14:00:01.000Z")
  }

  @Test func connectionsThatHAProxySendsToSyslogAreReadAsThose() throws {
    func read(_ rest: String, by format: String = "haproxy-http") throws -> Reading {
      let line = "Jun  5 14:00:06 lb1 haproxy[123]: 203.0.113.7:51234 [05/Jun/2024:14:00:03.655] front back/\(rest)"
      return try #require(Reading(line, by: format))
    }
    let good = try read("srv1 1/0/2508 212 -- 1/1/1/1/0 0/0")
    #expect(!good.record.isRequest && good.time == "2024-06-05T14:00:06.163Z" && good.record.latency == 2_508_000)
    #expect(good.record.bytes == 212 && good.text(\.logger) == "back/srv1" && good.text(\.client) == "203.0.113.7")
    #expect(good.text(\.host) == "lb1" && good.text(\.service) == "haproxy" && good.record.pid == 123)
    #expect(good.record.severity == .info && good.text(\.code) == "")
    #expect(good.text(\.message).hasPrefix("203.0.113.7:51234 ["))
    let refused = try read("srv1 1/-1/3007 0 SC 1/1/1/1/3 0/0")
    #expect(refused.record.severity == .error && refused.text(\.code) == "SC")
    let nobody = try read("<NOSRV> -1/-1/0 0 -- 1/1/1/1/0 0/0")
    #expect(nobody.record.severity == .error && nobody.text(\.logger) == "back/<NOSRV>")
    #expect(try read("srv1 1/0/2508 212 SD 1/1/1/1/0 0/0").record.severity == .warning)
    #expect(try read("srv1 1/0/2508 212 CD 1/1/1/1/0 0/0").record.severity == .info)
    let nested = try read("srv1 1/-1/3007 0 SC 1/1/1/1/3 0/0", by: "syslog")
    #expect(nested.text(\.code) == "SC" && nested.record.severity == .error && nested.text(\.host) == "lb1")
  }

  @Test func apachesErrorOfTheSystemStandsBeforeTheClient() throws {
    let read = try #require(
      Reading(
        "[Wed Jun 05 14:00:00.056610 2024] [ssl:info] [pid 9:tid 9] (70014)End of file found: [client 203.0.113.7:17036] AH02006: stopped",
        by: "apache-error"))
    #expect(read.text(\.client) == "203.0.113.7")
  }

  private static let durationsWithAUnitCases: [(String, Int64?)] = [
    ("505.317µs", Int64(505)), ("12ms", 12_000), ("1m2.5s", 62_500_000), ("1h0m1s", 3_601_000_000), ("2 ms", 2000),
    ("900ns", 0), ("0s", 0), ("12", nil), ("ms", nil), ("-1ms", nil), ("1x", nil), ("", nil),
  ]

  @Test(arguments: durationsWithAUnitCases)
  func durationsWithAUnit(text: String, micros: Int64?) {
    let bytes = Array(text.utf8)
    #expect(unsafe UnitDuration.microseconds(bytes.span.bytes, 0, bytes.count) == micros)
  }
}
