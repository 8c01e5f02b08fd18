import Foundation
import GRDB
import Incidents
import LogLab
import SampleIncidents
import Testing

@testable import Store

/// What is no store of this program's schema is refused and left as it is.
@Suite struct StoreGuardTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("hindcast.db")
  }

  private func reason(_ access: IncidentStore.Access = .writing) -> StoreError.Reason? {
    do throws(StoreError) {
      _ = try IncidentStore(path: path, access: access)
      return nil
    } catch {
      return error.reason
    }
  }

  private func execute(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  @Test func case71ANewerSchemaIsRefused() throws {
    _ = try IncidentStore(path: path)
    try execute("PRAGMA user_version = \(StoreSchema.version + 2)")
    let newer = StoreError.Reason.newerSchema(found: StoreSchema.version + 2, known: StoreSchema.version)
    #expect(reason() == newer)
    #expect(reason(.reading) == newer)
  }

  @Test func aTextFileIsRefusedAndKept() throws {
    let text = Data(String(repeating: "no database\n", count: 200).utf8)
    try text.write(to: URL(fileURLWithPath: path))
    #expect(reason() == .notAStore)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
  }

  @Test func anotherProgramsDatabaseIsRefusedAndKept() throws {
    try execute("CREATE TABLE song (title TEXT)")
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(reason() == .notAStore)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func aMissingStoreIsNotCreatedByReading() {
    #expect(reason(.reading) == .missing)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func whatCannotBeReadIsNotCalledMissing() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    #expect(reason(.reading) == .noFile)
    try FileManager.default.removeItem(atPath: path)
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    guard geteuid() != 0 else { return }
    #expect(unsafe chmod(path, 0) == 0)
    #expect(reason(.reading) == .unreadable)
  }

  @Test func noiseInTheFileIsSaidToBeDamage() throws {
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    try execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: 4096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 8))
    try file.close()
    #expect(throws: StoreError.self) {
      try IncidentStore(path: path, access: .reading).incidents()
    }
  }

  @Test func errorsAreOneLine() {
    let reasons: [StoreError.Reason] = [
      .noHome, .missing, .unreadable, .noFile, .cannotCreate, .notAStore, .newerSchema(found: 2, known: 1),
      .olderSchema, .busy, .heldBy("hindcastd", process: 7), .heldBy("hindcast", process: nil), .notWritten, .full,
      .readOnly, .readOnlyFolder, .damaged, .unreadableRow(table: "entry"), .database,
    ]
    for reason in reasons {
      let text = StoreError(reason, path: "/x").localizedDescription
      #expect(!text.isEmpty && !text.contains("\n"))
    }
  }

  @Test(arguments: [
    (["XDG_STATE_HOME": "/state", "HOME": "/home/a"], "/state/hindcast/hindcast.db"),
    (["XDG_STATE_HOME": "relative", "HOME": "/home/a"], "/home/a/.local/state/hindcast/hindcast.db"),
    (["HOME": "/home/a"], "/home/a/.local/state/hindcast/hindcast.db"),
  ])
  func theStandardPlaceFollowsXDG(environment: [String: String], path: String) throws {
    #expect(try StoreLocation.standard(environment: environment) == path)
  }

  @Test func withoutAHomeThereIsNoStandardPlace() {
    #expect(throws: StoreError(.noHome, path: "")) { try StoreLocation.standard(environment: [:]) }
  }
}
