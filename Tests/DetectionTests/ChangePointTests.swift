import LogLab
import Testing

@testable import Detection

@Suite struct ChangePointTests {
  /// Ten requests a second, of which a share fails from one second to another.
  private func counts(_ share: Double, from: Int64, to: Int64, usual: Double, seed: UInt64) -> (Int64) -> (
    events: Int, bad: Int
  ) {
    var random = Generator(seed)
    let bad = (0..<1000 as Range<Int64>).map { second in
      (0..<10).reduce(0) { sum, _ in sum + (random.chance(second >= from && second < to ? share : usual) ? 1 : 0) }
    }
    return { (10, bad[Int($0)]) }
  }

  @Test(arguments: 1...20)
  func aChangeIsDatedToItsSecond(seed: UInt64) {
    let counts = counts(0.5, from: 700, to: 900, usual: 0.01, seed: seed)
    let onset = ChangePoint.onset(from: 0, to: 720, usual: 0.01, counts: counts)
    #expect(abs(onset.second - 700) <= 1)
    #expect(abs(onset.share - 0.5) < 0.12)
    let end = ChangePoint.end(from: onset.second, to: 999, usual: 0.01, during: onset.share, counts: counts)
    #expect(abs(end.second - 899) <= 1)
    #expect(end.fall > 20)
  }

  @Test(arguments: 1...20)
  func aWeakChangeIsDatedWithinSeconds(seed: UInt64) {
    let counts = counts(0.08, from: 600, to: 1000, usual: 0.01, seed: seed)
    #expect(abs(ChangePoint.onset(from: 0, to: 720, usual: 0.01, counts: counts).second - 600) <= 25)
  }

  @Test func aShareThatLastsHasNotFallen() {
    let counts = counts(0.4, from: 600, to: 1000, usual: 0.01, seed: 1)
    #expect(ChangePoint.end(from: 600, to: 999, usual: 0.01, during: 0.4, counts: counts).fall < 5)
  }

  @Test func nothingBadIsDatedToTheEnd() {
    let onset = ChangePoint.onset(from: 0, to: 100, usual: 0.01) { _ in (10, 0) }
    #expect(onset.second == 100)
  }
}
