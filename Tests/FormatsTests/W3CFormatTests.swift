import Records
import Testing

@testable import Formats

@Suite struct W3CFormatTests {
  private func format(_ head: String) throws -> W3CFormat { try #require(W3CFormat(identifier: head)) }

  private func read(_ line: String, _ format: any LogFormat, zone: ZoneRules = .utc) -> (
    LogRecord, (ByteRange) -> String
  )? {
    let bytes = Array(line.utf8)
    var times = TimeReader(zone: zone, newest: 1_717_600_000)
    var record = LogRecord()
    guard unsafe format.parse(bytes.span.bytes, &times, into: &record) else { return nil }
    return (record, { String(decoding: bytes[$0.range], as: UTF8.self) })
  }

  private func sniffed(_ text: String) throws -> BlockParser {
    let bytes = Array(text.utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else {
      throw Unread()
    }
    return BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
  }

  private struct Unread: Error {}

  private static let first = """
    #Software: Microsoft Internet Information Services 10.0
    #Version: 1.0

    #Date: 2024-06-05 14:00:00
    #Fields: date time cs-method cs-uri-stem sc-status time-taken c-ip
    2024-06-05 14:00:03 GET /cart 502 45 203.0.113.7

    """
  private static let second = """
    #Fields: date time c-ip sc-status cs-uri-stem
    2024-06-05 14:00:04 203.0.113.8 404 /lost

    """
  private static let third = "2024-06-05 14:00:05 203.0.113.9 200 /found\n"

  @Test func timesAloneGoOnBehindMidnight() throws {
    let text = """
      #Date: 2024-06-05 22:00:00
      #Fields: time cs-method cs-uri-stem sc-status c-ip
      21:59:58 GET /cart 200 203.0.113.7
      22:00:03 GET /cart 200 203.0.113.7
      23:59:59 GET /cart 200 203.0.113.7
      00:00:01 GET /cart 200 203.0.113.7

      """
    let batch = try sniffed(text).parse(Array(text.utf8), offset: 0)
    #expect(
      batch.requests.map { Timestamp(microseconds: $0.end).rfc3339 } == [
        "2024-06-05T21:59:58.000Z", "2024-06-05T22:00:03.000Z", "2024-06-05T23:59:59.000Z", "2024-06-06T00:00:01.000Z",
      ])
  }

  @Test func aDirectiveInTheMiddleChangesTheColumns() throws {
    let text = Self.first + Self.second + Self.third
    let parser = try sniffed(text)
    let batch = parser.parse(Array(text.utf8), offset: 0)
    #expect(batch.requests.map(\.status) == [502, 404, 200])
    #expect(batch.unparsed == 0)
    let clients = Set(batch.requests.map(\.client))
    #expect(clients.count == 3)
    var listed: [String?] = []
    _ = parser.read(Array(text.utf8), offset: 0) { listed.append($0.format) }
    #expect(listed == ["w3c", "w3c", "w3c"])
  }

  @Test func blocksBehindADirectiveAreReadAsItSays() throws {
    let parser = try sniffed(Self.first)
    let behind = parser.behind(Array((Self.first + Self.second).utf8))
    #expect(behind.format.identifier != parser.format.identifier)
    #expect(behind.parse(Array(Self.third.utf8), offset: 900).requests.map(\.status) == [200])
    #expect(behind.behind(Array(Self.third.utf8)).format.identifier == behind.format.identifier)
    #expect(LogFormats.named(behind.format.identifier)?.identifier == behind.format.identifier)
  }

  @Test func aFileWithoutAHeadTakesALaterOne() throws {
    let text =
      "2024-06-05 14:00:02 10.0.0.5 GET /a - 443 - 203.0.113.7 curl/8.1 - 200 0 0 12\n" + Self.second + Self.third
    let parser = try sniffed(String(text.prefix { $0 != "#" }))
    #expect(parser.format.name == "iis")
    let batch = parser.parse(Array(text.utf8), offset: 0)
    #expect(batch.requests.map(\.status) == [200, 404, 200])
    #expect(batch.unparsed == 0)
  }

  /// Microsoft's servers write milliseconds: who wrote the lines is said before the columns are named.
  @Test func aFileWithoutAHeadKnowsWhatEachDirectiveSays() throws {
    let old = "2024-06-05 14:00:02 10.0.0.5 GET /a - 443 - 203.0.113.7 curl/8.1 - 200 0 0 12\n"
    let software = "#Software: Microsoft Internet Information Services 10.0\n#Date: 2024-06-06 00:00:00\n\n"
    let fields = "#Fields: time c-ip sc-status time-taken\n"
    let line = "14:00:04 203.0.113.8 404 45\n"
    let parser = try sniffed(old)
    let end = Timestamp(seconds: 1_717_682_404).microseconds
    let batch = parser.parse(Array((old + software + fields + line).utf8), offset: 0)
    #expect(batch.requests.map(\.latency) == [12_000, 45_000] && batch.requests.last?.end == end)
    // The same where blocks end between the directives, or another run goes on there.
    let behind = parser.behind(Array((old + software).utf8))
    #expect(behind.format.name == "iis")
    let again = try #require(LogFormats.named(behind.format.identifier))
    #expect(again.identifier == behind.format.identifier)
    let times = TimeReader(zone: .utc, newest: 1_717_600_000)
    for parser in [behind, BlockParser(format: again, service: nil, times: times)] {
      let request = parser.parse(Array((fields + line).utf8), offset: 900).requests.first
      #expect(request?.latency == 45_000 && request?.end == end)
    }
  }

  @Test func aDateCountsForColumnsThatAreNamedLater() throws {
    let head = "#Date: 2024-06-05 14:00:00\n#Fields: date time c-ip sc-status cs-uri-stem\n"
    let dated = "2024-06-05 14:00:03 203.0.113.7 502 /cart\n"
    let date = "#Date: 2024-06-06 00:00:00\n"
    let fields = "#Fields: time c-ip sc-status cs-uri-stem\n"
    let line = "14:00:04 203.0.113.8 404 /lost\n"
    let parser = try sniffed(head + dated)
    let end = Timestamp(seconds: 1_717_682_404).microseconds
    #expect(parser.parse(Array((head + dated + date + fields + line).utf8), offset: 0).requests.last?.end == end)
    let behind = parser.behind(Array((head + dated + date).utf8))
    let again = try format(behind.format.identifier)
    for format in [behind.format, again] {
      let next = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
      #expect(next.parse(Array((fields + line).utf8), offset: 900).requests.first?.end == end)
    }
  }

  @Test func aDirectiveBehindAByteOrderMarkCountsForTheNextBlock() throws {
    let parser = try sniffed("2024-06-05 14:00:02 10.0.0.5 GET /a - 443 - 203.0.113.7 curl/8.1 - 200 0 0 12\n")
    let behind = parser.behind(Array(("\u{FEFF}" + Self.second).utf8))
    #expect(behind.format.name == "w3c")
    #expect(behind.parse(Array(Self.third.utf8), offset: 900).requests.map(\.status) == [200])
  }

  @Test func columnsInQuotesMayHoldBlanksAndQuotes() throws {
    let format = try format(
      "#Software: IIS Advanced Logging Module\n#Fields: date-local time-local c-ip cs(User-Agent) s-note sc-status TimeTakenMS"
    )
    let (record, text) = try #require(
      read(
        #"2024-06-05 14:00:03.250 "203.0.113.7" "Shop/5.0 (a; ""b"")" " ""x"" " 502 45"#, format,
        zone: ZoneRules(fixed: 7200)))
    #expect(record.status == 502 && record.latency == 45_000)
    #expect(text(record.client) == "203.0.113.7" && text(record.agent) == #"Shop/5.0 (a; ""b"")"#)
    #expect(Timestamp(microseconds: record.time).rfc3339 == "2024-06-05T12:00:03.250Z")
  }

