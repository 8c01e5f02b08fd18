import LogLab
import Testing

@testable import Statistics

@Suite struct ServiceRowsTests {
  private static let start: Int64 = 1_717_588_800

  /// One request of a client of its own a second; every tenth fails.
  private func rows(seconds: Int64, capacity: Int = 3_000_000) -> ServiceRows {
    var rows = ServiceRows(capacity: capacity)
    var random = Generator(1)
    for second in 0..<seconds {
      rows.add(
        second: Self.start + second, client: random.next(), failed: second % 10 == 0, slow: false, sluggish: false,
        verySlow: false)
    }
    return rows
  }

  private func clients(_ rows: ServiceRows, _ from: Int64, _ to: Int64) -> (all: Int, affected: Int) {
    var sample = ClientSample()
    rows.collect(from: Self.start + from, to: Self.start + to, into: &sample)
    return (sample.count, sample.affectedCount)
  }

  @Test func countsAreThoseOfTheSeconds() {
    let rows = rows(seconds: 1000)
    let counts = rows.counts(from: Self.start + 100, to: Self.start + 199)
    #expect(counts.requests == 100 && counts.failed == 10)
    #expect(clients(rows, 100, 199) == (100, 10))
    #expect(rows[Self.start - 5].isEmpty && rows[Self.start + 1000].isEmpty)
  }

  @Test func trimmingForgetsWhatIsBeforeAndNothingElse() {
    var rows = rows(seconds: 200_000)
    for second in stride(from: Int64(0), through: 150_000, by: 60) {
      rows.trim(before: Self.start + second, clients: Self.start + second)
    }
    #expect(rows.counts(from: Self.start, to: Self.start + 149_999).requests == 0)
    #expect(rows.counts(from: Self.start, to: Self.start + 199_999).requests == 50_000)
    #expect(clients(rows, 0, 149_999) == (0, 0))
    #expect(clients(rows, 150_000, 199_999).affected == 5000)
    rows.add(second: Self.start + 149_999, client: 1 << 40, failed: true, slow: false, sluggish: false, verySlow: false)
    #expect(rows.counts(from: Self.start, to: Self.start + 199_999).requests == 50_000)
  }

  @Test func trimmingAllLeavesRoomForMore() {
    var rows = rows(seconds: 100)
    rows.trim(before: Self.start + 5000, clients: Self.start + 5000)
    rows.add(second: Self.start + 9000, client: 1 << 40, failed: true, slow: false, sluggish: false, verySlow: false)
    #expect(rows[Self.start + 9000].failed == 1)
    #expect(rows.counts(from: Self.start, to: Self.start + 10_000).requests == 1)
  }

  @Test func moreClientsThanThereIsRoomForAreASample() {
    let rows = rows(seconds: 100_000, capacity: 8192)
    #expect(rows.depth > 0)
    let (all, affected) = clients(rows, 0, 99_999)
    #expect(abs(Double(all) / 100_000 - 1) < 4 * 1.2 / 4096.0.squareRoot())
    #expect(abs(Double(affected) / 10_000 - 1) < 4 * 1.2 / 409.0.squareRoot())
  }

  @Test func aJumpOfYearsTakesNoMemoryForTheTimeBetween() {
    var rows = rows(seconds: 10)
    rows.add(
      second: Self.start + 100_000_000, client: 1 << 40, failed: true, slow: false, sluggish: false, verySlow: false)
    #expect(rows.counts(from: Self.start, to: Self.start + 100_000_001).requests == 1)
  }
}
