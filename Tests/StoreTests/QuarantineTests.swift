import Foundation
import GRDB
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

/// Case 67: a damaged store is put aside once, and what can be read of it is kept.
@Suite struct QuarantineTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("hindcast.db")
    let writer = try StoreWriter(path: path, destinations: ["hook"], ballastBytes: 4096)
    _ = try writer.commit(ScribedCheckpoint.numbered(1))
    _ = try writer.correct(
      CorrectionRequest(
        by: "anna", at: SampleIncidents.at(1), change: .note(incident: nil, text: "mine", kind: nil, at: nil)))
  }

  /// 4 KiB of noise over the root page of a table or index; over the first page where none is named.
  private func damage(_ table: String?) throws {
    let database = try DatabaseQueue(path: path)
    let page = try database.read { db in
      try table.map { try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_master WHERE name = ?", arguments: [$0])! }
        ?? 1
    }
    try database.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(page - 1) * 4096)
    var generator = Generator(67)
    try file.write(contentsOf: Data((0..<4096).map { _ in UInt8.random(in: 0...255, using: &generator) }))
    try file.close()
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  @Test func aSoundStoreIsLeftAlone() throws {
    #expect(try !StoreQuarantine(path: path).replaceIfDamaged())
    #expect(try expectWholeCheckpoints(path) == 1)
  }

  @Test(arguments: ["entry", "engine_state", "position", "entry_by_time"])
  func whatPeopleWroteOutlivesNoise(table: String) throws {
    try damage(table)
    let quarantine = StoreQuarantine(path: path)
    #expect(try quarantine.replaceIfDamaged())
    #expect(try !quarantine.replaceIfDamaged())
    #expect(try files.filter { $0.contains("damaged") } == ["hindcast.db.damaged"])
    let writer = try StoreWriter(path: path, destinations: ["hook"], ballastBytes: 4096)
    #expect(try writer.resume() == nil)
    #expect(try writer.incidents.corrections(of: SampleIncidents.shop.id).count == 1)
    // What is measured again is what it was, and is not told again.
    let receipt = try writer.commit(ScribedCheckpoint.numbered(1))
    #expect(receipt.incidents == [SampleIncidents.shop.id] && receipt.transitions.isEmpty)
    #expect(try writer.incidents.incidents()[0].timeline.contains { $0.summary == "mine" })
  }

  @Test func noiseOverTheHeaderIsDamageToo() throws {
    try damage(nil)
    #expect(try StoreQuarantine(path: path).replaceIfDamaged())
    #expect(try StoreWriter(path: path, ballastBytes: 4096).incidents.incidents().isEmpty)
  }

  @Test func aSecondDamageReplacesTheCopyOfTheFirst() throws {
    try damage("entry")
    #expect(try StoreQuarantine(path: path).replaceIfDamaged())
    try damage("correction")
    #expect(try StoreQuarantine(path: path).replaceIfDamaged())
    #expect(try files.filter { $0.contains("damaged") } == ["hindcast.db.damaged"])
  }

  @Test func whatNeverWasAStoreIsNotMoved() throws {
    let text = folder.file("access.log")
    try Data(String(repeating: "no database\n", count: 900).utf8).write(to: URL(fileURLWithPath: text))
    #expect(throws: StoreError(.notAStore, path: text, sqlCode: 26)) {
      try StoreQuarantine(path: text).replaceIfDamaged()
    }
    #expect(try !files.contains("access.log.damaged"))
  }
}
