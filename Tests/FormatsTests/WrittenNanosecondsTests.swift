import Records
import Testing

@testable import Formats

@Suite struct WrittenNanosecondsTests {
  /// The nanosecond of the second that the first record of a log has.
  private func nanosecond(_ log: String, _ format: String) throws -> [Int?] {
    let format = try #require(LogFormats.named(format))
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    var found: [Int?] = []
    _ = parser.read(Array(log.utf8), offset: 0) { record in
      let time = Timestamp(microseconds: record.fields.time)
      found.append(WrittenNanoseconds.ofSecond(time, beyond: record.nanoseconds))
    }
    return found
  }

  @Test(arguments: [
    ("2024-06-05T14:00:03.123456789Z ERROR no stock", "text-log", 123_456_789),
    ("2024-06-05 14:00:03,1234567 ERROR no stock", "text-log", 123_456_700),
    ("2024-06-05T14:00:03.000000001+02:00 ERROR took 1.2345678 s", "text-log", 1),
    ("2024-06-05T14:00:03.123456Z ERROR took 7.123456789 s", "text-log", 123_456_000),
    ("2024-06-05T14:00:03.1234Z ERROR no stock", "text-log", 123_400_000),
    ("1969-12-31T23:59:58.000250Z ERROR no stock", "text-log", 250_000),
    ("2024-06-05T14:00:03.250Z ERROR no stock", "text-log", nil),
    ("2024-06-05T14:00:03.250000000Z ERROR no stock", "text-log", nil),
    ("2024-06-05 14:00:03.250649 [NOTICE] [1226033] the script was ended", "litespeed-error", 250_649_000),
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

  @Test(arguments: ["03.250Z", "03.123456Z", "03.000000001Z", "03.123456789Z"])
  func explainedWithTheDigitsThatItNeeds(clock: String) throws {
    let line = Array("2024-06-05T14:00:\(clock) ERROR no stock".utf8)
    let format = try #require(LogFormats.named("text-log"))
    let origins = try #require(FieldOrigins(line, by: format, TimeReader(zone: .utc, newest: 0)))
    #expect(origins.origins.first?.field.value == "2024-06-05T14:00:\(clock)")
  }
}
