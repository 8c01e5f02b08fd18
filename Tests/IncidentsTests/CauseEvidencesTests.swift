import Testing

@testable import Incidents

@Suite struct CauseEvidencesTests {
  @Test func everyKindOfTheContractHasItsEvidence() {
    let kinds = CauseEvidences.all.reduce(into: Set<CauseKind>()) { $0.formUnion($1.kinds) }
    #expect(kinds == Set(CauseKind.allCases))
    #expect(CauseEvidences.all.reduce(0) { $0 + $1.kinds.count } == kinds.count)
  }

  @Test func evidenceGivesOnlyItsOwnKindAndNothingFromNothing() {
    var story = Story()
    for evidence in CauseEvidences.all { #expect(evidence.candidates(story.facts).isEmpty) }
    story.noise()
    story.timeouts()
    story.deploy("shop-web.service", "shop-web", "1.0", at: -60)
    story.oomKill("shop-web.service", at: 5)
    story.message("too many clients already", "postgres", count: 50)
    for evidence in CauseEvidences.all {
      #expect(evidence.candidates(story.facts).allSatisfy { evidence.kinds.contains($0.kind) })
    }
  }
}
