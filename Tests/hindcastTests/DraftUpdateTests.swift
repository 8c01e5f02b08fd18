import ArgumentParser
import Control
import DaemonLab
import Drafting
import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import hindcast

@Suite struct DraftUpdateTests {
  private let folder: TemporaryFolder
  private let id = SampleIncidents.shop.id
  private let store: String

  init() throws {
    folder = try TemporaryFolder()
    store = folder.file("hindcast.db")
  }

  private var surroundings: Surroundings {
    Surroundings(
      now: SampleIncidents.at(7200), zone: .gmt, environment: ["HINDCAST_SOCKET": folder.file("hindcast.sock")],
      terminal: Terminal(isTerminal: false, width: 100))
  }

  private func save(_ change: (inout Incident) -> Void = { _ in }) throws {
    var incident = SampleIncidents.shop
    change(&incident)
    try IncidentStore(path: store).save(Reconstruction(incidents: [incident], coverage: SampleIncidents.coverage))
  }

  private func command(_ arguments: String...) throws -> DraftCommand {
    try #require(try Hindcast.parseAsRoot(["draft"] + arguments) as? DraftCommand)
  }

  /// A draft in a file, as somebody edited it.
  private func edited(_ edit: (String) -> String = { $0 }) throws -> String {
    try save()
    let text = try command(id, "--store", store).drafted(surroundings).text
    return try folder.write("draft.md", edit(text))
  }

