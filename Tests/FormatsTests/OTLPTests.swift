import Records
import Testing

@testable import Formats

@Suite struct OTLPTests {
  private static func line(_ service: String, _ records: String...) -> String {
    #"{"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"web1"}},"#
      + #"{"key":"service.name","value":{"stringValue":"\#(service)"}}]},"scopeLogs":[{"scope":{"name":"cart"},"#
      + #""logRecords":[\#(records.joined(separator: ","))]}]}]}"#
  }

  private static func record(_ second: Int, _ severity: Int, _ text: String) -> String {
    #"{"timeUnixNano":"\#(1_717_596_000 + second)250000000","severityNumber":\#(severity),"body":{"stringValue":"\#(text)"}}"#
  }

  private let text =
    [
      OTLPTests.line("shop", OTLPTests.record(0, 9, "ready"), OTLPTests.record(1, 17, "failed")),
      OTLPTests.line("shop"), OTLPTests.line("pay", OTLPTests.record(2, 13, "slow")),
    ].joined(separator: "\n") + "\n"

  @Test func aLineHoldsManyRecordsOfAService() throws {
    let bytes = Array(text.utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else {
      Issue.record("it is not found")
      return
    }
    #expect(format.name == "otlp-json/json")
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    let batch = parser.parse(bytes, offset: 0)
    #expect(batch.messages.map(\.severity) == [.info, .error, .warning])
    #expect(batch.messages.map { batch.services[Int($0.service)] } == ["shop", "shop", "pay"])
    #expect(
      batch.messages.map { Timestamp(microseconds: $0.time).rfc3339 } == [
        "2024-06-05T14:00:00.250Z", "2024-06-05T14:00:01.250Z", "2024-06-05T14:00:02.250Z",
      ])
    #expect(batch.lines == 3)
    #expect(batch.unparsed == 0)
    // Each has a place of its own within the file.
    let places = batch.messages.map { Int($0.offset) }
    #expect(Set(places).count == 3)
    #expect(places.allSatisfy { bytes[$0...].starts(with: Array(#"{"timeUnixNano""#.utf8)) })
  }

  /// Each takes more memory than it has bytes.
  @Test func aLineOfTinyRecordsIsNoFlood() {
    func batch(_ record: String, _ count: Int) -> (lines: Int, crowded: Int) {
      let line = Self.line("shop", [String](repeating: record, count: count).joined(separator: ",")) + "\n"
      let bytes = Array(line.utf8)
      let unwrapped = unsafe UnwrappedLines(
        bytes.span.bytes, count: bytes.count, offset: 0, .otlp, TimeReader(zone: .utc, newest: 1_717_600_000))
      return (unwrapped.lines.count, unwrapped.crowded)
    }
    #expect(batch("{}", 1000) == (1, 0))
    #expect(batch("{ }", 1000) == (1, 0))
    let tiny = batch(#"{"a":1}"#, 6000)
    #expect(tiny.crowded == 1)
    #expect(tiny.lines > 900 && tiny.lines < 1100)
    #expect(batch(Self.record(0, 9, "ready"), 500) == (500, 0))
  }

  @Test(arguments: [
    (#"{"kvlistValue":{"values":[{"key":"msg","value":{"stringValue":"pool empty"}}]}}"#, "pool empty"),
    (
      #"{"kvlistValue":{"values":[{"key":"size","value":{"intValue":"3"}},{"key":"message","value":{"stringValue":"a"}}]}}"#,
      "a"
    ),
    (#"{"stringValue":"pool empty"}"#, "pool empty"),
  ])
  func aBodyMayBeAListOfNamedValues(body: String, message: String) throws {
    let read = try #require(Reading(#"{"timeUnixNano":"1717596000250000000","body":\#(body)}"#, by: "json"))
    #expect(read.text(\.message) == message)
  }

  @Test func theLastLineIsReadAgainWithTheNextBlock() throws {
    let bytes = Array(text.utf8)
    let format = try #require(LogFormats.named("otlp-json/json"))
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    let whole = unsafe parser.wholeRecords(in: bytes.span.bytes)
    #expect(whole == text.utf8.count - text.split(separator: "\n")[2].utf8.count - 1)
  }

  @Test(arguments: [#"{"resourceLogs":7}"#, #"{"resourceLogs":[{"scopeLogs":[]}]}"#, #"{"resourceLogs":[]}"#])
  func linesWithoutRecordsAreBlank(line: String) {
    let bytes = Array((line + "\n").utf8)
    let format = EnvelopeFormat(envelope: .otlp, inner: JSONFormat())
    let batch = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 0)).parse(
      bytes, offset: 0)
    #expect(batch.messages.isEmpty)
    #expect(batch.unparsed == 0)
  }

  @Test(arguments: [#"{"message":"x"}"#, #"{"resourceSpans":[]}"#, "text", "", #"{"resourceLogs":[{"#])
  func otherLinesAreNoLogsOfOpenTelemetry(line: String) {
    let bytes = Array(line.utf8)
    #expect(unsafe EnvelopeOTLP.first(bytes.span.bytes) == nil)
  }

  private func parser(_ text: String) throws -> BlockParser {
    guard case .format(let format) = FormatSniffer(Array(text.utf8)).verdict() else {
      throw EnvelopeTests.NoFormat(text: text)
    }
    return BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
  }

  @Test func aRecordWithoutATimeHasTheOneItWasObservedAt() throws {
    let text = Self.line(
      "shop",
      #"{"timeUnixNano":"0","observedTimeUnixNano":"1717596003250000000","severityNumber":17,"body":{"stringValue":"failed"}}"#
    )
    let batch = try parser(text).parse(Array(text.utf8), offset: 0)
    #expect(batch.messages.map { Timestamp(microseconds: $0.time).rfc3339 } == ["2024-06-05T14:00:03.250Z"])
  }

  @Test func aBatchIsLongerThanOtherRecords() throws {
    let body = String(repeating: "x", count: 1000)
    let line = Self.line("shop", (0..<2000).map { Self.record($0 % 60, 9, "\($0) \(body)") }.joined(separator: ","))
    let parser = try parser(String(line.prefix(FormatSniffer.sampleBytes)))
    #expect(parser.format.name == "otlp-json/json")
    #expect(parser.recordCap > line.utf8.count && line.utf8.count > BlockParser.recordCap)
    let batch = parser.parse(Array(line.utf8), offset: 0)
    #expect(batch.messages.count == 2000 && batch.lines == 1)
  }

  @Test func anObjectMayTakeSeveralLines() throws {
    func pretty(_ second: Int) -> String {
      """
      {
        "resourceLogs": [
          {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeLogs": [
              {
                "logRecords": [
                  {
                    "timeUnixNano": "\(1_717_596_000 + second)250000000",
                    "severityNumber": 17,
                    "body": {"stringValue": "failed"}
                  },
                  \(Self.record(second, 9, "ready"))
                ]
              }
            ]
          }
        ]
      }

      """
    }
    let text = pretty(0) + pretty(1)
    let parser = try parser(text)
    let batch = parser.parse(Array(text.utf8), offset: 0)
    #expect(batch.messages.map(\.severity) == [.error, .info, .error, .info])
    #expect(batch.lines == text.split(separator: "\n").count && batch.unparsed == 0)
    #expect(batch.messages.map { batch.services[Int($0.service)] } == Array(repeating: "shop", count: 4))
    // An object that has not ended is read with the next block.
    let part = pretty(0) + pretty(1).prefix(200)
    #expect(unsafe parser.wholeRecords(in: Array(part.utf8).span.bytes) <= pretty(0).utf8.count)
  }
}
