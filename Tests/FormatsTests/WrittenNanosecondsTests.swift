import Records
import Testing

@testable import Formats

@Suite struct WrittenNanosecondsTests {
  /// The nanosecond of the second that the first record of a log has.
  private func nanosecond(_ log: String, _ format: String) throws -> [Int?] {
    let format = try #require(LogFormats.named(format))
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    var found: [Int?] = []
    _ = parser.read(Array(log.utf8), offset: 0) { found.append($0.nanosecond) }
    return found
  }

  @Test(arguments: [
    ("2024-06-05T14:00:03.123456789Z ERROR no stock", "text-log", 123_456_789),
    ("2024-06-05 14:00:03,1234567 ERROR no stock", "text-log", 123_456_700),
    ("2024-06-05T14:00:03.000000001+02:00 ERROR took 1.2345678 s", "text-log", 1),
    ("2024-06-05T14:00:03.123456Z ERROR took 7.123456789 s", "text-log", nil),
    ("2024-06-05T14:00:03.250Z ERROR no stock", "text-log", nil),
    (#"{"time":1717596003123456789,"level":"error","msg":"no stock"}"#, "json", 123_456_789),
    (#"{"ts":1717596003.1234567,"level":"error","msg":"no stock"}"#, "json", 123_456_700),
    (
      #"{"log":"ERROR no stock\n","stream":"stderr","time":"2024-06-05T14:00:03.123456789Z"}"#, "docker-json",
      123_456_789
    ),
    ("2024-06-05T14:00:03.123456789Z stderr F ERROR no stock", "cri", 123_456_789),
  ])
  func whatALineWritesBeyondMicrosecondsIsKnown(line: String, format: String, expected: Int?) throws {
    let found = try nanosecond(line + "\n", format)
    #expect(found == [expected])
  }

  @Test func explainedInFull() throws {
    let line = Array("2024-06-05T14:00:03.123456789Z ERROR no stock".utf8)
    let format = try #require(LogFormats.named("text-log"))
    let origins = try #require(FieldOrigins(line, by: format, TimeReader(zone: .utc, newest: 0)))
    #expect(origins.origins.first?.field.value == "2024-06-05T14:00:03.123456789Z")
  }
}
