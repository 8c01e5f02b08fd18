import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import Control

@Suite struct IncidentLibraryTests {
  private let folder: TemporaryFolder
  private let library: IncidentLibrary

  init() throws {
    folder = try TemporaryFolder()
    try IncidentStore(path: folder.file("hindcast.db")).save(SampleIncidents.reconstruction)
    library = try IncidentLibrary(store: folder.file("hindcast.db"), environment: [:])
  }

  @Test func readsWhatWasStored() throws {
    let found = try library.incidents(IncidentFilter())
    #expect(found.incidents == [SampleIncidents.shop.published])
    #expect(found.coverage == SampleIncidents.coverage.published)
    #expect(try library.incident("20240605-1400") == SampleIncidents.shop.published)
  }

  @Test func anUnknownIncidentIsAnsweredWithTheNearest() throws {
    #expect(throws: LibraryError.noSuchIncident("20240605-1401", nearest: ["20240605-1400"])) {
      try library.incident("20240605-1401")
    }
  }

  private func note(_ text: String) -> CorrectionRequest {
    CorrectionRequest(
      by: "anna", at: SampleIncidents.at(60), change: .note(incident: nil, text: text, kind: nil, at: nil))
  }

  @Test func aCorrectionIsReadAtOnce() throws {
    #expect(try library.correct(note("x")).summaries == ["20240605-1400: note n1: x"])
    #expect(try library.incident("20240605-1400").timeline.contains { $0.summary == "x" && $0.by == "anna" })
    #expect(try library.document("20240605-1400").corrections.map(\.correction.number) == [1])
  }

  @Test func aPageOfWhatPeopleSplitBeginsWhereTheLastEnded() throws {
    let split = CorrectionRequest.Change.split(incident: "20240605-1400", at: SampleIncidents.at(1200))
    _ = try library.correct(CorrectionRequest(by: "anna", at: SampleIncidents.at(60), change: split))
    let whole = try library.page(EntryQuery(), after: nil).entries
    let place = PageKey(at: SampleIncidents.at(35), id: "e4")
    #expect(whole[3].entry.id == "e4")
    #expect(try library.page(EntryQuery(), after: place.cursor).entries == Array(whole.dropFirst(4)))
  }

  @Test func secretsInNotesAreMasked() throws {
    _ = try library.correct(note("logged in with password=hunter2 and it worked"))
    let timeline = try library.incident("20240605-1400").timeline
    #expect(timeline.contains { $0.summary.contains("it worked") })
    #expect(!timeline.contains { $0.summary.contains("hunter2") })
  }

  /// A megabyte that is refused is not first searched for secrets; what is too long is so with its secrets.
  @Test func secretsInTheNamesOfWhoWroteAreMasked() throws {
    let imported = ImportedNote(at: SampleIncidents.at(60), kind: .note, text: "x", by: "token=abc123def", line: 1)
    for change: CorrectionRequest.Change in [
      .note(incident: nil, text: "y", kind: nil, at: nil),
      .notes(incident: nil, source: "a.md", notes: [imported]), .set(incident: "20240605-1400", fields: ["title": "z"]),
    ] {
      _ = try library.correct(CorrectionRequest(by: "password=hunter2x", at: SampleIncidents.at(60), change: change))
    }
    let written = try "\(library.document("20240605-1400"))\(library.corrections())"
    #expect(written.contains("password=[redacted]") && written.contains("token=[redacted]"))
    #expect(!written.contains("hunter2x") && !written.contains("abc123def"))
  }

  @Test func aNoteThatIsTooLongIsRefusedBeforeItsSecretsAreMasked() throws {
    let long = "password=" + String(repeating: "x", count: ImportedNote.longest)
    let imported = ImportedNote(at: SampleIncidents.at(60), kind: .note, text: long, by: "anna", line: 1)
    let notes = CorrectionRequest(
      by: "anna", at: SampleIncidents.at(60), change: .notes(incident: nil, source: "a.md", notes: [imported]))
    for request in [note(long), notes] {
      #expect(throws: LibraryError.refused(.noteTooLong)) { try library.correct(request) }
      #expect(throws: LibraryError.refused(.noteTooLong)) { try library.trial(request) }
    }
  }

  @Test func aHeldStoreIsCorrectedByItsHolderAlone() throws {
    let writer = try StoreWriter(path: folder.file("hindcast.db"), ballastBytes: 0)
    #expect {
      try library.correct(note("x"))
    } throws: { error in
      guard case LibraryError.store(let error)? = error as? LibraryError, case .heldBy = error.reason else {
        return false
      }
      return true
    }
    let held = try IncidentLibrary(writer)
    _ = try held.correct(note("y"))
    for reader in [held, library] {
      #expect(try reader.incident("20240605-1400").timeline.count { $0.by == "anna" } == 1)
    }
  }

  @Test func aDocumentTravelsAsJSON() throws {
    _ = try library.correct(note("x"))
    let document = try library.document("20240605-1400")
    let json = try ReadableJSON.encode(document)
    #expect(try JSONDecoder().decode(IncidentDocument.self, from: Data(json.utf8)).corrections == document.corrections)
  }

  @Test func anUnknownEntryIsAnsweredWithTheNearest() {
    let mark = CorrectionRequest(
      by: "anna", at: SampleIncidents.onset, change: .mark(entry: "e99", starred: true, hidden: nil))
    #expect(throws: LibraryError.noSuchEntry("e99", nearest: ["e9", "e8", "e7", "e6", "e5"])) {
      try library.correct(mark)
    }
  }

  @Test func theNearestNamesComeFirst() {
    let names = [
      "20240501-1200", "20240605-1400", "20240605-1410", "20240605-1400-2", "20231224-0000", "20240605-0900",
    ]
    #expect(
      NearestNames.of("20240605-1401", among: names).prefix(3) == ["20240605-1400", "20240605-1410", "20240605-1400-2"])
    #expect(NearestNames.of("x", among: []).isEmpty)
  }

  @Test func withoutAPathTheStandardStoreIsMeant() {
    #expect(throws: StoreError(.missing, path: folder.file("none/hindcast/hindcast.db"))) {
      try IncidentLibrary(store: nil, environment: ["XDG_STATE_HOME": folder.file("none")])
    }
  }
}
