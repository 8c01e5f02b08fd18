import Incidents
import Records
import Testing

@Suite struct CauseRankingTests {
  @Test func slowQueryWithoutAChangeIsFirst() {
    var story = Story()
    story.noise()
    story.timeouts()
    story.slowQuery("select * from reviews where product_id = ?", count: 3000, seconds: 15_000)
    story.event(.unitReloaded, "nginx.service", at: 2900)
    story.deploy("shop-web.service", "shop-web", "2.9.1", at: 3500)
    story.event(.command, "ops", "/usr/bin/psql shop -c CREATE INDEX CONCURRENTLY ON reviews (product_id)", at: 1800)
    #expect(story.ranking == [.slowQuery])
  }

  @Test(arguments: [20.0, 180, 300])
  func deployShortlyBeforeIsFirstAndItsSlowQueriesNext(lead: Double) throws {
    var story = Story()
    story.noise()
    story.timeouts()
    story.slowQuery("select * from orders where lower(customer_email) = lower(?)", count: 3000, seconds: 40_000)
    story.deploy("shop-recommender.service", "shop-recommender", "3.2.0", at: -lead)
    story.deploy("shop-recommender.service", "shop-recommender", "3.1.9", at: 3400)
    #expect(story.ranking.prefix(2) == [.deploy, .slowQuery])
    let deploy = try #require(story.assembled().causes.first)
    #expect(deploy.subject == "shop-recommender.service")
    #expect(deploy.summary.contains("shop-recommender 3.2.0"))
    #expect(deploy.leadSeconds == lead)
  }

  @Test func deployHoursBeforeLosesToASlowQuery() {
    var story = Story()
    story.timeouts()
    story.slowQuery("select ?", count: 300, seconds: 1500)
    story.deploy("shop-web.service", "shop-web", "5.0.0", at: -3 * 3600)
    #expect(story.ranking.first == .slowQuery)
  }

  @Test func poolExhaustionInASurgeThatBeganBeforeIsSaturation() {
    var story = Story()
    story.noise()
    story.surge(factor: 2.6, at: -300)
    story.message("sorry, too many clients already", "postgres", count: 2500, first: 70, severity: .critical)
    story.message(
      "could not get a connection from the pool (size <*>, overflow <*>) for <*>", "app", count: 2500, first: 71,
      text: "sqlalchemy.exc.TimeoutError: QueuePool limit of size 20 overflow 10 reached, connection timed out")
    story.message("upstream prematurely closed connection while reading response header", "nginx", count: 1300)
    story.event(.command, "ops", "/usr/sbin/nft add rule inet filter input ip saddr 203.0.113.0/24 drop", at: 2400)
    story.restart("postgresql@15-main.service", at: 3500)
    #expect(story.ranking.first == .saturation)
    #expect(story.ranking.contains(.trafficSurge))
    #expect(!story.ranking.contains(.restart))
  }

  @Test func surgeAloneIsTheCandidateAndOneAfterTheOnsetIsNot() {
    var story = Story()
    story.timeouts()
    story.surge(factor: 4, at: -120)
    #expect(story.ranking.first == .trafficSurge)
    story.surge(factor: 4, at: 300)
    #expect(!story.ranking.contains(.trafficSurge))
  }

  @Test func loopOfOutOfMemoryKillsBeatsItsRestarts() throws {
    var story = Story()
    story.noise()
    story.message("connect() failed (111: Connection refused) while connecting to upstream", "nginx", count: 3000)
    story.message("worker <*> was sent SIGKILL, perhaps out of memory", "app", count: 40)
    for i in 0..<12 { story.oomKill("shop-worker.service", at: 1 + Double(i) * 290) }
    story.restart("phpsessionclean.service", at: -30)
    let causes = story.assembled().causes
    let first = try #require(causes.first)
    #expect(first.kind == .oom)
    #expect(first.subject == "shop-worker.service")
    #expect(first.summary.contains("12 times"))
    #expect(!causes.contains { $0.kind == .restart && $0.score > 0.3 })
  }

  @Test(arguments: [
    (
      CauseKind.dns,
      "payment provider call failed socket.gaierror: [Errno <*>] Temporary failure in name resolution"
    ),
    (.dns, "dial tcp: lookup payments.example on <*>: no such host"),
    (.dns, "api.example could not be resolved (<*>: Server failure)"),
    (
      .tls,
      "payment provider call failed ssl.SSLCertVerificationError: certificate verify failed: certificate has expired"
    ),
    (.tls, "SSL_do_handshake() failed (SSL: error:<*>:SSL routines::certificate verify failed)"),
    (.tls, "x509: certificate has expired or is not yet valid"),
    (.diskFull, "pwrite() \"/var/lib/nginx/body/<*>\" failed (28: No space left on device)"),
    (.diskFull, "could not extend file \"base/<*>/<*>\": No space left on device"),
    (.saturation, "FATAL: remaining connection slots are reserved for non-replication superuser connections"),
    (.saturation, "HikariPool-1 - Connection is not available, request timed out after <*>ms."),
    (.saturation, "<*> worker_connections are not enough while connecting to upstream"),
    (.saturation, "AH00484: server reached MaxRequestWorkers setting, consider raising"),
    (.saturation, "accept4() failed (24: Too many open files)"),
    (.oom, "java.lang.OutOfMemoryError: Java heap space"),
    (.oom, "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"),
    (.dependency, "payment gateway returned <*>"),
  ])
  func wordsOfAMessageNameTheTrouble(kind: CauseKind, template: String) {
    var story = Story()
    story.noise()
    story.timeouts()
    story.message(template, "app", count: 900)
    story.deploy("shop-web.service", "shop-web", "4.1.0", at: -4 * 3600)
    story.restart("logrotate.service", at: -40)
    #expect(story.ranking.first == kind)
  }

