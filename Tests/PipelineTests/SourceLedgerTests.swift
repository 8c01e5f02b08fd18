import Foundation
import Incidents
import Records
import Testing

@testable import Pipeline

@Suite struct SourceLedgerTests {
  private func gap(_ number: Int) -> CoverageGap {
    CoverageGap(
      from: number == 0 ? nil : Timestamp(seconds: Int64(number)), to: Timestamp(seconds: Int64(number + 1)),
      reason: "gap \(number)", lost: number % 2 == 0 ? 10 : nil)
  }

  private func ledger(gaps: Int) -> SourceLedger {
    var ledger = SourceLedger(name: "a.log", format: "", service: "")
    for number in 0..<gaps { ledger.note(gap(number)) }
    return ledger
  }

  @Test func asManyGapsAsAPersonReadsAreKeptEach() {
    #expect(ledger(gaps: 100).coverage.gaps == (0..<100).map(gap))
    #expect(ledger(gaps: 100).gapCount == 100)
  }

  @Test func theOldestGapsBecomeOneThatSaysHowManyAndHowMuchIsLost() throws {
    let one = ledger(gaps: 101).coverage.gaps
    #expect(one.count == 101 && one[0].reason == "an earlier gap" && one[0].lost == 10)
    let many = ledger(gaps: 100_000)
    let found = try JSONDecoder().decode(SourceLedger.self, from: JSONEncoder().encode(many)).coverage.gaps
    #expect(found.count == 101 && many.gapCount == 100_000)
    #expect(
      found[0]
        == CoverageGap(
          from: Timestamp(seconds: 1), to: Timestamp(seconds: 99_900), reason: "99900 earlier gaps", lost: 499_500))
    #expect(found[1].reason == "gap 99900" && found[100].reason == "gap 99999")
  }
}
