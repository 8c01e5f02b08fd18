import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Testing

@testable import Store

@Suite struct ImportedNotesTests {
  private let folder: TemporaryFolder
  private let store: IncidentStore
  private let shop = SampleIncidents.shop.id
  private let notes = [
    ImportedNote(at: SampleIncidents.at(60), kind: .action, text: "restarted the pool"),
    ImportedNote(at: SampleIncidents.at(600), kind: .escalation, text: "storage team joined"),
  ]

  init() throws {
    folder = try TemporaryFolder()
    store = try IncidentStore(path: folder.file("hindcast.db"))
    try store.save(SampleIncidents.reconstruction)
  }

  @discardableResult
  private func correct(_ change: CorrectionRequest.Change) throws -> CorrectionReceipt {
    try store.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(7200), change: change))
  }

  private var noted: [TimelineEntry] {
    get throws { try #require(try store.incident(shop)).timeline.filter { $0.id.hasPrefix("n") } }
  }

  @Test func allAreOneCorrectionAndOneUndoTakesThemBack() throws {
    let receipt = try correct(.notes(incident: shop, source: "review.md", notes: notes))
    #expect(receipt.summaries == ["20240605-1400: imported 2 notes from review.md"])
    let entries = try noted
    #expect(entries.map(\.summary) == notes.map(\.text))
    #expect(entries.map(\.kind) == [.action, .escalation])
    #expect(entries.allSatisfy { $0.origin == .noted && $0.starred })
    #expect(entries.map(\.id) == ["n1-1", "n1-2"])
    #expect(try store.entries(EntryQuery(text: "storage team")).map(\.incidents) == [[shop]])
    try correct(.undo(correction: 1))
    #expect(try noted.isEmpty)
    try correct(.undo(correction: 2))
    #expect(try noted == entries)
  }

  /// Who imports a document need not have been there.
  @Test func theAuthorIsWhomTheDocumentNames() throws {
    var notes = notes
    notes[1].by = "bert"
    try correct(.notes(incident: shop, source: "review.md", notes: notes))
    #expect(try noted.map(\.by) == [nil, "bert"])
  }

  @Test func importingTwiceAddsNothingTwice() throws {
    try correct(.notes(incident: shop, source: "review.md", notes: notes))
    let entries = try noted
    #expect(try correct(.notes(incident: shop, source: "review.md", notes: notes)).corrections.isEmpty)
    let more = ImportedNote(at: SampleIncidents.at(700), kind: .note, text: "pool is fine")
    let receipt = try correct(.notes(incident: shop, source: "copy.md", notes: notes + [more, more]))
    #expect(receipt.corrections.map(\.change) == [.notes(source: "copy.md", notes: [try #require(more.published)])])
    #expect(try noted.prefix(2) == entries.prefix(2))
    try correct(.undo(correction: 1))
    #expect(try noted.map(\.summary) == ["pool is fine"])
    // What was taken back can come again.
    try correct(.notes(incident: shop, source: "review.md", notes: notes))
    #expect(try noted.prefix(2).map(\.summary) == entries.prefix(2).map(\.summary))
  }

  @Test func idsTellNothingOfTheText() throws {
    try correct(.notes(incident: shop, source: "review.md", notes: notes))
    let ids = try noted.map(\.id)
    try correct(.undo(correction: 1))
    let others = notes.map { ImportedNote(at: $0.at, kind: $0.kind, text: "other words") }
    try correct(.notes(incident: shop, source: "review.md", notes: others))
    #expect(try noted.map(\.id) == ids.map { $0.replacing("n1", with: "n3") })
  }

  @Test func aTrialSaysWhatWouldBeRecordedAndRecordsNothing() throws {
    let request = CorrectionRequest(
      by: "anna", at: SampleIncidents.at(7200), change: .notes(incident: shop, source: "review.md", notes: notes))
    let trial = try store.trial(request)
    #expect(try noted.isEmpty && store.corrections().isEmpty)
    #expect(try store.correct(request) == trial)
    #expect(try store.trial(request).corrections.isEmpty)
    #expect(throws: CorrectionError.noSuchIncident("20240605-0000")) {
      try store.trial(
        CorrectionRequest(
          by: "anna", at: SampleIncidents.at(7200),
          change: .split(incident: "20240605-0000", at: SampleIncidents.at(60))))
    }
  }

  @Test func theFutureIsRefusedUnlessTheLogsWereThere() throws {
    let (now, end) = (SampleIncidents.at(600), SampleIncidents.at(1897))
    func request(_ at: Timestamp) -> CorrectionRequest {
      CorrectionRequest(
        by: "anna", at: now,
        change: .notes(
          incident: shop, source: "x",
          notes: [
            ImportedNote(at: at, kind: .note, text: "x")
          ]))
    }
    _ = try store.trial(request(end))
    let later = try #require(Timestamp(rfc3339: "2024-06-05T14:40:00Z"))
    #expect(throws: CorrectionError.inTheFuture(later, now: try #require(Timestamp(rfc3339: now.rfc3339)))) {
      try store.trial(request(later))
    }
    #expect(throws: CorrectionError.self) {
      try store.correct(
        CorrectionRequest(by: "anna", at: now, change: .set(incident: shop, fields: ["ended_at": later.rfc3339])))
    }
  }

  @Test func manyNotesAreTakenAtOnceAndTooManyAreRefused() throws {
    let many = (0..<5_000).map {
      ImportedNote(at: SampleIncidents.at(Double($0 % 1800)), kind: .note, text: "look \($0)")
    }
    #expect(try correct(.notes(incident: shop, source: "review.md", notes: many)).corrections.count == 1)
    let entries = try #require(try store.incident(shop)).timeline
    #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.at <= $1.at })
    #expect(entries.count { $0.id.hasPrefix("n") } == 5_000)
    #expect(try correct(.notes(incident: shop, source: "review.md", notes: many.reversed())).corrections.isEmpty)
    let tooMany = Array(repeating: many[0], count: ImportedNote.limit + 1)
    #expect(throws: CorrectionError.tooManyNotes(100_001)) {
      try correct(.notes(incident: shop, source: "x", notes: tooMany))
    }
  }

  @Test func aNoteThatIsThereIsKnownToTheMinuteAndByItsLabel() throws {
    try correct(
      .note(incident: shop, text: "index on product(name) dropped", kind: .action, at: SampleIncidents.at(65)))
    let minute = Timestamp(seconds: SampleIncidents.at(65).second / 60 * 60)
    for text in [
      "index on product(name) dropped", "index on product(name) dropped (anna)",
      "action: index on product(name) dropped",
    ] {
      let note = ImportedNote(at: minute, kind: .note, text: text)
      #expect(try correct(.notes(incident: shop, source: "draft.md", notes: [note])).corrections.isEmpty, "\(text)")
    }
    let later = ImportedNote(at: minute.advanced(bySeconds: 60), kind: .action, text: "index on product(name) dropped")
    #expect(try correct(.notes(incident: shop, source: "draft.md", notes: [later])).corrections.count == 1)
  }

  /// A note's id was a hash once: `i` and the beginning of that of `20240605-1400`, the microseconds and the text.
  @Test func marksByFormerIDsStay() throws {
    try correct(.notes(incident: shop, source: "review.md", notes: notes))
    try store.file.write { db in
      for (entry, starred, hidden) in [
        ("i95760f6a54df", false, nil), ("if748c24bfe77", nil, true), ("i000000000000", true, true),
      ] as [(String, Bool?, Bool?)] {
        _ = try CorrectionRows().append(
          Correction(
            number: 0, at: SampleIncidents.at(7000), by: "anna", incident: shop,
            change: .mark(entry: entry, starred: starred, hidden: hidden)), db)
      }
    }
    let shown = try #require(try store.incident(shop, includingHidden: false)).timeline.filter {
      $0.id.hasPrefix("n1-")
    }
    #expect(shown.map(\.id) == ["n1-1"] && shown.map(\.starred) == [false])
    let all = try #require(try store.incident(shop, includingHidden: true)).timeline.filter { $0.id.hasPrefix("n1-") }
    #expect(all.map(\.id) == ["n1-1", "n1-2"])
    let page = try store.entries(EntryQuery(incident: shop)).filter { $0.entry.id.hasPrefix("n1-") }
    #expect(page.map(\.entry) == shown)
    // A later mark by the new id counts, and taking an old one back shows what it hid.
    try correct(.mark(entry: "n1-1", starred: true, hidden: nil))
    try correct(.undo(correction: 3))
    #expect(try noted.map(\.starred) == [true, true])
    #expect(try store.entries(EntryQuery(incident: shop)).contains { $0.entry.id == "n1-2" })
  }

  @Test func marksFindImportedNotes() throws {
    try correct(.notes(incident: shop, source: "review.md", notes: notes))
    let id = try #require(try noted.first?.id)
    try correct(.mark(entry: String(id.prefix(6)), starred: false, hidden: nil))
    #expect(try noted.first?.starred == false)
    try correct(.mark(entry: id, starred: nil, hidden: true))
    #expect(try store.incident(shop)?.timeline.contains { $0.id == id } == false)
    // Hidden is not gone: it is not added again.
    #expect(try correct(.notes(incident: shop, source: "review.md", notes: notes)).corrections.isEmpty)
  }

  @Test func withoutAnIncidentTheyGoWhereANoteGoes() throws {
    #expect(
      try correct(.notes(incident: nil, source: "a  b\n.md", notes: notes)).summaries == [
        "20240605-1400: imported 2 notes from a b .md"
      ])
  }

  @Test func whatMakesNoSenseIsRefusedAsAWhole() throws {
    let wrong = ImportedNote(at: SampleIncidents.at(1), kind: .onset, text: "x")
    #expect(throws: CorrectionError.notAKindOfNote("onset")) {
      try correct(.notes(incident: shop, source: "x.md", notes: notes + [wrong]))
    }
    #expect(throws: CorrectionError.noteTooLong) {
      try correct(
        .note(incident: shop, text: String(repeating: "x", count: 70_000), kind: nil, at: SampleIncidents.at(1)))
    }
    #expect(throws: CorrectionError.emptyNote) {
      try correct(
        .notes(
          incident: shop, source: "x.md",
          notes: notes + [ImportedNote(at: SampleIncidents.at(1), kind: .note, text: " ")]))
    }
    #expect(throws: CorrectionError.noSuchIncident("20240605-0000")) {
      try correct(.notes(incident: "20240605-0000", source: "x.md", notes: notes))
    }
    #expect(try noted.isEmpty)
  }
}

extension ImportedNote {
  /// As it is stored: with whole milliseconds.
  fileprivate var published: ImportedNote? {
    Timestamp(rfc3339: at.rfc3339).map { ImportedNote(at: $0, kind: kind, text: text) }
  }
}
