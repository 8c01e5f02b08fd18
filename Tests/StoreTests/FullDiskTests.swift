import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

/// A disk that is full or read-only stops the store, and nothing is lost.
@Suite(.enabled(if: TinyDisk.isAvailable, "needs root and the right to mount"))
struct FullDiskTests {
  /// A checkpoint that takes about 100 KB.
  private func checkpoint(_ number: Int) -> Checkpoint {
    let entries = (0..<20).map { index in
      TimelineEntry(
        id: "r\(number).\(index)", at: SampleIncidents.at(Double(number)), kind: .reload, origin: .observed,
        summary: "reload",
        evidence: [SampleIncidents.evidence(String(repeating: "\(number * 20 + index) ", count: 800))])
    }
    return Checkpoint(
      at: SampleIncidents.at(Double(number)), resumption: ScribedCheckpoint.resumption(number), entries: entries)
  }

  /// Commits until the disk is full; returns the number of the checkpoint that found no room.
  private func fill(_ writer: StoreWriter) throws -> Int {
    for number in 1...500 {
      do throws(StoreError) {
        _ = try writer.commit(checkpoint(number))
      } catch {
        #expect(error.reason == .full)
        return number
      }
    }
    throw StoreError(.database, path: writer.path)
  }

  @Test func case62AFullDiskLeavesTheLastCheckpointAndIsLeftByMakingRoom() throws {
    let disk = try TinyDisk(megabytes: 8)
    let filler = disk.path + "/filler"
    try Data(count: 2 << 20).write(to: URL(fileURLWithPath: filler))
    let writer = try StoreWriter(path: disk.path + "/hindcast.db", ballastBytes: 1 << 20)
    let failed = try fill(writer)
    #expect(failed > 5)
    #expect(ScribedCheckpoint.number(of: try writer.resume()) == failed - 1)
    #expect(throws: StoreError.self) { try writer.commit(checkpoint(failed)) }
    try FileManager.default.removeItem(atPath: filler)
    _ = try writer.commit(checkpoint(failed))
    #expect(ScribedCheckpoint.number(of: try writer.resume()) == failed)
    #expect(try writer.incidents.entries().count == failed * 20)
  }

  @Test func case63AFullDiskIsSweptByLettingTheBallastGo() throws {
    let disk = try TinyDisk(megabytes: 8)
    let writer = try StoreWriter(path: disk.path + "/hindcast.db", ballastBytes: 3 << 20)
    let failed = try fill(writer)
    var deleted = 0
    var swept = Swept(hasMore: true)
    while swept.hasMore {
      swept = try writer.sweep(Retention(entrySeconds: 3), now: SampleIncidents.at(Double(failed)), limit: 200)
      deleted += swept.entries
    }
    #expect(deleted == (failed - 4) * 20)
    for number in failed..<failed + 3 { _ = try writer.commit(checkpoint(number)) }
    #expect(ScribedCheckpoint.number(of: try writer.resume()) == failed + 2)
    #expect(FileManager.default.fileExists(atPath: disk.path + "/hindcast.db.ballast"))
  }

  @Test func case64ADiskWithoutInodesIsSaidAndLeft() throws {
    let disk = try TinyDisk(megabytes: 8, inodes: 8)
    let path = disk.path + "/hindcast.db"
    do { _ = try StoreWriter(path: path, ballastBytes: 0).commit(ScribedCheckpoint.numbered(1)) }
    var fillers: [String] = []
    while FileManager.default.createFile(atPath: disk.path + "/\(fillers.count)", contents: nil) {
      fillers.append(disk.path + "/\(fillers.count)")
    }
    #expect(!fillers.isEmpty)
    #expect(throws: StoreError.self) { try StoreWriter(path: path, ballastBytes: 0) }
    for filler in fillers { try FileManager.default.removeItem(atPath: filler) }
    #expect(try expectWholeCheckpoints(path) == 1)
  }

  @Test func case64AReadOnlyDiskIsSaid() throws {
    let disk = try TinyDisk(megabytes: 8)
    let path = disk.path + "/hindcast.db"
    do { _ = try StoreWriter(path: path, ballastBytes: 0).commit(ScribedCheckpoint.numbered(1)) }
    #expect(try disk.remount("ro"))
    do {
      _ = try StoreWriter(path: path)
      Issue.record("opened for writing")
    } catch {
      #expect(error.reason == .cannotCreate && error.errorNumber == EROFS)
    }
    #expect(try disk.remount("rw"))
    #expect(try expectWholeCheckpoints(path) == 1)
  }

  @Test(arguments: ["hindcast.db", "hind cast?50%.db"]) func onAReadOnlyDiskAStoreIsRead(name: String) throws {
    let disk = try TinyDisk(megabytes: 8)
    let path = disk.path + "/" + name
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    #expect(try disk.remount("ro"))
    let store = try IncidentStore(path: path, access: .reading)
    #expect(try store.incidents().map(\.id) == [SampleIncidents.shop.id])
    // No lock kept anybody from writing since.
    #expect(try disk.remount("rw"))
    let writer = try IncidentStore(path: path)
    try writer.save(SampleIncidents.reconstruction)
    do {
      _ = try store.incidents()
      Issue.record("read what may be half of it")
    } catch { #expect(error.reason == .busy) }
  }

  /// What stands in the WAL would be passed over.
  @Test func onAReadOnlyDiskAStoreWithAWALIsNotReadAsItIs() throws {
    let disk = try TinyDisk(megabytes: 8)
    let path = disk.path + "/hindcast.db"
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    try Data(repeating: 1, count: 4096).write(to: URL(fileURLWithPath: path + "-wal"))
    #expect(try disk.remount("ro"))
    do {
      _ = try IncidentStore(path: path, access: .reading)
      Issue.record("opened without its index")
    } catch { #expect(error.reason == .readOnlyFolder) }
  }
}
