import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import hindcastd

@Suite struct DraftFolderTests {
  private let folder: TemporaryFolder
  private let drafts: DraftFolder
  private let store: IncidentStore
  private let id = SampleIncidents.shop.id

  init() throws {
    folder = try TemporaryFolder()
    let store = try IncidentStore(path: folder.file("hindcast.db"))
    self.store = store
    drafts = DraftFolder(
      path: folder.file("drafts"), keep: { try store.keep($0, for: .folder) }, spare: store.spareDraft)
  }

  private func incident(_ title: String) -> Incident {
    var incident = SampleIncidents.shop
    incident.title = title
    return incident
  }

  private func read(_ name: String) -> String? {
    try? String(contentsOfFile: folder.file("drafts/" + name), encoding: .utf8)
  }

  private func edit(_ name: String) throws -> String {
    let text = try #require(read(name)) + "\nWe were on holiday.\n"
    try folder.write("drafts/" + name, text)
    return text
  }

  private var names: Set<String> {
    Set(
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.file("drafts"))) ?? []).filter { $0.first != "." })
  }

  private func mode(_ name: String) -> mode_t? {
    var status = stat()
    return unsafe lstat(folder.file(name), &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  @Test func anIncidentThatChangedHasItsDraftRenewed() {
    drafts.renew(incident("One"))
    #expect(read("\(id).md")?.contains("One") == true)
    drafts.renew(incident("Two"))
    #expect(read("\(id).md")?.contains("Two") == true)
    #expect(names == ["\(id).md"])
  }

  @Test func aDraftThatSomebodyEditedIsNeverOverwritten() throws {
    drafts.renew(incident("One"))
    let edited = try edit("\(id).md")
    drafts.renew(incident("Two"))
    drafts.renew(incident("Three"))
    #expect(read("\(id).md") == edited)
    #expect(read("\(id).renewed.md")?.contains("Three") == true)
    // Neither is its renewal, once somebody works on that.
    let second = try edit("\(id).renewed.md")
    drafts.renew(incident("Four"))
    #expect(read("\(id).md") == edited)
    #expect(read("\(id).renewed.md") == second)
    #expect(read("\(id).renewed-2.md")?.contains("Four") == true)
  }

  @Test func aRenewalThatSomebodyPutInTheDraftsPlaceIsRenewedThere() throws {
    drafts.renew(incident("One"))
    _ = try edit("\(id).md")
    drafts.renew(incident("Two"))
    let files = FileManager.default
    try files.removeItem(atPath: folder.file("drafts/\(id).md"))
    try files.moveItem(atPath: folder.file("drafts/\(id).renewed.md"), toPath: folder.file("drafts/\(id).md"))
    drafts.renew(incident("Three"))
    #expect(names == ["\(id).md"])
    #expect(read("\(id).md")?.contains("Three") == true)
  }

  @Test func whatWasGeneratedIsKeptForTheDraftsUpdate() throws {
    drafts.renew(incident("One"))
    drafts.renew(incident("Two"))
    let text = try #require(read("\(id).md"))
    let hash = try #require(text.split(separator: "base ").last?.prefix(16))
    let kept = try #require(try store.draft(String(hash)))
    #expect(kept.text == text.replacing(", base \(hash)", with: ""))
  }

  @Test func aDraftThatSomebodyTookAwayComesBackOnlyWithNews() throws {
    drafts.renew(incident("One"))
    try FileManager.default.removeItem(atPath: folder.file("drafts/\(id).md"))
    drafts.renew(incident("One"))
    #expect(names.isEmpty)
    drafts.renew(incident("Two"))
    #expect(read("\(id).md")?.contains("Two") == true)
  }

  @Test func aDraftWhoseWritingWasBrokenOffIsKnownAsOurs() throws {
    drafts.renew(incident("One"))
    let before = try #require(read(".\(id).generated.md"))
    drafts.renew(incident("Two"))
    // As if the process had ended before it noted what it wrote.
    try folder.write("drafts/.\(id).generated.md", before)
    drafts.renew(incident("Two"))
    drafts.renew(incident("Three"))
    #expect(names == ["\(id).md"])
    #expect(read("\(id).md")?.contains("Three") == true)
  }

  @Test func theDraftOfWhatIsNoIncidentAnyMoreGoesUnlessSomebodyEditedIt() throws {
    drafts.renew(incident("One"))
    drafts.retire(id)
    #expect(names.isEmpty)
    drafts.renew(incident("One"))
    let edited = try edit("\(id).md")
    drafts.renew(incident("Two"))
    drafts.retire(id)
    #expect(names == ["\(id).md"])
    #expect(read("\(id).md") == edited)
  }

  @Test func nobodyButTheOwnerReadsADraftWithoutAGroup() {
    drafts.renew(incident("One"))
    #expect(mode("drafts") == 0o700)
    #expect(mode("drafts/\(id).md") == 0o600)
  }

  @Test func membersOfTheGroupMayReadDraftsOldOnesAsWell() {
    let before = umask(0o077)
    defer { umask(before) }
    drafts.renew(incident("One"))
    drafts.share(with: getegid())
    #expect(mode("drafts") == 0o750)
    #expect(mode("drafts/\(id).md") == 0o640)
    drafts.renew(incident("Two"))
    #expect(mode("drafts/\(id).md") == 0o640)
    #expect(mode("drafts/.\(id).generated.md") == 0o600)
  }

  @Test(.enabled(if: geteuid() == 0, "a file is given to any group by root only"))
  func draftsAreOfTheGroupThatMayReadThem() {
    drafts.share(with: 4)
    drafts.renew(incident("One"))
    for name in ["drafts", "drafts/\(id).md"] {
      var status = stat()
      #expect(unsafe lstat(folder.file(name), &status) == 0 && status.st_gid == 4)
    }
  }

  @Test func aSymbolicLinkInTheDraftsPlaceIsNotWrittenThrough() throws {
    drafts.renew(incident("One"))
    let victim = try folder.write("victim", "precious")
    try FileManager.default.removeItem(atPath: folder.file("drafts/\(id).md"))
    try FileManager.default.createSymbolicLink(atPath: folder.file("drafts/\(id).md"), withDestinationPath: victim)
    drafts.renew(incident("Two"))
    #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
    #expect(read("\(id).renewed.md")?.contains("Two") == true)
  }

  @Test func theBaseOfADraftThatSomebodyEditsIsSpared() throws {
    drafts.renew(incident("One"))
    let base = try #require(read("\(id).md")?.split(separator: "base ").last?.prefix(16))
    _ = try edit("\(id).md")
    for number in 0..<70 { drafts.renew(incident("Title \(number)")) }
    #expect(try store.draft(String(base)) != nil)
  }
}
