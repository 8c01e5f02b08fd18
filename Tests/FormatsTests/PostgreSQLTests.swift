import Records
import Testing

@testable import Formats

@Suite struct PostgreSQLTests {
  /// Prefixes as `log_line_prefix` makes them, each with user, process and client where it has them.
  @Test(arguments: [
    ("2024-06-05 14:00:03.250 UTC [812] shop@orders ", "shop", 812, ""),
    ("2024-06-05 14:00:03.250 UTC [812-3] [unknown]@[unknown] ", "", 812, ""),
    ("2024-06-05 14:00:03.250 UTC:203.0.113.7(40123):shop@orders:[812]:", "shop", 812, "203.0.113.7"),
    ("2024-06-05 14:00:03.250 UTC::@:[812]:", "", 812, ""),
    ("203.0.113.7(40123) 812 2024-06-05 14:00:03.250 UTC shop ", "", 812, "203.0.113.7"),
    ("2001:db8::7(40123) [812] 2024-06-05 14:00:03.250 UTC shop@orders ", "shop", 812, "2001:db8::7"),
    ("[812] shop@orders 2024-06-05 14:00:03.250 UTC: ", "shop", 812, ""),
    ("user=shop,db=orders,app=psql,client=203.0.113.7 2024-06-05 14:00:03.250 UTC ", "shop", -1, "203.0.113.7"),
    ("1717596003.250 [812] shop@orders ", "shop", 812, ""),
    ("[2024-06-05 14:00:03.250 UTC] [812] ", "", 812, ""),
    ("812 2024-06-05 14:00:03.250 UTC shop@orders 203.0.113.7(40123) ", "shop", 812, "203.0.113.7"),
  ])
  func aPrefixMayBeAnything(prefix: String, user: String, pid: Int, client: String) throws {
    let line = prefix + "ERROR:  relation \"cart\" does not exist at character 15"
    let read = try #require(Reading(line, by: "postgresql"))
    #expect(read.time == "2024-06-05T14:00:03.250Z")
    #expect(read.text(\.user) == user)
    #expect(read.record.pid == Int32(pid))
    #expect(read.text(\.client) == client)
    #expect(read.text(\.code) == "")
    #expect(read.record.severity == .error)
    #expect(read.text(\.message) == "relation \"cart\" does not exist at character 15")
    // The lines of such a file begin records, those behind a tab do not.
    #expect(PostgreSQLTests.begins(line))
    #expect(!PostgreSQLTests.begins("\tERROR:  no"))
  }

  private static func begins(_ line: String) -> Bool {
    let bytes = Array(line.utf8)
    return unsafe PostgreSQLFormat().startsRecord(bytes.span.bytes)
  }

  @Test(arguments: ["shop ERROR:  no time", "2024-06-05 14:00:03 UTC ERROR: one blank", "14:00:03 LOG:  no date"])
  func aLineWithoutATimeOrALevelIsNone(line: String) { #expect(Reading(line, by: "postgresql") == nil) }

  @Test func csvTextMayHoldLineEndsAndQuotes() throws {
    let lines = try #require(FormatSamples.table.first { $0.format == "postgresql-csv" }).lines
    let failed = try #require(Reading(lines[0], by: "postgresql-csv"))
    #expect(failed.time == "2024-06-05T14:00:03.250Z")
    #expect(failed.record.severity == .error)
    #expect(failed.text(\.code) == "42P01")
    #expect(failed.text(\.user) == "shop")
    #expect(failed.text(\.client) == "203.0.113.7")
    #expect(failed.record.pid == 812)
    #expect(failed.text(\.statement) == "SELECT *\nFROM cart\nWHERE id = 7")
    let slow = try #require(Reading(lines[2], by: "postgresql-csv"))
    #expect(slow.record.duration == 4_071_491)
    #expect(slow.text(\.statement) == "SELECT 1")
    let batch = BlockParser(
      format: PostgreSQLCSVFormat(), service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000)
    ).parse(Array(lines.joined(separator: "\n").utf8), offset: 0)
    #expect(batch.messages.map(\.lines) == [3, 1, 1])
    #expect(batch.unparsed == 0)
  }

  @Test(arguments: [
    "2024-06-05 14:00:03.250 UTC,\"shop", "2024-06-05 14:00:03.250 UTC,a,b", "2024-06-05 14:00:03,250 text",
    "2024-06-05 14:00:03.250 UTC,,,x,,,,,,,,LOG,00000,\"\"", "2024-06-05 14:00:03.250 UTC,,,9,,,,,,,,LOUD,00000,\"\"",
  ])
  func otherCommaSeparatedTextIsNone(line: String) { #expect(Reading(line, by: "postgresql-csv") == nil) }

  @Test func jsonlogIsPostgreSQLs() throws {
    let line =
      #"{"timestamp":"2024-06-05 14:00:04.250 UTC","pid":9,"error_severity":"ERROR","message":"deadlock detected"}"#
    let text = Array((line + "\n" + line + "\n").utf8)
    guard case .format(let format) = FormatSniffer(text).verdict() else {
      Issue.record("it is not found")
      return
    }
    #expect(format.name == "postgresql-json")
    #expect(format.service == "postgresql")
    #expect(Reading(line, by: "postgresql-json")?.record.severity == .error)
    #expect(Reading(#"{"time":"2024-06-05T14:00:04Z","level":"error"}"#, by: "postgresql-json") == nil)
  }

  @Test func jsonlogIsReadByItsKeys() throws {
    let read = try #require(
      Reading(
        #"{"timestamp":"2024-06-05 14:00:04.250 UTC","user":"shop","pid":9,"remote_host":"203.0.113.7","#
          + #""error_severity":"LOG","state_code":"00000","message":"duration: 4071.491 ms  statement: SELECT 1"}"#,
        by: "json"))
    #expect(read.record.duration == 4_071_491)
    #expect(read.text(\.statement) == "SELECT 1")
    #expect(read.text(\.client) == "203.0.113.7")
    #expect(read.record.severity == .info)
  }

  @Test(arguments: [("-03", "17"), ("+07", "07"), ("+0530", "08:30")])
  func zonesOfHoursAloneAreRead(zone: String, hour: String) throws {
    let read = try #require(
      Reading("2024-06-05 14:00:03.123 \(zone) [812] anna@shop LOG:  checkpoint starting: time", by: "postgresql"))
    let time = hour.contains(":") ? hour : hour + ":00"
    #expect(read.time == "2024-06-05T\(time):03.123Z")
    #expect(read.record.pid == 812)
  }

  @Test(arguments: ["", "2024-06-05 14:00:03.100 UTC [812] anna@shop "])
  func behindSyslogsHeaderTheNumberOfAMessageIsNoProcess(prefix: String) throws {
    let line = "Jun  5 14:00:03 db1 postgres[812]: [5-1] \(prefix)ERROR:  deadlock detected"
    #expect(Reading(line, by: "postgresql") == nil)
    let read = try #require(Reading(line, by: "syslog"))
    #expect(read.record.severity == .error && read.record.pid == 812 && read.record.client.isEmpty)
    #expect(read.text(\.message) == "deadlock detected")
  }
}