  @Test func aLineWithOnlyATimeIsOfTheDateAbove() throws {
    let format = try format("#Date: 2024-06-05 00:00:00\n#Fields: time c-ip cs-uri sc-status")
    let (record, _) = try #require(read("14:00:03 203.0.113.7 /cart 502", format))
    #expect(Timestamp(microseconds: record.time).rfc3339 == "2024-06-05T14:00:03.000Z")
    #expect(read("25:00:03 203.0.113.7 /cart 502", format) == nil)
  }

  /// The draft says seconds; Microsoft's servers write milliseconds.
  @Test(arguments: [
    ("#Software: Netscaler Web Logging(NSWL)\n", Int64(45_000_000), "netscaler"),
    ("#Software: Microsoft Internet Information Services 10.0\n", 45_000, "iis"), ("", 45_000_000, "web"),
  ])
  func whoWroteItSaysWhatATimeIsMeasuredIn(head: String, latency: Int64, service: String) throws {
    let format = try format(head + "#Fields: date time c-ip sc-status time-taken")
    let (record, _) = try #require(read("2024-06-05 14:00:03 203.0.113.7 502 45", format))
    #expect(record.latency == latency)
    #expect(format.service == service)
  }

  @Test func zeeksTablesAreSeparatedByTabsAlone() throws {
    let text = """
      #separator \\x09
      #set_separator\t,
      #path\thttp
      #fields\tts\tuid\tid.orig_h\tmethod\thost\turi\tuser_agent\tstatus_code\ttags
      #types\ttime\tstring\taddr\tstring\tstring\tstring\tstring\tcount\tset[enum]
      1717596003.250000\tCx7\t203.0.113.7\tGET\tshop.example\t/cart\tShop/5.0 (a; b)\t502\t
      #close\t2024-06-05-15-00-00

      """
    let parser = try sniffed(text)
    #expect(parser.format.name == "zeek")
    let batch = parser.parse(Array(text.utf8), offset: 0)
    #expect(batch.requests.map(\.status) == [502] && batch.unparsed == 0)
    let line = "1717596003.250000\tCx7\t203.0.113.7\tGET\tshop.example\t/cart\tShop/5.0 (a; b)\t502\t"
    let (record, values) = try #require(read(line, parser.format))
    #expect(Timestamp(microseconds: record.time).rfc3339 == "2024-06-05T14:00:03.250Z")
    #expect(values(record.agent) == "Shop/5.0 (a; b)" && values(record.host) == "shop.example")
  }

  @Test(arguments: [
    "2024-06-05 14:00:03 203.0.113.7 502", "2024-06-05 14:00:03 203.0.113.7 502 /a more", "",
    "2024-06-05 14:00:03 shop 502 /a", "2024-06-05 14:00:03 203.0.113.7 abc /a", "#Remark: none",
    "2024-13-05 14:00:03 203.0.113.7 502 /a", #"2024-06-05 14:00:03 "203.0.113.7 502 /a"#,
  ])
  func aLineWithOtherColumnsIsNotOfIt(line: String) throws {
    #expect(read(line, try format("#Fields: date time c-ip sc-status cs-uri-stem")) == nil)
  }

  @Test func theClientMayBeTheOneThatAProxySpeaksFor() throws {
    let format = try format("#Fields: \"date\" time s-xff sc-status cs-uri".replacing("\"", with: ""))
    let (record, text) = try #require(read(#""2024-06-05" "14:00:03" "203.0.113.7" "502" "shop.example/cart""#, format))
    #expect(text(record.forwarded) == "203.0.113.7" && record.status == 502)
    #expect(Timestamp(microseconds: record.time).rfc3339 == "2024-06-05T14:00:03.000Z")
  }
}
