import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@Suite struct CorrectionTests {
  private let folder: TemporaryFolder
  private let store: IncidentStore
  private let shop = SampleIncidents.shop.id

  init() throws {
    folder = try TemporaryFolder()
    store = try IncidentStore(path: folder.file("hindcast.db"))
    try store.save(SampleIncidents.reconstruction)
  }

  @discardableResult
  private func correct(_ change: CorrectionRequest.Change, at seconds: Double = 3000) throws -> Correction {
    let receipt = try store.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(seconds), change: change))
    return try #require(receipt.corrections.first)
  }

  private func shown(_ id: String? = nil) throws -> Incident { try #require(try store.incident(id ?? shop)) }

  private func refusal(_ change: CorrectionRequest.Change) -> CorrectionError? {
    do throws(CorrectionError) {
      _ = try store.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(3000), change: change))
      return nil
    } catch {
      return error
    }
  }

  /// An incident of another service, an hour later.
  private var mail: Incident {
    var mail = SampleIncidents.shop
    let hour: (Timestamp) -> Timestamp = { $0.advanced(bySeconds: 3600) }
    mail.id = "20240605-1500"
    (mail.startedAt, mail.detectedAt, mail.endedAt) = (
      hour(mail.startedAt), hour(mail.detectedAt), mail.endedAt.map(hour)
    )
    mail.phases = mail.phases.map { Phase(startedAt: hour($0.startedAt), endedAt: $0.endedAt.map(hour)) }
    for index in mail.signals.indices {
      mail.signals[index].service = "mail"
      mail.signals[index].startedAt = hour(mail.signals[index].startedAt)
      mail.signals[index].endedAt = mail.signals[index].endedAt.map(hour)
    }
    for index in mail.timeline.indices {
      mail.timeline[index].id = "m\(index)"
      mail.timeline[index].at = hour(mail.timeline[index].at)
    }
    mail.severity = .critical
    return mail
  }

  // MARK: Who set what

  @Test func whoSetWhatIsKnown() throws {
    #expect(try shown().setBy.isEmpty)
    let end = SampleIncidents.at(1800).rfc3339
    let set = try correct(.set(incident: shop, fields: ["ended_at": end, "severity": "minor"]))
    #expect(try shown().setBy == [.endedAt: "anna", .severity: "anna"])
    try correct(.undo(correction: set.number))
    #expect(try shown().setBy.count == 1)
    try correct(.set(incident: shop, fields: ["status": "open"]))
    #expect(try shown().setBy[.endedAt] == "anna")
    let known = try shown().knownUntil
    try correct(.note(incident: shop, text: "all well", kind: .note, at: SampleIncidents.at(2900)))
    #expect(try shown().knownUntil == known)
  }

  @Test func whoSplitsSetsWhereItEnds() throws {
    let split = try correct(.split(incident: shop, at: SampleIncidents.at(600)))
    guard case .split(_, let id) = split.change else { return #expect(Bool(false)) }
    #expect(try shown().setBy == [.endedAt: "anna"])
    #expect(try shown(id).setBy == [.startedAt: "anna"])
  }

  @Test func rowsOfTheCourseStandWhereAPersonSetsThem() throws {
    let measured = try shown()
    let (start, end) = (SampleIncidents.at(-60), SampleIncidents.at(2100))
    try correct(.note(incident: shop, text: "early", kind: .note, at: start))
    try correct(.set(incident: shop, fields: ["started_at": start.rfc3339, "ended_at": end.rfc3339]))
    let incident = try shown()
    #expect(incident.measured[.startedAt] == measured.startedAt && incident.measured[.endedAt] == measured.endedAt)
    #expect(incident.timeline.map(\.at) == incident.timeline.map(\.at).sorted())
    let onset = try #require(incident.timeline.first { $0.id == "e2" })
    #expect(onset.at == incident.startedAt && onset.origin == .noted && onset.by == "anna")
    #expect(onset.summary == "Latency of GET /product/* rose; measured 60 s later" && !onset.evidence.isEmpty)
    #expect(onset.attributed.hasSuffix("later (set by anna)"))
    let over = try #require(incident.timeline.first { $0.id == "e11" })
    #expect(
      over.at == incident.endedAt && over.summary == "It was over, 36 min after the onset; measured 3 min earlier")
    let detected = try #require(incident.timeline.first { $0.kind == .detected })
    #expect(detected.origin == .measured && detected.summary.hasSuffix(", 76 s after the onset"))
    #expect(incident.timeline.first { $0.kind == .recovery }?.summary.hasSuffix(", after 18 min") == true)
    // What was done after the onset did not bring it about.
    #expect(incident.causes.map(\.kind) == [.slowQuery] && incident.causes[0].rank == 1)
    // However it is read: as a whole, page by page, across incidents.
    for limit in [1, 4, 100] {
      var (paged, after): ([TimelineEntry], PageKey?) = ([], nil)
      repeat {
        let page = try store.page(EntryQuery(incident: shop), PageRequest(after: after, limit: limit))
        paged += page.elements.map(\.entry)
        after = page.next
      } while after != nil
      #expect(paged == incident.timeline)
    }
    #expect(try store.incident(shop, includingHidden: true, entries: 100)?.timeline == incident.timeline)
    #expect(try store.incident(shop, includingHidden: true, entries: 3)?.timeline.contains(onset) == true)
    #expect(try store.entries(EntryQuery(kinds: [.onset, .end])).map(\.entry) == [onset, over])
    #expect(
      try store.entries(EntryQuery()).map(\.entry) == incident.timeline.sorted { ($0.at, $0.id) < ($1.at, $1.id) })
    // Once more, and as parts: what was measured stays told.
    try correct(.set(incident: shop, fields: ["started_at": SampleIncidents.at(-20).rfc3339]))
    #expect(
      try shown().timeline.first { $0.id == "e2" }?.summary == "Latency of GET /product/* rose; measured 20 s later")
    let split = try correct(.split(incident: shop, at: SampleIncidents.at(1200)))
    guard case .split(_, let other) = split.change else { return #expect(Bool(false)) }
    #expect(try shown().measured == [.startedAt: measured.startedAt])
    #expect(try shown(other).timeline.last?.summary == "It was over, 10 min after the onset; measured 3 min earlier")
    #expect(
      try store.entries(EntryQuery(kinds: [.end])).map(\.entry)
        == [shown(), shown(other)].compactMap { $0.timeline.last })
    for number in [split.number, split.number - 1, split.number - 2, split.number - 3, split.number - 4] {
      try correct(.undo(correction: number))
    }
    #expect(try shown() == measured)
  }

  @Test func ofWhatIsSetTwiceTheLastCountsAlone() throws {
    let measured = try shown()
    let early = SampleIncidents.at(600).rfc3339
    try correct(.set(incident: shop, fields: ["ended_at": early]))
    let cut = try shown()
    #expect(!cut.timeline.contains { $0.kind.isMeasured && $0.at > SampleIncidents.at(600) } && cut.phases.count == 1)
    try correct(.set(incident: shop, fields: ["status": "open"]))
    let open = try shown()
    #expect(open.endedAt == nil && open.phases.count == 2)
    #expect(open.timeline.allSatisfy { $0.by == nil } && open.knownUntil >= measured.endedAt ?? .init(seconds: 0))
    try correct(.set(incident: shop, fields: ["status": "resolved"]), at: 90_000)
    #expect(try shown().endedAt?.rfc3339 == early)
    try correct(.undo(correction: 1))
    #expect(try shown().endedAt == measured.endedAt)
  }

  @Test func whatWasMeasuredIsToldWhereALaterStartCutsIt() throws {
    let measured = try shown()
    let later = SampleIncidents.at(1510)
    try correct(
      .set(
        incident: shop,
        fields: ["started_at": later.rfc3339, "detected_at": later.advanced(bySeconds: 60).rfc3339]))
    let incident = try shown()
    #expect(incident.measured == [.startedAt: measured.startedAt, .detectedAt: measured.detectedAt])
    #expect(incident.phases.count == 1 && !incident.timeline.contains { $0.kind == .relapse || $0.kind == .recovery })
  }

  @Test func candidatesStayWhereAnEndIsSetASecondEarlier() throws {
    var two = SampleIncidents.shop
    for at in [SampleIncidents.at(-300), SampleIncidents.at(-100)] {
      var other = two.causes[0]
      (other.at, other.leadSeconds, other.score) = (at, SampleIncidents.onset.seconds(since: at), 0.5)
      two.causes.append(other)
    }
    for place in two.causes.indices { two.causes[place].rank = place + 1 }
    try store.save(Reconstruction(incidents: [two], coverage: SampleIncidents.coverage))
    let end = try #require(two.endedAt).advanced(bySeconds: -1)
    try correct(.set(incident: shop, fields: ["ended_at": end.rfc3339]))
    #expect(try shown().causes == two.causes)
  }

  @Test func anEndThatNothingWasMeasuredForIsTold() throws {
    var open = SampleIncidents.shop
    (open.status, open.endedAt, open.phases[1].endedAt) = (.open, nil, nil)
    open.timeline.removeLast()
    try store.save(Reconstruction(incidents: [open], coverage: SampleIncidents.coverage))
    try correct(.set(incident: shop, fields: ["detected_at": SampleIncidents.at(90).rfc3339]))
    try correct(.set(incident: shop, fields: ["status": "resolved"]), at: 2500)
    let told = try shown().timeline.filter { $0.origin == .noted && $0.kind.isMeasured }.map(\.summary)
    #expect(
      told == [
        "It was noticed 90 s after the onset; the evidence sufficed 74 s earlier",
        "It was over, 42 min after the onset",
      ])
    try correct(.set(incident: shop, fields: ["status": "open"]))
    #expect(try shown().endedAt == nil && !shown().timeline.contains { $0.kind == .end })
  }

  // MARK: Notes

  @Test func aNoteTakesItsPlaceInTheTimeline() throws {
    let note = try correct(
      .note(incident: shop, text: " dead end: the network is fine ", kind: nil, at: SampleIncidents.at(500)))
    let timeline = try shown().timeline
    let place = try #require(timeline.firstIndex { $0.id == "n\(note.number)" })
    #expect(timeline[place].kind == .deadEnd && timeline[place].origin == .noted && timeline[place].by == "anna")
    #expect(timeline[place].summary == "dead end: the network is fine")
    #expect(timeline[place - 1].id == "e6" && timeline[place + 1].id == "e7")
    #expect(try store.entries(EntryQuery(text: "NETWORK is")).map(\.incidents) == [[shop]])
  }

  @Test func aNoteWithoutAnIncidentGoesToTheOpenOneElseToTheLatest() throws {
    try store.save(Reconstruction(incidents: [mail], coverage: Coverage(sources: [])))
    #expect(try correct(.note(incident: nil, text: "x", kind: .action, at: nil)).incident == mail.id)
    try correct(.set(incident: shop, fields: ["status": "open"]))
    #expect(try correct(.note(incident: nil, text: "y", kind: nil, at: nil)).incident == shop)
  }

  @Test func aNoteBeforeAnyIncidentIsKeptOutsideOfAll() throws {
    let empty = try IncidentStore(path: folder.file("empty.db"))
    let receipt = try empty.correct(
      CorrectionRequest(
        by: "", at: SampleIncidents.onset, change: .note(incident: nil, text: "slow?", kind: nil, at: nil)))
    #expect(receipt.corrections.map(\.incident) == [nil])
    #expect(receipt.corrections.map(\.by) == ["unknown"])
    #expect(try empty.entries(EntryQuery(membership: .outside)).map(\.entry.summary) == ["slow?"])
    #expect(try empty.entries(EntryQuery(membership: .inIncident)).isEmpty)
  }

  @Test func correctionsOutliveWhatIsMeasuredAgain() throws {
    try correct(.note(incident: shop, text: "rolled back", kind: .action, at: nil))
    try correct(.mark(entry: "e4", starred: true, hidden: nil))
    try correct(.mark(entry: "e8", starred: nil, hidden: true))
    try correct(.set(incident: shop, fields: ["title": "Shop down", "severity": "critical"]))
    var better = SampleIncidents.shop
    better.startedAt = SampleIncidents.at(-20)
    better.title = "measured better"
    better.severity = .minor
    try store.save(Reconstruction(incidents: [better], coverage: SampleIncidents.coverage))
    let incident = try shown()
    #expect(incident.startedAt == better.startedAt)
    #expect(incident.title == "Shop down" && incident.severity == .critical)
    #expect(incident.timeline.filter { $0.origin == .noted }.map(\.summary).last == "rolled back")
    #expect(incident.timeline.first { $0.id == "e4" }?.starred == true)
    #expect(!incident.timeline.contains { $0.id == "e8" })
  }

  @Test func whatIsSavedIsGivenBackCorrected() throws {
    try correct(.set(incident: shop, fields: ["title": "t"]))
    try correct(.split(incident: shop, at: SampleIncidents.at(1200)))
    let saved = try store.save(SampleIncidents.reconstruction)
    #expect(saved.map(\.id) == [shop, "20240605-1420"] && saved.map { $0.title == "t" } == [true, false])
  }

  // MARK: Marks

  @Test func aHiddenEntryIsOutUnlessItIsAskedFor() throws {
    try correct(.mark(entry: "e10", starred: nil, hidden: true))
    #expect(!(try shown().timeline.contains { $0.id == "e10" }))
    #expect(try store.incidents().allSatisfy { !$0.timeline.contains { $0.id == "e10" } })
    #expect(try store.incident(shop, includingHidden: true) == SampleIncidents.shop)
    #expect(try store.entries(EntryQuery(text: "index on")).isEmpty)
    #expect(try store.entries(EntryQuery(text: "index on", includesHidden: true)).count == 1)
    try correct(.mark(entry: "e10", starred: nil, hidden: false))
    #expect(try shown() == SampleIncidents.shop)
  }

  @Test func anEntryIsNamedByAsMuchOfItsIDAsNoOtherHas() throws {
    #expect(
      refusal(.mark(entry: "e", starred: true, hidden: nil))
        == .ambiguousEntry(
          "e", matches: ["e1", "e10", "e11", "e2", "e3"]))
    #expect(refusal(.mark(entry: "x", starred: true, hidden: nil)) == .noSuchEntry("x"))
    #expect(refusal(.mark(entry: "", starred: true, hidden: nil)) == .noSuchEntry(""))
    #expect(refusal(.mark(entry: "e1", starred: nil, hidden: nil)) == .nothingAsked)
    #expect(try correct(.mark(entry: "e1", starred: true, hidden: nil)).incident == shop)
    #expect(try store.entries(EntryQuery(kinds: [.deploy])).map(\.entry.starred) == [true])
  }

  // MARK: Fields

  @Test func whatIsSetIsWhatFiltersSee() throws {
    try correct(.set(incident: shop, fields: ["severity": "minor", "status": "open"]))
    #expect(try store.incidents(IncidentFilter(severity: .major)).isEmpty)
    #expect(try store.incidents(IncidentFilter(status: .open, severity: .minor)).map(\.endedAt) == [nil])
    #expect(try store.incidents(IncidentFilter(since: SampleIncidents.at(90_000))).count == 1)
  }

  @Test func anIncidentThatAPersonEndsEndedThen() throws {
    var open = SampleIncidents.shop
    (open.status, open.endedAt, open.phases[1].endedAt) = (.open, nil, nil)
    try store.save(Reconstruction(incidents: [open], coverage: SampleIncidents.coverage))
    try correct(.set(incident: shop, fields: ["status": "resolved"]), at: 2500)
    #expect(try shown().endedAt?.rfc3339 == SampleIncidents.at(2500).rfc3339)
    #expect(try shown().phases.last?.endedAt == shown().endedAt)
  }

  @Test func correctedTimesCutThePhasesAndSaySo() throws {
    try correct(
      .set(incident: shop, fields: ["started_at": "2024-06-05T14:00:00Z", "ended_at": "2024-06-05T14:10:00Z"]))
    let incident = try shown()
    #expect(incident.phases.map(\.startedAt.rfc3339) == ["2024-06-05T14:00:00.000Z"])
    #expect(incident.phases.map(\.endedAt?.rfc3339) == ["2024-06-05T14:10:00.000Z"])
    #expect(incident.caveats.last?.contains("the impact was counted from 2024-06-05T14:00:03.250Z") == true)
  }

  @Test(arguments: [
    (["cause": "dns"], CorrectionError.unknownField("cause")), (["id": "1"], .unknownField("id")), ([:], .nothingAsked),
    (["title": " \n"], .badValue(field: .title, allowed: "one line of at most 200 characters")),
    (["severity": "huge"], .badValue(field: .severity, allowed: "one of minor, major, critical")),
    (["ended_at": "soon"], .badValue(field: .endedAt, allowed: "a time such as 2024-06-05T14:00:00Z")),
    (
      ["ended_at": "2024-06-05T13:00:00Z"],
      .timesOutOfOrder(
        .startedAt, SampleIncidents.onset, before: .endedAt, Timestamp(seconds: 1_717_592_400))
    ),
    (
      ["started_at": "2024-06-05T14:30:00Z"],
      .timesOutOfOrder(
        .startedAt, Timestamp(seconds: 1_717_597_800), before: .detectedAt, SampleIncidents.at(16))
    ),
  ])
  func whatCannotBeSetIsRefused(fields: [String: String], error: CorrectionError) throws {
    #expect(refusal(.set(incident: shop, fields: fields)) == error)
    #expect(try store.corrections(of: shop).isEmpty)
  }

  // MARK: Merge and split

  @Test func aMergedIncidentIsReadUnderBothIDs() throws {
    try store.save(Reconstruction(incidents: [mail], coverage: Coverage(sources: [])))
    let note = try correct(.note(incident: mail.id, text: "mail too", kind: nil, at: SampleIncidents.at(3700)))
    try correct(.merge(incident: shop, other: mail.id))
    let whole = try shown()
    #expect(try store.incidents() == [whole])
    #expect(try shown(mail.id) == whole)
    #expect(whole.startedAt == SampleIncidents.onset && whole.endedAt == mail.endedAt && whole.severity == .critical)
    #expect(whole.phases.count == 4 && whole.signals.map(\.id) == (1...6).map { "s\($0)" })
    #expect(whole.impact.requests == 40_000 && whole.impact.clients == nil)
    #expect(whole.impact.method.contains("one of both saw 1,200, and one 301 that were affected"))
    #expect(whole.title == "mail: 5xx and slow responses on GET /product/*, 2,468 requests failed")
    #expect(whole.ruledOut == SampleIncidents.shop.ruledOut)
    #expect(whole.timeline.filter { $0.kind == .end }.map(\.at) == [mail.endedAt])
    #expect(whole.causes.map(\.rank) == [1, 2])
    #expect(whole.timeline.map(\.at) == whole.timeline.map(\.at).sorted())
    #expect(whole.timeline.contains { $0.id == "n\(note.number)" } && whole.timeline.count == 23)
    #expect(try store.entries(EntryQuery(text: "mail too")).map(\.incidents) == [[shop]])
    #expect(try store.entries(EntryQuery(since: SampleIncidents.at(3580))).allSatisfy { $0.incidents == [shop] })
    #expect(refusal(.merge(incident: mail.id, other: shop)) == .alreadyOne(mail.id, shop))
  }

  @Test func entriesAreFoundByWhatIsToldOfThem() throws {
    var mail = mail
    mail.timeline[1].summary = "It began: latency of GET /product/* rose"
    try store.save(Reconstruction(incidents: [mail], coverage: Coverage(sources: [])))
    try correct(.merge(incident: shop, other: mail.id))
    let whole = try shown()
    for kind in [EntryKind.onset, .relapse, .recovery, .end] {
      let told = whole.timeline.filter { $0.kind == kind }
      #expect(try store.entries(EntryQuery(kinds: [kind])).map(\.entry) == told, "\(kind)")
      let pages = try store.page(EntryQuery(kinds: [kind]), PageRequest(limit: 1))
      #expect(pages.elements.map(\.entry) == Array(told.prefix(1)) && (pages.next != nil) == (told.count > 1))
    }
    #expect(whole.timeline.count { $0.kind == .relapse } == 3)
    let reworded = try #require(whole.timeline.first { $0.kind == .relapse && $0.id == "m1" })
    #expect(try store.entries(EntryQuery(text: reworded.summary)).contains { $0.entry == reworded })
    #expect(try store.entries(EntryQuery(text: "Latency of GET")).allSatisfy { $0.entry.id != "m1" })
    #expect(try store.entries(EntryQuery(kinds: [.relapse], text: "la")).allSatisfy { $0.entry.kind == .relapse })
  }

  @Test func figuresOutliveAMergeAcrossAPauseAndASplit() throws {
    func counted(_ incident: Incident, _ failed: Int) -> Incident {
      var incident = incident
      incident.impact.steps = ImpactSteps(
        from: Timestamp(seconds: incident.startedAt.second), ends: [1897], requests: [20_000], failed: [failed],
        slow: [812])
      return incident
    }
    try store.save(
      Reconstruction(
        incidents: [counted(SampleIncidents.shop, 1234), counted(mail, 99)], coverage: Coverage(sources: [])))
    try correct(.merge(incident: shop, other: mail.id))
    let split = try correct(.split(incident: shop, at: SampleIncidents.at(2700)))
    guard case .split(_, let other) = split.change else { return #expect(Bool(false)) }
    #expect(try shown().impact.requests == 20_000 && shown().impact.failed == 1234)
    #expect(try shown(other).impact.requests == 20_000 && shown(other).impact.failed == 99)
  }

  @Test func partsThatAreMergedAgainHaveTheFiguresOfTheWhole() throws {
    var counted = SampleIncidents.shop
    counted.impact.steps = ImpactSteps(
      from: Timestamp(seconds: SampleIncidents.onset.second), ends: (1...32).map { $0 * 60 },
      requests: Array(repeating: 625, count: 32), failed: (0..<32).map { $0 == 3 ? 1234 : 0 },
      slow: (0..<32).map { $0 == 4 ? 812 : 0 })
    try store.save(Reconstruction(incidents: [counted], coverage: SampleIncidents.coverage))
    let measured = try shown()
    let split = try correct(.split(incident: shop, at: SampleIncidents.at(600)))
    guard case .split(_, let other) = split.change else { return #expect(Bool(false)) }
    let (before, after) = (try shown().impact, try shown(other).impact)
    #expect(before.requests == 6250 && before.failed == 1234 && before.slow == 812)
    #expect(after.requests == 13_750 && after.failed == 0 && after.slow == 0)
    // A list has what is shown of one.
    let listed = try store.incidents().map { ($0.title, $0.severity, $0.causes, $0.signals) }
    for (place, id) in [shop, other].enumerated() {
      let one = try shown(id)
      #expect(listed[place] == (one.title, one.severity, one.causes, one.signals))
    }
    try correct(.merge(incident: shop, other: other))
    let whole = try shown()
    #expect(
      try store.incidents(IncidentFilter()) == [
        { () in
          var one = measured
          one.series = []
          return one
        }()
      ])
    #expect(whole == measured)
    // What was said of the parts meanwhile is said of the whole, in whichever order they are merged.
    try correct(.undo(correction: nil))
    let note = try correct(.note(incident: other, text: "drained", kind: .action, at: SampleIncidents.at(900)))
    let end = SampleIncidents.at(1890)
    try correct(.set(incident: other, fields: ["ended_at": end.rfc3339]))
    let third = try correct(.split(incident: other, at: SampleIncidents.at(1500)))
    guard case .split(_, let last) = third.change else { return #expect(Bool(false)) }
    try correct(.merge(incident: other, other: last))
    try correct(.merge(incident: other, other: shop))
    let again = try shown()
    #expect(again.id == other && again.impact == measured.impact && again.startedAt == measured.startedAt)
    #expect(again.endedAt?.rfc3339 == end.rfc3339 && again.signals == measured.signals)
    #expect(
      again.timeline.count == measured.timeline.count + 1 && again.timeline.contains { $0.id == "n\(note.number)" })
  }

  @Test func timesOfAPartAreToldOfTheWholeThatItIsInAgain() throws {
    let split = try correct(.split(incident: shop, at: SampleIncidents.at(1200)))
    guard case .split(_, let other) = split.change else { return #expect(Bool(false)) }
    let start = SampleIncidents.at(1600)
    try correct(
      .set(incident: other, fields: ["started_at": start.rfc3339, "detected_at": SampleIncidents.at(1700).rfc3339]))
    try correct(.merge(incident: shop, other: other))
    let whole = try shown()
    #expect(whole.startedAt == SampleIncidents.onset)
    #expect(whole.caveats.contains { $0.hasPrefix("anna set started_at of \(other) to \(start.rfc3339)") })
    #expect(whole.caveats.contains { $0.hasPrefix("anna set detected_at of \(other) to ") })
  }

  @Test func partsOfASplitWithinAPhaseHaveTheirOnsetAndEnd() throws {
    let time = SampleIncidents.at(600)
    let split = try correct(.split(incident: shop, at: time))
    guard case .split(_, let other) = split.change else { return #expect(Bool(false)) }
    let (before, after) = (try shown(), try shown(other))
    let (end, onset) = (before.timeline.last, after.timeline.first { $0.kind == .onset })
    #expect(end?.kind == .end && end?.at == before.endedAt && end?.by == "anna")
    #expect(onset?.at == after.startedAt && onset?.by == "anna")
    let told = try store.entries(EntryQuery(kinds: [.onset, .end])).map(\.entry)
    #expect(told.contains { $0 == end } && told.contains { $0 == onset })
  }

  @Test func oppositeMergesThatUndoingBringsTogetherAreOne() throws {
    try store.save(Reconstruction(incidents: [mail], coverage: Coverage(sources: [])))
    let first = try correct(.merge(incident: shop, other: mail.id))
    let undo = try correct(.undo(correction: first.number))
    try correct(.merge(incident: mail.id, other: shop))
    #expect(try store.incidentIDs() == [mail.id])
    try correct(.undo(correction: undo.number))
    #expect(try store.incidentIDs() == [shop])
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func everyIncidentIsFoundUnderItsIDWhateverIsMergedAndUndone(seed: UInt64) throws {
    var random = Generator(seed)
    var third = mail
    third.id = "20240605-1502"
    try store.save(Reconstruction(incidents: [mail, third], coverage: Coverage(sources: [])))
    let ids = [shop, mail.id, third.id]
    var last = 0
    for _ in 0..<12 {
      let pair = ids.shuffled(using: &random)
      let change: CorrectionRequest.Change =
        Bool.random(using: &random) || last == 0
        ? .merge(incident: pair[0], other: pair[1]) : .undo(correction: Int.random(in: 1...last, using: &random))
      // What makes no sense at this point is refused.
      if let made = try? correct(change) { last = made.number }
      let listed = try store.incidentIDs()
      for id in ids { #expect(listed.contains(try shown(id).id)) }
    }
  }

  @Test func aSplitMakesTwo() throws {
    let time = Timestamp(seconds: SampleIncidents.at(1200).second)
    let split = try correct(.split(incident: shop, at: time))
    #expect(split.change == .split(at: time, into: "20240605-1420"))
    let (before, after) = (try shown(), try shown("20240605-1420"))
    #expect(before.endedAt == SampleIncidents.at(1020) && after.startedAt == SampleIncidents.at(1500))
    #expect(before.phases.count == 1 && after.phases.count == 1)
    #expect(before.timeline.map(\.id) == (1...8).map { "e\($0)" })
    // What lasted across the time is in both, and what was done in the quarter of an hour before the onset.
    #expect(after.timeline.map(\.id) == ["e4", "e7", "e9", "e10", "e11"])
    #expect(before.timeline[3].count == 1 && after.timeline[0].count == 1)
    #expect(before.timeline.last?.kind == .end && after.timeline[2].kind == .onset)
    #expect(after.signals.allSatisfy { $0.startedAt >= time })
    #expect(after.causes.first { $0.kind == .restart }?.leadSeconds == 600)
    #expect([before, after].allSatisfy { $0.caveats.contains { $0.hasPrefix("A person split this ") } })
    let rows = try store.entries(EntryQuery(text: "statement timeout"))
    #expect(rows.map(\.incidents) == [[shop, "20240605-1420"]] && rows.map(\.entry) == [after.timeline[0]])
    #expect(try store.entries(EntryQuery(kinds: [.onset])).map(\.incidents) == [[shop], ["20240605-1420"]])
    #expect(try store.entries(EntryQuery(kinds: [.relapse])).isEmpty)
    #expect(try correct(.note(incident: "20240605-1420", text: "z", kind: nil, at: nil)).incident == "20240605-1420")
    #expect(refusal(.undo(correction: split.number)) == .neededBy(split.number, later: [split.number + 1]))
    #expect(
      refusal(.split(incident: shop, at: SampleIncidents.at(5000)))
        == .splitOutside(shop, from: SampleIncidents.onset, to: SampleIncidents.at(1020)))
  }

  @Test func anIncidentMeasuredLaterDoesNotTakeTheIDOfASplit() throws {
    try correct(.split(incident: shop, at: SampleIncidents.at(1200)))
    var other = mail
    other.startedAt = SampleIncidents.at(1210)
    other.id = "20240605-1420"
    let saved = try store.save(Reconstruction(incidents: [other], coverage: Coverage(sources: [])))
    #expect(saved.map(\.id) == ["20240605-1420-2"])
    #expect(try store.incidents().count == 3)
  }

  // MARK: Undo

  @Test func undoTakesBackTheLastThatCountsAndCanBeUndone() throws {
    let note = try correct(.note(incident: shop, text: "x", kind: nil, at: nil))
    try correct(.set(incident: shop, fields: ["title": "t"]))
    let undo = try correct(.undo(correction: nil))
    #expect(try shown().title == SampleIncidents.shop.title)
    try correct(.undo(correction: nil))
    #expect(try shown() == SampleIncidents.shop)
    #expect(refusal(.undo(correction: nil)) == .nothingToUndo)
    #expect(refusal(.undo(correction: note.number)) == .alreadyUndone(note.number))
    #expect(refusal(.undo(correction: 99)) == .noSuchCorrection(99))
    try correct(.undo(correction: undo.number))
    #expect(try shown().title == "t")
    #expect(try store.corrections(of: shop).map(\.isUndone) == [true, false, true, false, false])
  }

  @Test func everyRefusalIsOneLine() {
    for error: CorrectionError in [
      .noSuchIncident("a\nb"), .noSuchEntry("\n"), .ambiguousEntry("e", matches: ["e1", "e2"]), .emptyNote,
      .notAKindOfNote("onset"), .unknownField("x\n"), .badValue(field: .title, allowed: "x"),
      .timesOutOfOrder(.startedAt, SampleIncidents.at(9), before: .detectedAt, SampleIncidents.onset),
      .nothingAsked, .alreadyOne("a", "b"), .alreadyOne("a", "a"),
      .splitOutside("a", from: SampleIncidents.onset, to: SampleIncidents.onset),
      .nothingToUndo, .noSuchCorrection(1), .alreadyUndone(1), .neededBy(1, later: [2]),
      .store(StoreError(.busy, path: "x")),
    ] {
      #expect(!error.localizedDescription.isEmpty && !error.localizedDescription.contains("\n"))
    }
  }

  @Test func requestsAndReceiptsTravelAsJSON() throws {
    let requests: [CorrectionRequest.Change] = [
      .note(incident: nil, text: "x", kind: .action, at: SampleIncidents.onset),
      .mark(entry: "e1", starred: true, hidden: nil), .set(incident: shop, fields: ["title": "t"]),
      .merge(incident: "a", other: "b"), .split(incident: "a", at: Timestamp(seconds: 5)), .undo(correction: nil),
    ]
    for change in requests {
      let request = CorrectionRequest(by: "anna", at: Timestamp(seconds: 1), change: change)
      let again = try JSONDecoder().decode(CorrectionRequest.self, from: JSONEncoder().encode(request))
      #expect(again.by == "anna" && "\(again.change)".hasPrefix("\(change)".prefix(5)))
    }
    let receipt = try store.correct(
      CorrectionRequest(by: "anna", at: Timestamp(seconds: 1), change: .set(incident: shop, fields: ["title": "t"])))
    #expect(try JSONDecoder().decode(CorrectionReceipt.self, from: JSONEncoder().encode(receipt)) == receipt)
  }
}
