import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@Suite struct StoredDraftTests {
  private let folder: TemporaryFolder
  private let writer: StoreWriter
  private var store: IncidentStore { writer.incidents }

  init() throws {
    folder = try TemporaryFolder()
    writer = try StoreWriter(path: folder.file("hindcast.db"), ballastBytes: 0)
  }

  private func draft(_ text: String, of incident: String = "20240605-1400") -> StoredDraft {
    StoredDraft(incident: incident, text: text)
  }

  @Test func aDraftIsFoundByTheHashOfItsText() throws {
    let draft = draft("# A\r\n\u{e4}\n")
    #expect(StoredDraft.isHash(draft.hash))
    try store.keep(draft)
    try store.keep(draft)
    #expect(try store.draft(draft.hash) == draft)
    #expect(try store.draft("0000000000000000") == nil)
    #expect(!StoredDraft.isHash("../../../etc/pass") && !StoredDraft.isHash("0123456789ABCDEF"))
  }

  @Test func aHashThatSomebodyClaimsIsNotBelieved() throws {
    let json = #"{"hash":"0000000000000000","incident":"i","text":"t"}"#
    #expect(try JSONDecoder().decode(StoredDraft.self, from: Data(json.utf8)) == draft("t", of: "i"))
  }

  @Test func ofAnIncidentTheLatestAreKept() throws {
    let drafts = (0..<70).map { draft("draft \($0)") }
    try store.keep(draft("another's", of: "20240606-1400"))
    for draft in drafts { try store.keep(draft) }
    let kept = try drafts.map { try store.draft($0.hash) != nil }
    #expect(kept == Array(repeating: false, count: 6) + Array(repeating: true, count: 64))
    #expect(try store.draft(draft("another's").hash) != nil)
  }

  @Test func oneThatIsMadeAgainCountsAsNew() throws {
    let drafts = (0..<64).map { draft("draft \($0)") }
    for draft in drafts + [drafts[0]] { try store.keep(draft) }
    try store.keep(draft("one more"))
    #expect(try store.draft(drafts[0].hash) != nil)
    #expect(try store.draft(drafts[1].hash) == nil)
  }

  @Test func whatPeopleHaveOutlastsTheRenewalsOfTheFolder() throws {
    let (asked, edited) = (draft("somebody's"), draft("edited in the folder"))
    try store.keep(asked)
    try store.keep(edited, for: .folder)
    try store.spareDraft(edited.hash)
    let renewals = (0..<100).map { draft("renewal \($0)") }
    for draft in renewals { try store.keep(draft, for: .folder) }
    #expect(try store.draft(asked.hash) != nil && store.draft(edited.hash) != nil)
    #expect(try renewals.count { try store.draft($0.hash) != nil } == 62)
    // However many people have, the last one that the folder got is kept.
    for number in 0..<70 { try store.keep(draft("asked \(number)")) }
    try store.keep(draft("the last"), for: .folder)
    #expect(try store.draft(draft("the last").hash) != nil)
  }

  @Test func largeOnesAreFewerAndTooLargeOnesAreRefused() throws {
    let drafts = (0..<12).map { draft("\($0) " + String(repeating: "x", count: 500_000)) }
    for draft in drafts { try store.keep(draft) }
    #expect(try drafts.map { try store.draft($0.hash) != nil } == (0..<12).map { $0 >= 4 })
    #expect(throws: StoreError(.tooLarge, path: store.path)) {
      try store.keep(draft(String(repeating: "x", count: StoredDraft.maximumBytes + 1)))
    }
  }

  @Test func draftsGoWithTheirIncidents() throws {
    _ = try writer.commit(Checkpoint(at: SampleIncidents.onset, incidents: [SampleIncidents.shop]))
    let (own, other) = (draft("a", of: SampleIncidents.shop.id), draft("b", of: "20200101-0000"))
    for draft in [own, other] { try store.keep(draft) }
    let retention = Retention(incidentSeconds: 86_400, entrySeconds: 3600)
    _ = try writer.sweep(retention, now: SampleIncidents.at(3600))
    #expect(try store.draft(own.hash) == own)
    #expect(try store.draft(other.hash) == nil)
    // Measured again, the incident is deleted and inserted.
    var again = SampleIncidents.shop
    again.impact.failed += 1
    _ = try writer.commit(Checkpoint(at: SampleIncidents.onset, incidents: [again]))
    #expect(try store.draft(own.hash) == own)
    _ = try writer.sweep(retention, now: SampleIncidents.at(10 * 86_400))
    #expect(try store.draft(own.hash) == nil)
  }
}
