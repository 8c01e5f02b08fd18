import Records
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (1_709_634_600_123_456, "2024-03-05T10:30:00.123Z"),
    (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000_000, "2000-02-29T00:00:00.000Z"),
  ])
  func writesRFC3339(micros: Int64, text: String) {
    #expect(Timestamp(microseconds: micros).rfc3339 == text)
  }

  @Test(
    arguments: [
      (0, 0), (999_999, 0), (-1, -1), (-1_000_000, -1), (-1_000_001, -2), (Int64.min, -9_223_372_036_855),
    ] as [(Int64, Int64)])
  func secondsAreRoundedTowardsThePast(micros: Int64, second: Int64) {
    #expect(Timestamp(microseconds: micros).second == second)
  }

  @Test func readsZonesAndFractions() {
    #expect(Timestamp(rfc3339: "2024-03-05T12:30:00.5+02:00") == Timestamp(rfc3339: "2024-03-05T10:30:00.500Z"))
    #expect(Timestamp(rfc3339: "2024-03-05T05:30:00-05:00")?.rfc3339 == "2024-03-05T10:30:00.000Z")
    #expect(Timestamp(rfc3339: "2024-13-05T05:30:00Z") == nil)
    #expect(Timestamp(rfc3339: "2024-03-05T05:30:00") == nil)
  }

  @Test func datesGoRoundTrip() {
    for day in stride(from: -200_000, through: 200_000, by: 37) {
      #expect(CivilDate(daysSinceEpoch: day).daysSinceEpoch == day)
    }
  }
}
