import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import hindcast

/// What `hindcast draft --update` makes of files as editors, shells and other programs leave them.
@Suite struct DraftInputTests {
  private let folder: TemporaryFolder
  private let store: String
  private let path: String
  private let surroundings: Surroundings

  init() throws {
    folder = try TemporaryFolder()
    store = folder.file("hindcast.db")
    path = folder.file("draft.md")
    surroundings = Surroundings(
      now: SampleIncidents.at(7200), zone: .gmt, environment: ["HINDCAST_SOCKET": folder.file("hindcast.sock")],
      terminal: Terminal(isTerminal: false, width: 100))
    try save()
  }

  private func save(_ change: (inout Incident) -> Void = { _ in }) throws {
    var incident = SampleIncidents.shop
    change(&incident)
    try IncidentStore(path: store).save(Reconstruction(incidents: [incident], coverage: SampleIncidents.coverage))
  }

  private func command(_ arguments: String...) throws -> DraftCommand {
    try #require(try Hindcast.parseAsRoot(["draft", "--store", store] + arguments) as? DraftCommand)
  }

  private func draft(_ arguments: String...) throws -> String {
    let command = try #require(
      try Hindcast.parseAsRoot(["draft", SampleIncidents.shop.id, "--store", store] + arguments) as? DraftCommand)
    return try command.drafted(surroundings).text
  }

  private func update(_ edited: String, _ arguments: String...) throws -> (text: String, renewal: DraftCommand.Renewal)
  {
    try folder.write("draft.md", edited)
    let command = try #require(
      try Hindcast.parseAsRoot(["draft", "--update", path, "--store", store] + arguments) as? DraftCommand)
    let renewal = try command.renew(path, surroundings)
    return (try String(contentsOfFile: path, encoding: .utf8), renewal)
  }

  @Test(arguments: [("\u{FEFF}", "\n"), ("", "\r\n"), ("\u{FEFF}", "\r\n")])
  func aByteOrderMarkAndLineEndsOfWindowsStayAndMeanNothing(mark: String, end: String) throws {
    let text = try draft()
    func asEdited(_ text: String) -> String { mark + text.replacing("\n", with: end) }
    try save {
      $0.title = "Everything is slow"
      $0.impact.failed = 1300
    }
    let (renewed, renewal) = try update(asEdited(text))
    #expect(renewal.lines[0].hasSuffix("renewed") && !renewal.hasConflicts)
    // Foundation would take the mark away.
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(asEdited(try draft()).utf8))
    #expect(renewed.contains("Everything is slow"))
  }

  @Test func theBaseMayComeThroughAPipe() async throws {
    let text = try draft()
    try FileManager.default.removeItem(atPath: store)
    try save { $0.impact.failed = 1300 }
    let pipe = folder.file("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    async let written: Void = offPool { try Data(text.utf8).write(to: URL(fileURLWithPath: pipe), options: []) }
    let command = try command("--update", path, "--base", pipe)
    try folder.write("draft.md", text + "\nOurs.\n")
    let renewal = try await offPool { try command.renew(path, surroundings) }
    try await written
    #expect(!renewal.hasConflicts)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("1,300 of 20,000"))
  }

  @Test func whatIsToBeRenewedMustBeAFile() throws {
    let pipe = folder.file("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let link = folder.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: pipe)
    for path in [pipe, link] {
      let command = try command("--update", path)
      #expect(throws: DraftError(.noFile, path)) { try command.renew(path, surroundings) }
    }
  }

  @Test func aPageIsNotRenewed() throws {
    let page = try folder.write(
      "page.html", try command("20240605-1400", "--format", "html").drafted(surroundings).text)
    let command = try command("--update", page)
    #expect(throws: DraftError(.page, page)) { try command.renew(page, surroundings) }
    #expect(DraftError(.page, page).localizedDescription.contains("--from DRAFT.md"))
  }

  @Test(arguments: ["times Mars/Olympus", "evidence notes", "clients hidden"])
  func aLastLineThatMeansNothingIsNamed(part: String) throws {
    let known = part.prefix { $0 != " " }
    let text = try draft().replacing(try Regex("\(known) [A-Za-z/]+(?=,)"), with: part)
    #expect(throws: DraftError(.unknownStamp(part), path)) { try update(text) }
  }

  @Test func aNoteThatWasUndoneIsGoneOrAConflictWhereItWasEdited() throws {
    let note = "the cache is cold"
    func correct(_ arguments: String...) throws {
      let command = try #require(
        try Hindcast.parseAsRoot(arguments + ["--by", "anna", "--store", store]) as? any CorrectionCommand)
      _ = try command.output(surroundings)
    }
    try correct("note", SampleIncidents.shop.id, "hypothesis: " + note, "--at", "2024-06-05T14:10:00Z")
    let text = try draft()
    #expect(text.contains(note))
    try correct("undo")
    #expect(try !update(text).text.contains(note))
    let (marked, renewal) = try update(text.replacing(note, with: note + ", anna thought"))
    #expect(renewal.hasConflicts && marked.contains("<<<<<<< draft.md\n"))
    #expect(marked.contains(note + ", anna thought"))
  }

  @Test func aRenewalTreatsPersonalDataAsTheDraftDid() throws {
    let address = "198.51.100.7"
    func saveAddress(_ failed: Int) throws {
      try save {
        $0.title = "Requests of client \(address) fail"
        $0.impact.failed = failed
      }
    }
    try saveAddress(1234)
    for how in ["keep", "mask"] {
      let text = try draft("--clients", how)
      #expect(text.contains("clients \(how), emails pseudonym, users pseudonym, base "))
      try saveAddress(1300)
      let renewed = try update(text).text
      #expect(renewed.contains("1,300 of") && renewed.contains(address) == (how == "keep"))
      #expect(renewed.contains(#"\[client\]"#) == (how == "mask") && renewed.contains("clients \(how), "))
      try saveAddress(1234)
    }
    // What is said now comes before it.
    let other = try update(try draft("--clients", "keep"), "--clients", "mask").text
    #expect(!other.contains(address) && other.contains("clients mask, "))
  }
}
