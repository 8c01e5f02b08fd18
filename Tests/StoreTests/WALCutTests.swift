import Foundation
import LogLab
import SampleIncidents
import Store
import Testing

/// A write-ahead log that ends anywhere opens to an exact prefix of the checkpoints.
@Suite struct WALCutTests {
  private static let commits = 4

  @Test func case66ALogCutAnywhereHoldsWholeCheckpoints() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hindcast.db")
    do { _ = try StoreWriter(path: path, ballastBytes: 0) }
    let writer = try StoreWriter(path: path, ballastBytes: 0)
    for number in 1...Self.commits { _ = try writer.commit(ScribedCheckpoint.numbered(number)) }
    let database = try Data(contentsOf: URL(fileURLWithPath: path))
    let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))

    var generator = Generator(66)
    let frames = Array(stride(from: 32, through: log.count, by: 24 + 4096))
    let cuts = frames + (0..<40).map { _ in Int.random(in: 0..<log.count, using: &generator) }
    #expect(frames.count > 3 * Self.commits)
    var found: [Int: Int] = [:]
    for cut in cuts {
      let copy = folder.file("cut.db")
      try database.write(to: URL(fileURLWithPath: copy))
      try log.prefix(cut).write(to: URL(fileURLWithPath: copy + "-wal"))
      found[cut] = try expectWholeCheckpoints(copy)
    }
    let inOrder = found.sorted { $0.key < $1.key }.map(\.value)
    #expect(inOrder == inOrder.sorted())
    #expect(Set(inOrder) == Set(0...Self.commits))
    withExtendedLifetime(writer) {}
  }
}