  @Test func aMessageWhoseTemplateLostTheWordsIsReadFromItsSamples() {
    var story = Story()
    story.message(
      "payment provider call failed", "app", count: 400,
      text: #"{"msg":"payment provider call failed","exc_info":"certificate verify failed: certificate has expired"}"#)
    #expect(story.ranking.first == .tls)
  }

  @Test func whatAClientAskedForIsNoSignature() {
    var story = Story()
    story.message(
      "upstream timed out while reading response header", "nginx", count: 400,
      text: #"upstream timed out, client: 1.2.3.4, request: "GET /search?q=no+space+left+on+device HTTP/1.1""#)
    #expect(!story.ranking.contains(.diskFull))
  }

  @Test func aMessageAsFrequentAsUsualExplainsNothing() {
    var story = Story()
    story.message("too many clients already", "postgres", count: 100, usual: 95)
    #expect(!story.ranking.contains(.saturation))
  }

  @Test func reloadJustBeforeBeatsTheErrorsItBrought() {
    var story = Story()
    story.noise()
    story.message("connect() failed (111: Connection refused) while connecting to upstream", "nginx", count: 3000)
    story.event(.unitReloaded, "nginx.service", at: -45)
    #expect(story.ranking.first == .configChange)
  }

  @Test func reloadTenMinutesBeforeLosesToASlowQuery() {
    var story = Story()
    story.timeouts()
    story.slowQuery("select ?", count: 3000, seconds: 15_000)
    story.event(.unitReloaded, "nginx.service", at: -600)
    #expect(story.ranking == [.slowQuery, .configChange])
  }

  @Test func poolThatASlowStatementEmptiesComesAfterIt() {
    var story = Story()
    story.slowQuery("select ?", count: 3000, seconds: 15_000, first: 2)
    story.message("QueuePool limit of size <*> reached, connection timed out", "app", count: 4000, first: 5)
    #expect(story.ranking.prefix(2) == [.slowQuery, .saturation])
  }

  @Test func restartJustBeforeBeatsTheErrorsItBrought() {
    var story = Story()
    story.noise()
    story.timeouts()
    story.restart("postgresql@15-main.service", at: -60)
    #expect(story.ranking.first == .restart)
  }

  @Test func restartOfAnUnrelatedUnitDoesNotBeatAStrongSignature() {
    var story = Story()
    story.message("No space left on device", "app", count: 400)
    story.restart("cups.service", at: -30)
    #expect(story.ranking.first == .diskFull)
    #expect(story.ranking.contains(.restart))
  }

  @Test func hostThatCrashedIsARebootThoughItsRecordsBeginAfterTheOnset() {
    var story = Story(length: 200)
    story.facts.signals = []
    story.signal(.trafficDrop, nil, unit: "per_minute", baseline: 840, peak: 0)
    story.event(.reboot, "shop-1", at: 90)
    story.event(.unitStarted, "nginx.service", at: 95)
    #expect(story.ranking.first == .reboot)
  }

  @Test func rebootInTheMiddleOfErrorsIsAnAnswerToThem() {
    var story = Story()
    story.timeouts()
    story.event(.shutdown, "shop-1", at: 240)
    story.event(.reboot, "shop-1", at: 300)
    #expect(!story.ranking.contains(.reboot))
  }

  @Test func newErrorIsKeptWhereNothingElseExplains() {
    var story = Story()
    story.message("KeyError: <*> in price list", "app", count: 300)
    story.message("checkpoint request failed", "postgres", count: 300, usual: 290)
    #expect(story.ranking == [.newError])
  }

  @Test func atMostEightAreKeptRankedFromOneByScore() {
    var story = Story()
    for i in 0..<12 { story.event(.unitReloaded, "nginx-\(i).service", at: -10 - Double(i)) }
    let causes = story.assembled().causes
    #expect(causes.map(\.rank) == Array(1...8))
    #expect(causes.map(\.score) == causes.map(\.score).sorted(by: >))
    #expect(causes.allSatisfy { (0...1).contains($0.score) && !$0.evidence.isEmpty })
  }

  @Test func whatWasDoneBetweenPhasesIsACandidateOfTheRelapse() throws {
    var story = Story()
    story.facts.phases = [
      Phase(startedAt: Story.onset, endedAt: Story.at(1500)), Phase(startedAt: Story.at(2100), endedAt: Story.at(3600)),
    ]
    story.deploy("shop-web.service", "shop-web", "5.0.0", at: -1500)
    // While the first phase lasted, between both, long after.
    for time in [1400.0, 2088, 2500] { story.restart("nginx.service", at: time) }
    let whole = story.assembled()
    #expect(whole.causes.map(\.kind) == [.deploy, .restart] && whole.causes.map(\.phase) == [nil, 2])
    let restart = whole.causes[1]
    #expect(restart.leadSeconds == 12 && restart.at == Story.at(2088) && restart.score < whole.causes[0].score)
    #expect(restart.summary == "nginx.service was restarted, 12 s before the second phase began.")
    #expect(whole.ruledOut.contains { $0.hypothesis == "a change shortly before" })
    // Split between the phases, it is one of the onset; in what comes before the split it is none.
    let (before, after) = whole.parts(at: Story.at(1800), into: "x")
    #expect(before.causes.map(\.kind) == [.deploy])
    #expect(after.causes.map(\.kind) == [.restart, .restart, .deploy])
    #expect(after.causes[0].summary == "nginx.service was restarted, 12 s before the onset.")
    #expect(after.causes[0].phase == nil && after.causes[0].score > restart.score)
  }
}
