import Foundation
import GRDB
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

/// A damaged store is put aside once, and what can be read of it is kept.
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

  private func open(_ path: String? = nil) throws -> (writer: StoreWriter, isReplaced: Bool) {
    try StoreWriter.recovering(path: path ?? self.path, destinations: ["hook"], ballastBytes: 4096)
  }

  @Test func aSoundStoreIsLeftAlone() throws {
    #expect(try !open().isReplaced)
    #expect(try expectWholeCheckpoints(path) == 1)
  }

  /// Commits until the damage is met.
  private func meetDamage() throws {
    let writer = try StoreWriter(path: path, ballastBytes: 4096)
    do {
      for number in 2...50 { _ = try writer.commit(ScribedCheckpoint.numbered(number)) }
      Issue.record("the damage was not met")
    } catch {
      #expect(error.reason == .damaged)
    }
  }

  @Test(arguments: ["entry", "engine_state", "position", "entry_by_time"])
  func case67WhatPeopleWroteOutlivesNoise(table: String) throws {
    try damage(table)
    try meetDamage()
    do {
      let (writer, isReplaced) = try open()
      #expect(isReplaced)
      #expect(try writer.resume() == nil)
      #expect(try writer.incidents.corrections(of: SampleIncidents.shop.id).count == 1)
      // What is measured again is what it was, and is not told again.
      let receipt = try writer.commit(ScribedCheckpoint.numbered(1))
      #expect(receipt.incidents == [SampleIncidents.shop.id] && receipt.transitions.isEmpty)
      #expect(try writer.incidents.incidents()[0].timeline.contains { $0.summary == "mine" })
    }
    #expect(try !open().isReplaced)
    #expect(try files.filter { $0.contains("damaged") || $0.contains("suspect") } == ["hindcast.db.damaged"])
  }

  @Test func case67NoiseOverTheHeaderIsDamageToo() throws {
    try damage(nil)
    #expect(try open().isReplaced)
    #expect(try open().writer.incidents.incidents().isEmpty)
  }

  @Test func case67ASecondDamageReplacesTheCopyOfTheFirst() throws {
    for table in ["entry", "incident"] {
      try damage(table)
      try meetDamage()
      let (writer, isReplaced) = try open()
      #expect(isReplaced)
      _ = try writer.commit(ScribedCheckpoint.numbered(1))
    }
    #expect(try files.filter { $0.contains("damaged") } == ["hindcast.db.damaged"])
  }

  @Test func whatNeverWasAStoreIsNotMoved() throws {
    let text = try folder.write("access.log", String(repeating: "no database\n", count: 900))
    #expect(throws: StoreError(.notAStore, path: text, sqlCode: 26)) { try open(text) }
    #expect(try !files.contains("access.log.damaged"))
  }
}
