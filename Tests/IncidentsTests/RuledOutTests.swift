import Incidents
import Records
import Testing

@Suite struct RuledOutTests {
  private func hypotheses(_ story: Story) -> Set<String> { Set(story.assembled().ruledOut.map(\.hypothesis)) }

  @Test func whatTheFactsSpeakAgainstIsRuledOut() {
    var story = Story()
    story.noise()
    story.timeouts()
    #expect(
      hypotheses(story) == [
        "traffic surge", "one client", "one route", "a change shortly before", "host resources", "name resolution",
        "certificates",
      ])
  }

  @Test func withoutAJournalNothingIsSaidOfTheHost() {
    var story = Story()
    story.timeouts()
    #expect(hypotheses(story).isDisjoint(with: ["a change shortly before", "host resources"]))
  }

  @Test func withoutMessagesNothingIsSaidOfNamesAndCertificates() {
    #expect(hypotheses(Story()).isDisjoint(with: ["name resolution", "certificates"]))
  }

  @Test func whatWasFoundIsNotRuledOut() {
    var story = Story()
    story.noise()
    story.surge(factor: 3, at: -100)
    story.restart("nginx.service", at: -100)
    story.oomKill("shop-web.service", at: 5)
    story.message("no such host", "app", count: 30)
    story.message("certificate has expired", "app", count: 30)
    story.facts.traffic.worstClientShare = 0.9
    story.facts.traffic.routes.removeLast()
    #expect(hypotheses(story).isEmpty)
  }
}
