import Records
import Testing

@testable import Pipeline

@Suite struct ArrivalDelayTests {
  private func moment(_ seconds: Double) -> Moment {
    Moment(
      wall: Timestamp(microseconds: 1_717_600_000_000_000 + Int64(seconds * 1e6)),
      elapsed: .microseconds(Int64(seconds * 1e6))
    )
  }

  private func time(_ seconds: Double) -> Int64 { moment(seconds).wall.microseconds }

  @Test(arguments: [(0.2, 1), (1.4, 1), (1.6, 2), (4.2, 4), (30.0, 5)] as [(Double, Int64)])
  func theLongestDelayIsWaitedFor(delay: Double, seconds: Int64) {
    var arrival = ArrivalDelay()
    arrival.note(time(100 - delay), now: moment(100))
    arrival.note(time(101), now: moment(101))
    #expect(arrival.lateness(moment(102)) == seconds)
  }

  @Test func aDelayIsForgottenAfterTenMinutes() {
    var arrival = ArrivalDelay()
    arrival.note(time(96), now: moment(100))
    arrival.note(time(699), now: moment(699))
    #expect(arrival.lateness(moment(699)) == 4)
    arrival.note(time(701), now: moment(701))
    #expect(arrival.lateness(moment(701)) == 1)
  }

  /// What was written while nobody read says nothing of how lines arrive.
  @Test func aSourceOfWhichNothingIsKnownIsWaitedForWhileItsLinesCome() {
    var arrival = ArrivalDelay()
    arrival.note(nil, now: moment(100))
    #expect(arrival.lateness(moment(101)) == 5)
    #expect(arrival.lateness(moment(109.9)) == 5)
  }

  @Test func aQuietSourceKeepsNobodyWaiting() {
    var arrival = ArrivalDelay()
    #expect(arrival.lateness(moment(100)) == 1)
    arrival.note(nil, now: moment(100))
    #expect(arrival.lateness(moment(110)) == 1)
  }
}
