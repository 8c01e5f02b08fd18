import Foundation
import LogLab
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct DraftFileTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("draft.md")
  }

  private func content() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func leftOver() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }

  @Test func onlyItsOwnerReadsIt() throws {
    try DraftFile.write("text\n", to: path, force: false)
    #expect(try content() == "text\n")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    #expect(try leftOver() == ["draft.md"])
  }

  @Test func aFileIsKeptUnlessForced() throws {
    try DraftFile.write("old", to: path, force: false)
    #expect(throws: DraftError.self) { try DraftFile.write("new", to: path, force: false) }
    #expect(try content() == "old")
    try DraftFile.write("new", to: path, force: true)
    #expect(try content() == "new")
    #expect(try leftOver() == ["draft.md"])
  }

  @Test(arguments: [false, true])
  func aSymbolicLinkIsRefused(force: Bool) throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.file("target"))
    #expect(throws: DraftError(.symbolicLink, path)) { try DraftFile.write("x", to: path, force: force) }
    #expect(try leftOver() == ["draft.md"])
  }

  /// Processes in containers have the same numbers: what is beside the draft is another's.
  @Test func whatIsBesideADraftIsLeft() throws {
    let other = path + ".\(getpid()).part"
    try "another's".write(toFile: other, atomically: true, encoding: .utf8)
    try DraftFile.write("text", to: path, force: true)
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "another's")
    #expect(try leftOver().count == 2)
  }

  /// As on file systems without hard links.
  @Test func withoutLinksAFileIsMovedUnlessItsNameIsTaken() throws {
    let whole = folder.file("whole")
    try "text".write(toFile: whole, atomically: true, encoding: .utf8)
    try DraftFile.moveWithoutLink(whole, to: path)
    #expect(try content() == "text")
    try "other".write(toFile: whole, atomically: true, encoding: .utf8)
    #expect(throws: DraftError(.fileExists, path)) { try DraftFile.moveWithoutLink(whole, to: path) }
    #expect(throws: DraftError.self) { try DraftFile.moveWithoutLink(folder.file("none"), to: folder.file("b.md")) }
    #expect(try content() == "text")
    #expect(try Set(leftOver()) == ["draft.md", "whole"])
  }

  @Test func aMissingFolderIsAnError() {
    #expect(throws: DraftError.self) { try DraftFile.write("x", to: folder.file("none/draft.md"), force: false) }
  }
}
