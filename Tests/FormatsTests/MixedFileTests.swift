import Records
import Testing

@testable import Formats

/// Files whose lines are of several formats.
@Suite struct MixedFileTests {
  private static let access =
    #"203.0.113.7 - - [05/Jun/2024:14:00:03 +0000] "GET /cart HTTP/1.1" 200 12 "-" "curl/8.1""#
  private static let error =
    #"2024/06/05 14:00:04 [error] 812#812: *7 connect() failed, client: 203.0.113.7, server: shop.example"#
  private static let json = #"{"time":"2024-06-05T14:00:05Z","level":"error","msg":"payment failed"}"#
  private static let logfmt = #"time="2024-06-05T14:00:06Z" level=warning msg="slow answer""#
  private static let started =
    #"2024-06-05T14:00:00+00:00 lb haproxy[7]: 203.0.113.7:5001 [05/Jun/2024:14:00:00.000] in be/s1 0/0/1/1999/2000 "#
    + #"502 12 - - ---- 1/1/1/1/0 0/0 "GET /cart HTTP/1.1""#

  private func sniffed(_ lines: [String]) -> String? {
    let bytes = Array(lines.joined(separator: "\n").utf8)
    guard case .format(let format) = unsafe FormatSniffer.sniff(bytes.span.bytes) else { return nil }
    return format.name
  }

  private func parser(_ format: String, isMixed: Bool = true) throws -> BlockParser {
    BlockParser(
      format: try #require(LogFormats.named(format)), service: nil, isMixed: isMixed,
      times: TimeReader(zone: .utc, newest: 1_717_600_000))
  }

  private func formats(_ parser: BlockParser, _ lines: [String]) -> [String?] {
    var found: [String?] = []
    _ = parser.read(Array(lines.joined(separator: "\n").utf8), offset: 0) { found.append($0.format) }
    return found
  }

  @Test func eachLineIsReadByTheFormatItIsOf() throws {
    let lines = [Self.access, Self.error, Self.json, Self.logfmt, Self.access]
    let parser = try parser("combined")
    #expect(formats(parser, lines) == ["combined", "nginx-error", "json", "logfmt", "combined"])
    let batch = parser.parse(Array(lines.joined(separator: "\n").utf8), offset: 0)
    #expect(batch.requests.count == 2)
    #expect(batch.messages.map(\.severity) == [.error, .error, .warning])
    #expect(batch.unparsed == 0)
  }

  @Test func damagedLinesAreOfNoFormat() throws {
    let cut = String(Self.access.prefix(60))
    let lines = [
      Self.access, cut, String(Self.access.suffix(30)), "level=none of nothing", "seen at 2024-06-05T14:00:05Z",
    ]
    #expect(formats(try parser("combined"), lines) == ["combined", nil, nil, nil, nil])
  }

  @Test func aFormatThatTheUserNamedIsTheOnlyOne() throws {
    #expect(formats(try parser("combined", isMixed: false), [Self.access, Self.error]) == ["combined", nil])
  }

  @Test func aRequestIsStampedAsItsOwnFormatStampsIt() throws {
    let haproxy = String(try #require(Self.started.split(separator: ": ", maxSplits: 1).last))
    let batch = try parser("combined").parse(Array("\(Self.access)\n\(haproxy)".utf8), offset: 0)
    // Stamped with its arrival, it took two seconds.
    #expect(batch.requests.map { Timestamp(microseconds: $0.end).rfc3339 }.last == "2024-06-05T14:00:02.000Z")
  }

  @Test func noFormatNeedsToReadHalfOfThem() {
    let lines = (0..<20).flatMap { _ in [Self.json, Self.access, Self.logfmt] }
    #expect(sniffed(lines) != nil)
    #expect(sniffed(lines + (0..<20).map { "lorem ipsum \($0)" }) == nil)
  }

  @Test func linesWithATimeAreOfTheFormatsThatKnowMoreOfThem() {
    let syslog = "Jun  5 14:00:00 web1 cron[812]: job done"
    let lines = (0..<20).flatMap { _ in [Self.access, syslog, syslog] }
    #expect(sniffed(lines) == "syslog")
  }
}
