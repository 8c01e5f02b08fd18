import Records
import Testing

@testable import Formats

/// The cases of the fault matrix that the formats answer for, by number.
@Suite struct HazardTests {
  @Test func case44LineSeparatorsAndOverlongBytesAreOrdinaryBytes() throws {
    let line = try #require(Reading(#"{"time":"2024-06-05T14:00:00Z","level":"info","msg":"a\#u{2028}b"}"#, by: "json"))
    #expect(line.text(\.message) == "a\u{2028}b")
    let overlong = Array("2024-06-05 14:00:00 INFO a".utf8) + [0xC0, 0xAF, 0xFF]
    var times = TimeReader(zone: .utc, newest: 0)
    var record = LogRecord()
    #expect(unsafe TextLogFormat(timed: true).parse(overlong.span.bytes, &times, into: &record))
    #expect(Int(record.message.end) == overlong.count)
  }

  @Test func case44AByteOrderMarkIsSkipped() {
    let sample = Array("\u{FEFF}2024-06-05 14:00:00.123 UTC [812] LOG:  ready\r\n".utf8)
    #expect(unsafe SampleLines.byteOrderMark(sample.span.bytes) == 3)
    guard case .format(let format) = FormatSniffer(sample).verdict() else {
      Issue.record("no format")
      return
    }
    #expect(format.name == "postgresql")
  }

  @Test func case45AForgedLineInAHeaderIsPartOfIt() throws {
    let forged = #"192.0.2.66 - - [05/Jun/2024:14:00:00 +0000] 'GET /forged HTTP/1.1' 500 1"#
    let json = try #require(
      Reading(
        #"{"time":"2024-06-05T14:00:00Z","ip":"192.0.2.7","method":"GET","uri":"/","status":200,"agent":"\#(forged)"}"#,
        by: "json"))
    #expect(json.record.status == 200)
    #expect(json.text(\.path) == "/")
    let haproxy = try #require(
      Reading(
        "192.0.2.7:5 [05/Jun/2024:14:00:00.123] fe be/a 0/0/0/1/1 200 7 - - ---- 1/1/0/0/0 0/0 {\(forged)} \"GET / HTTP/1.1\"",
        by: "haproxy-http"))
    #expect(haproxy.record.status == 200)
    #expect(haproxy.text(\.client) == "192.0.2.7")
    #expect(haproxy.text(\.path) == "/")
    let nginx = try #require(
      Reading(
        """
        2024/06/05 14:00:00 [error] 1#1: *2 open() "/srv/x, client: 192.0.2.66, server: y" failed (2: No such file), \
        client: 192.0.2.7, server: s, request: "GET /x HTTP/1.1"
        """, by: "nginx-error"))
    #expect(nginx.text(\.client) == "192.0.2.7")
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
    #"{"a":"# + String(repeating: "[", count: 100_000), #"{"a":1,"a":2}"#, #"{"a":1e400}"#, #"{"a":-1e999999999}"#,
    #"{"a":01}"#, #"{"a":.5}"#, #"{"a":"\x"}"#, #"{"a":1"#, #"{"a":1}}"#, #"{"a":1,}"#, "{\"a\":\"\u{1}\"}",
    #"{"a":tru}"#, #"{'a':1}"#, "",
  ])
  func case46MalformedJSONIsNoRecord(line: String) {
    #expect(Reading(line, by: "json") == nil)
  }

  @Test func case46ManyKeysAreStillLookedThroughForOneThatIsThereTwice() {
    let keys = (0..<500).map { "\"k\($0)\":1" }.joined(separator: ",")
    #expect(Reading("{\(keys)}", by: "json") != nil)
    #expect(Reading("{\(keys),\"k499\":1}", by: "json") == nil)
  }

  @Test(arguments: [
    (#""status":999,"rt":0.1"#, Int64(100_000), true), (#""status":200,"rt":-1"#, -1, true),
    (#""status":200,"rt":"0,005""#, -1, true), (#""status":200,"rt":"-""#, -1, false),
    (#""status":200,"rt":"0.005""#, 5000, false), (#""status":200,"rt":"1e300""#, -1, true),
  ])
  func case48ValuesThatCannotBeAreLeftOut(fields: String, latency: Int64, invalid: Bool) throws {
    let read = try #require(
      Reading(#"{"time":"2024-06-05T14:00:00Z","method":"GET","uri":"/",\#(fields)}"#, by: "json"))
    #expect(read.record.latency == latency)
    #expect(read.record.flags.contains(.invalidValue) == invalid)
    #expect(read.record.status == (fields.contains("999") ? 0 : 200))
  }

  @Test func case50ATracebackOfManyLinesIsReadOnce() throws {
    let lines = String(repeating: "  File \"a.py\", line 7, in f\n    f()\n", count: 50_000)
    let read = try #require(
      Reading(
        "2024-06-05 14:00:00 WARNING shop: failed\nTraceback (most recent call last):\n\(lines)RecursionError: too deep",
        by: "text-log"))
    #expect(read.record.severity == .error)
    #expect(read.text(\.code) == "RecursionError")
  }

  @Test func case52BinaryContentIsToldFromText() {
    let lastlog = [UInt8](repeating: 0, count: 292)
    guard case .binary = FormatSniffer(lastlog).verdict() else {
      Issue.record("lastlog is not binary")
      return
    }
    let controls = (0..<600).map { UInt8($0 % 200 + 1) }
    #expect(unsafe SampleLines.areBinary(controls.span.bytes))
    let colours = Array("\u{1B}[31mERROR\u{1B}[0m failed\n".utf8)
    #expect(unsafe !SampleLines.areBinary(colours.span.bytes))
  }
}
