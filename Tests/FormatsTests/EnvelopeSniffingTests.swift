import Records
import Testing

@testable import Formats

/// Logs that look as if their lines were in envelopes.
@Suite struct EnvelopeSniffingTests {
  private static let stamp = EnvelopeTests.stamp

  private func sniffed(_ lines: [String], end: String = "\n") -> (any LogFormat)? {
    let bytes = Array((lines.joined(separator: "\n") + end).utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else { return nil }
    return format
  }

  private func batch(_ lines: [String]) throws -> RecordBatch {
    let parser = BlockParser(
      format: try #require(sniffed(lines)), service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    return parser.parse(Array((lines.joined(separator: "\n") + "\n").utf8), offset: 0)
  }

  private static func docker(_ count: Int) -> [String] {
    (0..<count).map {
      #"{"log":"203.0.113.9 - - [05/Jun/2024:14:00:0\#($0) +0000] \"GET / HTTP/1.1\" 502 7\n","stream":"stdout","time":"2024-06-05T14:00:0\#($0).25Z"}"#
    }
  }

  private static func cri(_ count: Int) -> [String] {
    (0..<count).map {
      #"2024-06-05T14:00:0\#($0).25Z stdout F 203.0.113.9 - - [05/Jun/2024:14:00:0\#($0) +0000] "GET / HTTP/1.1" 502 7"#
    }
  }

  /// The runtime was killed while it wrote, or writes this moment.
  @Test(arguments: [1, 2, 5, 8])
  func aLineThatIsTornIsAmongThoseOfAContainer(count: Int) throws {
    let torn = #"{"log":"torn"#
    #expect(sniffed(Self.docker(count) + [torn], end: "")?.name == "docker-json/common")
    #expect(sniffed(Self.cri(count) + ["2024-06-05T14:00:0"], end: "")?.name == "cri/common")
    guard count > 2 else { return }
    // It was started again and went on behind it.
    let lines = Self.docker(count - 2) + [torn + Self.docker(1)[0]] + Self.docker(2)
    #expect(sniffed(lines)?.name == "docker-json/common")
    #expect(try batch(lines).requests.count == count)
  }

  /// A host changed from one runtime to another.
  @Test(arguments: [(3, 3), (2, 5), (5, 2)])
  func linesOfTwoRuntimesAreOneLog(docker: Int, cri: Int) throws {
    let lines = Self.docker(docker) + Self.cri(cri)
    #expect(sniffed(lines)?.name == (docker < cri ? "cri" : "docker-json") + "/common")
    let batch = try batch(lines)
    #expect(batch.requests.count == docker + cri)
    #expect(batch.unparsed == 0 && batch.messages.isEmpty)
  }

  @Test func columnsSetOffByTabsAreNoFileOfFluentd() throws {
    let lines = (0..<4).map { "2024-06-05T14:00:0\($0).250+0200\tERROR\tserver/main.go:17\tpayment failed" }
    #expect(sniffed(lines)?.name == "text-log")
    let messages = try batch(lines).messages
    #expect(messages.map(\.severity) == [.error, .error, .error, .error])
    #expect(messages.first.map { Timestamp(microseconds: $0.time).rfc3339 } == "2024-06-05T12:00:00.250Z")
  }

  @Test func timesAreNoServices() throws {
    let lines = (0..<12).map { "\(1_717_596_003 + $0) | ERROR | payment \($0) failed" }
    #expect(sniffed(lines).map { $0 is EnvelopeFormat } != true)
    let few = (0..<12).map { _ in "1717596003 | ERROR | payment failed" }
    #expect(sniffed(few).map { $0 is EnvelopeFormat } != true)
  }

  @Test func namesThatHardlyComeAgainAreNoServices() {
    #expect(sniffed((0..<20).map { "user\($0) | bought a book" }) == nil)
    #expect(sniffed((0..<40).map { "shop\($0 % 8)-1  | ready" })?.name == "compose-logs")
    #expect(sniffed((0..<8).map { "shop\($0 % 4)-1  | ready" })?.name == "compose-logs")
  }

  @Test func wordsAreNoHashesOfPods() {
    for pod in ["web-server-12345", "web-server-x2x9z", "web-7d9f8b5c4d-12345"] {
      #expect(sniffed((0..<4).map { "\(pod) nginx ready \($0)" }).map { $0 is EnvelopeFormat } != true, "\(pod)")
    }
  }

  /// A program writes the time of a record before its first line only, a runtime before each line.
  @Test func aTraceBelowALineWithNineDigitsOfASecondIsPartOfIt() throws {
    let lines =
      Array(repeating: "\(Self.stamp) INFO  com.example.Shop ready", count: 30)
      + [
        "\(Self.stamp) ERROR com.example.Shop payment failed", "java.lang.IllegalStateException: none left",
        "\tat com.example.Pool.take(Pool.java:7)",
      ]
    #expect(sniffed(lines)?.name == "text-log")
    let batch = try batch(lines)
    #expect(batch.unparsed == 0)
    #expect(batch.messages.count == 31)
    #expect(batch.messages.last?.lines == 3)
    #expect(batch.messages.last?.severity == .error)
  }

  @Test func aLineThatIsStillWrittenSaysNothingOfTheOthers() {
    let lines = Array(repeating: "\(Self.stamp) ready", count: 4)
    #expect(sniffed(lines + ["2024-06-05T14:0"], end: "")?.name == "stamped-lines")
    #expect(sniffed(lines + ["2024-06-05T14:0"])?.name != "stamped-lines")
  }
}
