import Incidents
import Records
import Testing

@testable import Drafting

@Suite struct ChartStepsTests {
  private let series = IncidentSeries(
    service: "nginx", from: Timestamp(seconds: 100), stepSeconds: 5, requests: [10, 0, 30, 10, 7],
    failed: [1, 0, 3, 2, 7], p50: [1, nil, 3, 4, 5], p95: [10, nil, .infinity, 40], p99: [])

  @Test func aStepWithoutRequestsHasNoShare() {
    let steps = ChartSteps(series, atMost: 5)
    #expect(steps.failedShare == [0.1, nil, 0.1, 0.2, 1])
    #expect(steps.requests == [10, 0, 30, 10, 7])
    #expect(steps.p95 == [10, nil, nil, 40, nil])
    #expect(steps.p99 == [nil, nil, nil, nil, nil])
  }

  @Test func manyStepsBecomeFewerWideOnes() {
    let steps = ChartSteps(series, atMost: 3)
    #expect((steps.merged, steps.stepSeconds) == (2, 10))
    #expect(steps.failedShare == [0.1, 0.125, 1])
    #expect(steps.p50 == [1, 4, 5])
    // The last step is a half: its count cannot stand beside whole ones.
    #expect(steps.requests == [10, 40, nil])
    #expect(steps.until == Timestamp(seconds: 130))
  }
}
