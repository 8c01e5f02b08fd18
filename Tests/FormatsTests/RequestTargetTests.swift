import Records
import Testing

@testable import Formats

/// What was asked for and by whom, however a server writes it.
@Suite struct RequestTargetTests {
  private static let alb =
    #"http 2024-06-05T14:00:03.250000Z app/shop/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80 0.001 0.040 0.000 502 502 "#
    + #"34 366 "GET TARGET HTTP/1.1" "curl/8.1" - - arn:aws:elasticloadbalancing"#
  private static let elb =
    #"2024-06-05T14:00:03.250000Z shop 203.0.113.7:54106 10.0.1.185:80 0.000043 0.000785 0.000023 200 200 0 612 "#
    + #""GET TARGET HTTP/1.1" "curl/8.1" - -"#
  private static let haproxy =
    #"192.0.2.7:5 [05/Jun/2024:14:00:00.000] fe be/a 0/0/0/1/900 200 7 - - ---- 1/1/0/0/0 0/0 "GET TARGET HTTP/2.0""#
  private static let cloud =
    #"{"httpRequest":{"requestMethod":"GET","requestUrl":"TARGET","status":502},"timestamp":"2024-06-05T14:00:03Z"}"#
  private static let combined =
    #"203.0.113.7 - - [05/Jun/2024:14:00:03 +0000] "GET TARGET HTTP/1.1" 502 17 "-" "curl/8.1""#
  private static let keyed = "time=2024-06-05T14:00:03Z method=GET path=TARGET status=502"

  @Test(arguments: [
    ("aws-alb", alb), ("aws-elb", elb), ("haproxy-http", haproxy), ("json", cloud), ("combined", combined),
    ("logfmt", keyed),
  ])
  func ofAnAbsoluteAddressThePathIsRead(format: String, line: String) throws {
    func read(_ target: String) throws -> Reading {
      try #require(Reading(line.replacing("TARGET", with: target), by: format))
    }
    let absolute = try read("https://shop.example:443/cart?x=1")
    #expect(absolute.text(\.path) == "/cart?x=1" && absolute.text(\.host) == "shop.example")
    let bare = try read("http://anna@shop.example")
    #expect(bare.text(\.path) == "/" && bare.text(\.host) == "shop.example")
    #expect(try read("https://[2001:db8::7]:443/cart").text(\.host) == "2001:db8::7")
    let tunnel = try read("shop.example:443")
    #expect(tunnel.text(\.path) == "shop.example:443" && tunnel.text(\.host) == "")
    #expect(try read("/to?at=https://shop.example/").text(\.path) == "/to?at=https://shop.example/")
    let bytes = Array(absolute.line.utf8)
    #expect(unsafe Route.text(bytes.span.bytes, absolute.record.path) == "/cart")
  }

  @Test func theHostThatALineNamesItselfStays() throws {
    let record = #"{"host":"web1","method":"GET","url":"https://shop.example/cart","status":200}"#
    let read = try #require(Reading(record, by: "json"))
    #expect(read.text(\.host) == "web1" && read.text(\.path) == "/cart")
    let haproxy =
      "Jun  5 14:00:01 lb1 haproxy[8]: " + Self.haproxy.replacing("TARGET", with: "https://shop.example/cart")
    #expect(try #require(Reading(haproxy, by: "haproxy-http")).text(\.host) == "lb1")
  }

  @Test func anIPv4AddressOfAnIPv6SocketIsTheSameClient() throws {
    func clients(_ address: String) throws -> (hash: UInt64?, text: String) {
      let line = #"\#(address) - - [05/Jun/2024:14:00:03 +0000] "GET /cart HTTP/1.1" 502 17 "-" "curl/8.1""#
      let format = try #require(LogFormats.named("combined"))
      let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
      var text = ""
      _ = parser.read(Array(line.utf8), offset: 0) { read in
        text = String(decoding: read.bytes[read.fields.client.range], as: UTF8.self)
      }
      return (parser.parse(Array(line.utf8), offset: 0).requests.first?.client, text)
    }
    let plain = try clients("198.51.100.9")
    #expect(try clients("::ffff:198.51.100.9") == plain && plain.text == "198.51.100.9")
    #expect(try clients("::FFFF:198.51.100.9") == plain)
    #expect(try clients("2001:db8::7").text == "2001:db8::7")
    #expect(try clients("::1").text == "::1")
  }

  @Test(arguments: [
    (#""duration_ns":1500000"#, 1_500), (#""duration_us":1500"#, 1_500), (#""request_time":0.250"#, 250_000),
    (#""duration_ms":12"#, 12_000), (#""duration":0.250"#, 250_000),
    (#""action":"show","request_time":0.250"#, 250_000), (#""format":"html","duration_ns":1500000"#, 1_500),
    (#""action":"show","duration":12.5"#, 12_500), (#""format":"html","duration":12"#, 12_000),
  ])
  func onlyTheDurationOfLogrageCountsMilliseconds(member: String, latency: Int64) throws {
    let line = #"{"controller":"Cart","method":"GET","path":"/cart","status":200,\#(member)}"#
    #expect(try #require(Reading(line, by: "json")).record.latency == latency)
  }

  @Test func onlyTheDurationOfEnvoyCountsMilliseconds() throws {
    func latency(_ member: String) throws -> Int64 {
      let line = #"{"response_flags":"UF","method":"GET","path":"/cart","response_code":502,\#(member)}"#
      return try #require(Reading(line, by: "json")).record.latency
    }
    #expect(try latency(#""duration":12"#) == 12_000)
    #expect(try latency(#""request_time":0.250"#) == 250_000)
    #expect(try latency(#""duration_us":1500"#) == 1_500)
  }
}
