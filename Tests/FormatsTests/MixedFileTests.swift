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
    guard case .format(let format) = FormatSniffer(bytes).verdict() else { return nil }
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

  /// Any text takes what follows a line for a part of it; what is told by its fields stays what it is.
  @Test func strayLinesMakeNoLogAText() {
    let apache = "[Wed Jun 05 14:00:03.250000 2024] [core:crit] [pid 812] AH00051: child pid 7 exit signal"
    #expect(sniffed([apache, apache, apache, "sh: 1: convert: not found"]) == "apache-error")
    let time = "2024-06-05T14:00:03.250Z"
    let deploy = ["\(time) database ready", "\(time) deploy start: shop 1.4.1", "\(time) deploy: 1 now 1.4.1"]
    #expect(sniffed(deploy + deploy) == "text-log")
  }

  @Test func linesWithATimeAreOfTheFormatsThatKnowMoreOfThem() {
    let syslog = "Jun  5 14:00:00 web1 cron[812]: job done"
    let lines = (0..<20).flatMap { _ in [Self.access, syslog, syslog] }
    #expect(sniffed(lines) == "syslog")
  }

  /// A server's own log and its access lines on one standard output, as in a container.
  private static let server = """
    [2024-06-05 14:00:00 +0000] [812] [INFO] Booting worker with pid: 812
    203.0.113.7 - - [05/Jun/2024:14:00:01 +0000] "GET /cart HTTP/1.1" 200 12 "-" "curl/8.1"
    [2024-06-05 14:00:02 +0000] [812] [ERROR] Error handling request /pay
    Traceback (most recent call last):
      File "/srv/shop/pay.py", line 7, in pay
    ValueError: no amount
    203.0.113.7 - - [05/Jun/2024:14:00:02 +0000] "POST /pay HTTP/1.1" 500 0 "-" "curl/8.1"
    {"time":"2024-06-05T14:00:03Z","level":"warn","msg":"queue is long"}
    203.0.113.7 - - [05/Jun/2024:14:00:03 +0000] "GET /cart HTTP/1.1" 200 12 "-" "curl/8.1"

    """

  @Test(arguments: [1, 4]) func accessLinesAmongTracesAreRequestsAndTheTracesAreWhole(access: Int) throws {
    let more = String(repeating: Self.access + "\n", count: access)
    let text = String(repeating: Self.server + more, count: 20)
    let bytes = Array(text.utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else {
      Issue.record("no format")
      return
    }
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    let batch = parser.parse(bytes, offset: 0)
    #expect(batch.unparsed == 0)
    #expect(batch.requests.count == 20 * (3 + access))
    #expect(batch.messages.map(\.lines).max() == 4)
    #expect(batch.messages.count == 60)
  }

  /// Wherever a block is cut, at the places that the parser names, the records are the same.
  @Test func whereBlocksAreCutDoesNotMatter() throws {
    let parser = try parser("text-log")
    let bytes = Array(String(repeating: Self.server, count: 3).utf8)
    var whole: [ByteRange] = []
    _ = parser.read(bytes, offset: 0) { whole.append($0.line) }
    for size in stride(from: 100, to: bytes.count, by: 37) {
      let cut = unsafe parser.wholeRecords(in: bytes.span.bytes.extracting(0..<size))
      guard cut > 0 else { continue }
      var found: [ByteRange] = []
      _ = parser.read(Array(bytes[..<cut]), offset: 0) { found.append($0.line) }
      _ = parser.read(Array(bytes[cut...]), offset: UInt64(cut)) { found.append($0.line.shifted(by: cut)) }
      #expect(found == whole, "cut at \(cut)")
    }
  }
}
