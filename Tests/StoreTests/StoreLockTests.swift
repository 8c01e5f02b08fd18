import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

/// One process writes a store at a time; the others are told which.
@Suite struct StoreLockTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("hindcast.db")
  }

  private func refusal(_ path: String) -> StoreError.Reason? {
    do throws(StoreError) {
      _ = try IncidentStore(path: path)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func case71And72ASecondWriterIsToldWhoHoldsTheStore() throws {
    let first = try IncidentStore(path: path)
    #expect(refusal(path) == .heldBy(ProcessInfo.processInfo.processName, process: getpid()))
    try first.save(SampleIncidents.reconstruction)
    #expect(try IncidentStore(path: path, access: .reading).incidents() == [SampleIncidents.shop])
  }

  /// A reader writes nothing, not even the log back when it is the last to leave.
  @Test func case72AReaderNeitherWritesNorCheckpoints() throws {
    let writer = try StoreWriter(path: path, ballastBytes: 0)
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
    do {
      let reader = try IncidentStore(path: path, access: .reading)
      let note = CorrectionRequest(
        by: "anna", at: SampleIncidents.onset, change: .note(incident: nil, text: "x", kind: nil, at: nil))
      #expect(throws: CorrectionError.self) { try reader.correct(note) }
      #expect(throws: StoreError.self) { try reader.save(SampleIncidents.reconstruction) }
      #expect(try reader.incidentIDs() == [SampleIncidents.shop.id])
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")) == log)
    withExtendedLifetime(writer) {}
  }

  @Test func aLinkToTheStoreLeadsToTheSameLock() throws {
    let first = try IncidentStore(path: path)
    let link = folder.file("link.db")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(refusal(link) == .heldBy(ProcessInfo.processInfo.processName, process: getpid()))
    withExtendedLifetime(first) {}
  }

  @Test func whoeverMeansToWriteLaterCanAskBefore() throws {
    try IncidentStore.checkIsFree(path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let first = try IncidentStore(path: path)
    #expect(throws: StoreError.self) { try IncidentStore.checkIsFree(path) }
    withExtendedLifetime(first) {}
  }

  @Test func theRightToWriteEndsWithItsHolder() throws {
    do { try IncidentStore(path: path).save(SampleIncidents.reconstruction) }
    #expect(try IncidentStore(path: path).incidents() == [SampleIncidents.shop])
  }
}
