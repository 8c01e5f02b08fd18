import Glibc
import LogLab
import Testing

@testable import Detection

@Suite struct ShareCusumTests {
  private static let alternatives = [0.02, 0.06, 0.4]

  /// Seconds between the alarms of a share of five events a second, the sums back to zero after each.
  private func alarms(_ share: Double, seconds: Int, threshold: Double, seed: UInt64) -> [Int] {
    var cusum = ShareCusum(alternatives: 3)
    var random = Generator(seed)
    var alarms: [Int] = []
    for second in 0..<seconds {
      var bad = 0
      for _ in 0..<5 where random.chance(share) { bad += 1 }
      if cusum.observe(
        second: Int64(second), events: 5, bad: bad, usual: 0.005, alternatives: Self.alternatives, threshold: threshold)
        != nil
      {
        alarms.append(second)
        cusum.reset()
      }
    }
    return alarms
  }

  /// A sum reaches h by chance at most once in e^h events (Page); there are three sums.
  @Test(arguments: [4.0, 6.0])
  func falseAlarmsAreAsRareAsTheThresholdSays(threshold: Double) {
    let seconds = 60_000
    let bound = 3 * Double(seconds * 5) / exp(threshold)
    #expect(Double(alarms(0.005, seconds: seconds, threshold: threshold, seed: 1).count) <= bound)
  }

  @Test func aThresholdOfPracticeGivesNoFalseAlarmInADay() {
    #expect(alarms(0.005, seconds: 86_400, threshold: 14, seed: 2).isEmpty)
  }

  @Test(arguments: 1...20)
  func aShareThatRoseAlarmsSoon(seed: UInt64) throws {
    #expect(try #require(alarms(0.5, seconds: 60, threshold: 14, seed: seed).first) <= 10)
    #expect(try #require(alarms(0.08, seconds: 600, threshold: 14, seed: seed).first) <= 240)
  }

  @Test func oneSecondAloneDoesNotAlarm() {
    var cusum = ShareCusum(alternatives: 3)
    #expect(
      cusum.observe(
        second: 1, events: 500, bad: 500, usual: 0.005, alternatives: Self.alternatives, threshold: 14) == nil)
  }
}
