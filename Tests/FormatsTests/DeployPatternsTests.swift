import Records
import Testing

@testable import Formats

@Suite struct DeployPatternsTests {
  private let times = TimeReader(zone: .utc, newest: 1_717_600_000)

  @Test func withoutPatternsThereAreNone() { #expect(DeployPatterns([]) == nil) }

  @Test func aMatchingLineOfAFileIsADeploy() throws {
    let format = try #require(LogFormats.named("text-log"))
    var parser = BlockParser(format: format, service: "shop", times: times)
    let lines = """
      2024-06-05T14:00:00Z INFO release 1.2 is live
      2024-06-05T14:00:01Z INFO release 1.3 failed

      """
    #expect(parser.parse(Array(lines.utf8), offset: 100).events.isEmpty)
    parser.rules.deploys = DeployPatterns(["release * is live", "never"])
    let events = parser.parse(Array(lines.utf8), offset: 100).events
    #expect(events.map(\.kind) == [.deploy])
    #expect(events.map(\.detail) == ["release 1.2 is live"])
    #expect(events.map(\.subject) == ["shop"])
    #expect(events.map(\.position) == [.offset(100)])
    #expect(events.map(\.time.rfc3339) == ["2024-06-05T14:00:00.000Z"])
    #expect(events[0].text.hasPrefix("2024-06-05T14:00:00Z INFO"))
    #expect(BlockParser(parser, times: times).rules.deploys != nil)
  }

  @Test func aMatchingEntryOrCommandOfAJournalIsADeployOnce() {
    var builder = JournalBatchBuilder()
    builder.add("release 1.2 is live", at: 10, unit: "shop.service", comm: "shop", pid: 5)
    builder.add(
      "ops : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/local/bin/ship shop", at: 20,
      identifier: "sudo", comm: "sudo", pid: 6, uid: 0)
    builder.add("another message", at: 30, unit: "shop.service", comm: "shop", pid: 5)
    var records = JournalRecords(
      service: nil, times: times, rules: ReadingRules(deploys: DeployPatterns(["release * is live", "*/ship *"])))
    let events = records.convert(builder.batch).events
    #expect(events.map(\.kind) == [.deploy, .deploy])
    #expect(events.map(\.time.second) == [10, 20])
    #expect(events.map(\.subject) == ["shop", "ops"])
  }
}