  private func update(_ path: String, _ arguments: String...) throws -> DraftCommand.Renewal {
    let command = try #require(
      try Hindcast.parseAsRoot(["draft", "--update", path, "--store", store] + arguments) as? DraftCommand)
    return try command.renew(path, surroundings)
  }

  private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func reason(_ path: String, _ arguments: String...) -> DraftError.Reason? {
    do throws(DraftError) {
      do { _ = try update(path) } catch let error as DraftError { throw error } catch { return nil }
    } catch { return error.reason }
    return nil
  }

  @Test func whatWasMeasuredIsRenewedAndWhatAPersonWroteStays() throws {
    let path = try edited {
      $0.replacing("1,234 of 20,000 failed", with: "1,234 of 20,000 failed, nearly all of them carts")
        .replacing("## Misleading Paths", with: "We learnt much.\n\n## Misleading Paths")
    }
    try save { $0.impact.failed = 1300 }
    let renewal = try update(path)
    #expect(renewal == DraftCommand.Renewal(lines: ["\(path): 1 place renewed"], hasConflicts: false))
    let text = try read(path)
    #expect(text.contains("1,300 of 20,000 failed, nearly all of them carts"))
    #expect(text.contains("We learnt much.\n\n## Misleading Paths"))
    // The file names its new base, so that it can be renewed again; there is nothing new now.
    try save {
      $0.impact.failed = 1300
      $0.impact.slow = 900
    }
    _ = try update(path)
    #expect(try read(path).contains("900 more were slow"))
    #expect(try update(path).lines == ["\(path) is up to date"])
  }

  @Test func aMovedSectionIsRenewedWhereItIsAndADeletedOneStaysAway() throws {
    let path = try edited { text in
      let parts = text.components(separatedBy: "\n## ")
      let order = ["Issue Summary", "Root Cause", "Timeline", "Corrective"]
      let kept = order.compactMap { name in parts.first { $0.hasPrefix(name) } }
      #expect(kept.count == order.count)
      return ([parts[0]] + kept).joined(separator: "\n## ")
        .replacing("| Severity | major", with: "| Severity | major, as we see it,")
    }
    try save {
      $0.impact.failed = 1300
      $0.timeline.removeAll { $0.kind == .peak }
      $0.endedAt = SampleIncidents.at(2000)
    }
    let mine = try read(path)
    let renewal = try update(path)
    #expect(!renewal.hasConflicts, "\(renewal.lines)")
    #expect(renewal.lines.contains("\(path): section 'Impact', which you had deleted, has changed: it stays deleted"))
    let text = try read(path)
    let headings = { (text: String) in text.split(separator: "\n").filter { $0.hasPrefix("## ") } }
    #expect(headings(text) == headings(mine))
    #expect(text.contains("major, as we see it,") && !text.contains("1,300 of 20,000"))
    #expect(text.contains("| End | 2024-06-05 14:33:23 UTC"))
    #expect(try update(path).lines == ["\(path) is up to date"])
  }

  @Test func theDaemonAndItsStoreRenewAlike() async throws {
    let generated = try read(edited())
    let path = try edited { $0 + "\nWritten below it.\n" }
    let edited = try read(path)
    try FileManager.default.removeItem(atPath: store)
    var incident = SampleIncidents.shop
    incident.impact.failed = 1300
    let (command, surroundings) = (
      try command("--update", path, "--base", try folder.write("base.md", generated)), surroundings
    )
    let asked = try await withServer(folder, incidents: [incident]) { _, _ in
      try await offPool { try command.renew(path, surroundings) }
    }
    let renewed = try read(path)
    #expect(asked.lines == ["\(path): 1 place renewed"])
    #expect(renewed.hasSuffix("-->\n\nWritten below it.\n") && renewed.contains("1,300 of 20,000"))
    // What the daemon was asked for is kept in its store, and the other way finds it there.
    try folder.write("draft.md", edited)
    _ = try update(path, "--base", folder.file("base.md"))
    #expect(try read(path) == renewed)
    #expect(try update(path).lines == ["\(path) is up to date"])
  }

  @Test func aDraftOfAnotherIncidentIsLeftAlone() throws {
    let path = try edited()
    let other = SampleIncidents.shop(hoursLater: 3)
    try IncidentStore(path: store).save(
      Reconstruction(incidents: [SampleIncidents.shop, other], coverage: SampleIncidents.coverage))
    let text = try read(path)
    #expect(throws: DraftError(.otherIncident(SampleIncidents.shop.id), path)) { try update(path, other.id) }
    #expect(try read(path) == text)
    #expect(try update(path, SampleIncidents.shop.id).lines == ["\(path) is up to date"])
  }

  @Test func conflictsAreMarkedAndNamedByTheirLines() throws {
    let path = try edited { $0.replacing("1,234 of 20,000 failed", with: "1,200 of 20,000 failed") }
    try save { $0.impact.failed = 1300 }
    let renewal = try update(path)
    let lines = try read(path).split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex(of: "<<<<<<< draft.md")) + 1
    #expect(renewal.hasConflicts && renewal.lines.last?.hasPrefix("\(path):\(line): conflict: ") == true)
    #expect(lines[line].contains("1,200 of") && lines[line + 2].contains("1,300 of"))
    #expect(reason(path) == .holdsConflicts(lines: [line, line + 4]))
  }

  @Test func theFileKeepsItsModeAndIsNeverWrittenThroughALink() throws {
    let path = try edited()
    unsafe chmod(path, 0o664)
    try save { $0.impact.failed = 1300 }
    let link = folder.file("link.md")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(reason(link) == .symbolicLink)
    _ = try update(path)
    var status = stat()
    #expect(unsafe lstat(path, &status) == 0 && status.st_mode & 0o7777 == 0o664)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasSuffix(".part") })
  }

  @Test func aFileThatWasSavedMeanwhileIsLeftAlone() throws {
    let path = try edited()
    let draft = try EditedDraft(path)
    try folder.write("draft.md", "saved meanwhile")
    #expect(throws: DraftError(.changedMeanwhile, path)) { try draft.replace(with: "merged") }
    #expect(try read(path) == "saved meanwhile")
  }

  @Test func withoutItsBaseADraftIsNotTouched() throws {
    let path = try edited()
    try FileManager.default.removeItem(atPath: store)
    try save { $0.impact.failed = 1300 }
    let before = try read(path)
    #expect(reason(path) == .unknownBase(incident: id))
    #expect(DraftError(.unknownBase(incident: id), path).localizedDescription.contains("--base FILE"))
    #expect(try read(path) == before)
    #expect(reason(folder.file("none.md")) == .unreadable(ENOENT))
    #expect(reason(folder.path) == .noFile)
  }

  @Test func aDraftWhoseLastLineWasDeletedIsRenewedWithIdAndBase() throws {
    let path = try edited()
    let base = try folder.write("base.md", try read(path))
    let stamp = try #require(DraftStamp(of: try read(path)))
    try folder.write("draft.md", try read(path).replacing(stamp.comment + "\n", with: "") + "\nOurs.\n")
    #expect(reason(path) == .noStamp)
    try save { $0.impact.failed = 1300 }
    let command = try command(id, "--update", path, "--base", base, "--store", store)
    _ = try command.renew(path, surroundings)
    #expect(try read(path).contains("1,300 of 20,000"))
    #expect(try read(path).contains("\nOurs.\n"))
    #expect(DraftStamp(of: try read(path))?.base != nil)
  }

  @Test(arguments: [
    ["draft"], ["draft", "20240605-1400", "--base", "x"], ["draft", "--update", "x", "-o", "y"],
    ["draft", "--update", "x", "--force"],
  ])
  func optionsThatDoNotGoTogether(arguments: [String]) {
    #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(arguments) }
  }
}
