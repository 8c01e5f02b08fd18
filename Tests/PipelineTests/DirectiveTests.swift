import Incidents
import LogLab
import Testing

@testable import Pipeline

/// A log whose columns change while it is written: blocks behind a directive are read as it says.
@Suite struct DirectiveTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A minute of records, one a second.
  private static func records(minute: Int, _ write: (String) -> String) -> String {
    (0..<60).map { write("2024-06-05 14:1\(minute):\($0 < 10 ? "0" : "")\($0)") + "\n" }.joined()
  }

  private static let text =
    "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem sc-status c-ip\n"
    + records(minute: 0) { "\($0) GET /cart 200 203.0.113.7" }
    + "#Date: 2024-06-05 14:11:00\n#Fields: date time c-ip sc-status cs-uri-stem time-taken\n"
    + records(minute: 1) { "\($0) 203.0.113.8 502 /lost 45" } + "#Remark: nothing else\n"
    + records(minute: 2) { "\($0) 203.0.113.9 404 /gone 12" }

  @Test(arguments: [262_144, 4096, 300])
  func everyRecordIsReadByItsOwnColumns(readSize: Int) async throws {
    let path = try folder.write("u_ex240605.log", Self.text)
    let found = try await replay([path]) { $0.readSize = readSize }
    let source = try #require(found.coverage.sources.first)
    #expect(source.format == "w3c" && source.service == "iis")
    #expect(source.records == 180 && source.unparsed == 0)
  }

  @Test func aListingNamesThemAll() throws {
    let reading = try RecordReading(RecordReading.Options(paths: [folder.write("u_ex240605.log", Self.text)]))
    var statuses: [Int?] = []
    try reading.run { if case .record(let record, _) = $0 { statuses.append(record.status) } }
    #expect(statuses == [200, 502, 404].flatMap { Array(repeating: $0, count: 60) })
  }
}
