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

  @Test("71, 72: a second writer is told who holds the store")
  func aSecondWriterIsToldWhoHoldsTheStore() throws {
    let first = try IncidentStore(path: path)
    #expect(refusal(path) == .heldBy(ProcessInfo.processInfo.processName, process: getpid()))
    try first.save(SampleIncidents.reconstruction)
    #expect(try IncidentStore(path: path, access: .reading).incidents() == [SampleIncidents.shop])
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
