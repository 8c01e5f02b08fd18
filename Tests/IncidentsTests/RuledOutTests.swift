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

  private func logs(_ logs: (requests: Int, failed: Int, slow: Int)...) -> Story {
    var story = Story()
    story.facts.impact.logs =
      logs.enumerated().map { index, log in
        LogImpact(
          service: "shop", source: "web\(index + 1)/access.log", requests: log.requests, failed: log.failed,
          slow: log.slow)
      }.worstFirst
    return story
  }

  @Test func whatStandsInTheLogsOfSeveralHostsIsNotOnes() throws {
    let story = logs((1000, 90, 10), (2000, 150, 50), (1000, 100, 20))
    let found = try #require(story.assembled().ruledOut.first { $0.hypothesis == "one log" })
    #expect(
      found.finding
        == "Failed or slow requests of shop stand in 3 of 3 logs; web2/access.log has the most, 48 % of them and 50 % of "
        + "the requests. Where each host has a log of its own, it was not one host.")
  }

  @Test func oneHostIsNotRuledOutWhereItIsTheOnlyOne() {
    // Another host has a few, as always; there is one log alone; too few are bad to tell.
    for story in [logs((1000, 400, 0), (1000, 4, 0), (1000, 5, 1)), logs((1000, 400, 0)), logs((90, 5, 0), (90, 4, 0))]
    {
      #expect(!hypotheses(story).contains("one log"))
    }
  }
}
