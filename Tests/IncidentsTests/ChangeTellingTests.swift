import Foundation
import Records
import Testing

@testable import Incidents

/// Changes are told one by one as time goes by, each once, as an incident would tell them.
@Suite struct ChangeTellingTests {
  private struct Told: Equatable {
    /// The second after which it was told, from the onset.
    var second: Double
    var entry: TimelineEntry
  }

  /// Tells of a story's events as time goes by.
  /// - Parameter puttingAway: whether the state is kept as JSON between the seconds.
  private func told(_ story: Story, puttingAway: Bool = false) throws -> [Told] {
    let events = story.facts.events.sorted { $0.event.time < $1.event.time }
    var seen: [ObservedEvent] = []
    var telling = ChangeTelling()
    var told: [Told] = []
    for second in Story.onset.second - 8000..<Story.onset.second + 8000 {
      for event in events where event.event.time.second == second {
        seen.append(event)
        telling.note(event)
      }
      let entries = telling.entries(
        after: second, seen, redact: { $0.replacing("secret", with: "[redacted]") },
        noteKind: { $0.hasPrefix("dead end") ? .deadEnd : .note })
      told += entries.map { Told(second: Double(second - Story.onset.second), entry: $0) }
      if puttingAway { telling = try JSONDecoder().decode(ChangeTelling.self, from: JSONEncoder().encode(telling)) }
    }
    #expect(!telling.isWaiting)
    return told
  }

  private var story: Story {
    var story = Story()
    story.restart("nginx.service", at: 600)
    story.deploy("shop-web.service", "shop-web", "5.0.0", at: -180)
    story.oomKill("shop-worker.service", at: 100)
    story.event(.unitReloaded, "haproxy.service", at: 700)
    story.event(.command, "anna", "/usr/bin/vim /etc/shop.conf", at: 900)
    story.event(.packageChange, "libc6", "upgrade libc6:amd64 2.36 2.37", at: 1000)
    story.event(.packageChange, "libc6", "status installed libc6:amd64 2.37", at: 1004)
    story.event(.unitFailed, "mail.service", at: 1500)
    story.event(.shutdown, "shop-1", at: 2000)
    story.event(.unitStopped, "cups.service", at: 2001)
    story.event(.unitStarted, "cups.service", at: 2170)
    story.event(.reboot, "shop-1", at: 2180)
    story.event(.note, "ops", "dead end: network looks normal", at: 2500)
    return story
  }

  @Test func whatIsToldAloneIsWhatAnIncidentTells() throws {
    let incident = story.assembled { $0.hasPrefix("dead end") ? .deadEnd : .note }
    let changes = incident.timeline.filter { $0.origin != .measured }
    #expect(changes.count == 10)
    let told = try told(story).map(\.entry).sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    #expect(told == changes.sorted { ($0.at, $0.id) < ($1.at, $1.id) })
    #expect(Set(told.map(\.id)).count == told.count)
  }

  @Test func whatWasPutAwayGoesOn() throws {
    #expect(try told(story, puttingAway: true) == told(story))
  }

  @Test func whatNothingCanBeAddedToIsToldAtOnce() throws {
    var story = Story()
    story.event(.note, "ops", "dead end: network looks normal", at: 10)
    story.event(.command, "anna", "/usr/bin/vim /etc/shop.conf", at: 20)
    story.event(.unitReloaded, "haproxy.service", at: 30)
    story.event(.deploy, "shop", "deployed 7", at: 40)
    #expect(try told(story).map(\.second) == [10, 20, 30, 40])
    #expect(try told(story).map(\.entry.kind) == [.deadEnd, .command, .reload, .deploy])
  }

  @Test func aStopWaitsForTheStartThatMakesItARestart() throws {
    var story = Story()
    story.event(.unitStopped, "nginx.service", at: 10)
    story.event(.unitStarted, "nginx.service", at: 100)
    story.event(.unitStopped, "mail.service", at: 1000)
    let told = try told(story)
    #expect(told.map(\.entry.kind) == [.restart, .stop])
    #expect(told.map(\.second) == [220, 1120])
  }

  /// A shutdown without a boot is told, but late.
  @Test func aShutdownWaitsForTheBoot() throws {
    var story = Story()
    story.event(.shutdown, "shop-1", at: 10)
    story.event(.reboot, "shop-1", at: 1500)
    story.event(.shutdown, "shop-1", at: 4000)
    let told = try told(story)
    #expect(told.map(\.second) == [1620, 5800])
    #expect(told.map(\.entry.summary) == ["The host shut down and booted again 25 min later", "The host shut down"])
  }

  @Test func housekeepingIsNotTold() throws {
    var story = Story()
    story.event(.unitStarted, "logrotate.service", at: 10, routine: true)
    story.event(.unitStopped, "nginx.service", at: 20)
    #expect(try told(story).map(\.entry.service) == ["nginx.service"])
  }

  @Test func secretsAreMasked() throws {
    var story = Story()
    story.event(.command, "anna", "/usr/bin/mysql -psecret", at: 10)
    let entry = try #require(try told(story).first?.entry)
    #expect(entry.summary.contains("[redacted]") && entry.evidence[0].text.contains("[redacted]"))
  }

  /// Where a file is rotated, another event stands at the same place.
  @Test func theSamePlaceOfAnotherDayIsAnotherEntry() throws {
    func id(at seconds: Double) throws -> String? {
      var story = Story()
      story.event(.note, "ops", "x", at: seconds)
      return try told(story).first?.entry.id
    }
    #expect(try id(at: 10) != id(at: 4000))
    #expect(try id(at: 10) == id(at: 10))
  }
}
