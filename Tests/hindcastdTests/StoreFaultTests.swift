import Control
import DaemonLab
import Foundation
import GRDB
import Incidents
import LogLab
import Store
import Testing

/// What the running daemon does when its store cannot be written, and that `hindcast status` says so (O6).
@Suite(.serialized, .timeLimit(.minutes(4))) struct StoreFaultTests {
  /// Within this time a degradation is to be seen.
  private static let visible = Duration.seconds(10)

  private func line(_ number: Int) -> String {
    let second = Int64(Date().timeIntervalSince1970)
    return "192.0.2.1 - - [\(AccessLog.stamp(second))] \"GET /\(number) HTTP/1.1\" 200 512 \"-\" \"curl/8\"\n"
  }

  private func append(_ count: Int, to daemon: DaemonProcess, file: String = "access.log") throws {
    let path = daemon.logs + "/" + file
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try file.write(contentsOf: Data((0..<count).map(line).joined().utf8))
  }

  /// Starts it and waits until it has read and stored some lines.
  private func start(_ daemon: DaemonProcess, lines: Int = 100) async throws {
    try append(lines, to: daemon)
    try daemon.start()
    #expect(try await eventually { daemon.status()?.sources.first?.lines == lines })
  }

  /// Opens the store as another program would.
  private func other(_ daemon: DaemonProcess) throws -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: daemon.store, configuration: configuration)
  }

  private func execute(_ sql: String, in database: DatabaseQueue) throws {
    try database.writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  private func positions(_ database: DatabaseQueue) throws -> [Row] {
    try database.inDatabase { try Row.fetchAll($0, sql: "SELECT source, position FROM position") }
  }

  private func end(_ daemon: DaemonProcess) async throws {
    daemon.signal(SIGTERM)
    #expect(try await daemon.status(within: .seconds(10)) == 0)
  }

  private func records(_ daemon: DaemonProcess) throws -> [Int] {
    try IncidentStore(path: daemon.store, access: .reading).coverage().sources.map(\.records)
  }

  @Test(.enabled(if: TinyDisk.isAvailable, "needs root and the right to mount"))
  func case62AFullDiskIsSaidAndNothingIsLost() async throws {
    let disk = try TinyDisk(megabytes: 48)
    let daemon = try DaemonProcess(store: disk.path + "/hindcast.db")
    try await start(daemon)
    try disk.fill()
    try append(200, to: daemon)
    #expect(
      try await eventually(within: Self.visible) {
        daemon.status()?.store.degraded?.contains("no room left to write the store") == true
      })
    // Nothing is read until there is room.
    let read = daemon.status()?.sources.first?.lines
    try append(300, to: daemon)
    #expect(daemon.status()?.sources.first?.lines == read)
    #expect(try daemon.run("hindcast", ["status"]).text.contains("! the store: no room left"))
    try disk.free()
    #expect(
      try await eventually {
        let status = daemon.status()
        return status?.store.degraded == nil && status?.sources.first?.lines == 600
      })
    try await end(daemon)
    #expect(try records(daemon) == [600])
  }

  @Test(.enabled(if: TinyDisk.isAvailable, "needs root and the right to mount"), arguments: ["read-only", "no inodes"])
  func case64WhereNothingCanBeWrittenItEndsAtOnceAndSaysWhy(fault: String) async throws {
    let disk = try TinyDisk(megabytes: 48, inodes: 12)
    let daemon = try DaemonProcess(store: disk.path + "/hindcast.db")
    try await start(daemon)
    try await end(daemon)
    var fillers: [String] = []
    if fault == "read-only" {
      #expect(try disk.remount("ro"))
    } else {
      while FileManager.default.createFile(atPath: disk.path + "/\(fillers.count)", contents: nil) {
        fillers.append(disk.path + "/\(fillers.count)")
      }
    }
    // The service manager tries again every five seconds, for ever.
    for _ in 0..<3 {
      try daemon.start()
      #expect(try await daemon.status(within: .seconds(10)) == 1)
    }
    let said = daemon.errors.split(separator: "\n")
    #expect(said.count == 3 && said.allSatisfy { $0.contains("cannot open or create the store") }, "\(said)")
    if fault == "read-only" { #expect(try disk.remount("rw")) }
    for filler in fillers { try FileManager.default.removeItem(atPath: filler) }
    try append(100, to: daemon)
    try daemon.start()
    #expect(try await eventually { daemon.status()?.sources.first?.lines == 100 })
    try await end(daemon)
    #expect(try records(daemon) == [200])
  }

  /// A disk on which the file runs out of inodes while the daemon runs is none to it: its files are there.
  @Test(.enabled(if: TinyDisk.isAvailable, "needs root and the right to mount"))
  func case64WithoutInodesItGoesOn() async throws {
    let disk = try TinyDisk(megabytes: 48, inodes: 12)
    let daemon = try DaemonProcess(store: disk.path + "/hindcast.db")
    try await start(daemon)
    var number = 0
    while FileManager.default.createFile(atPath: disk.path + "/\(number)", contents: nil) { number += 1 }
    try append(100, to: daemon)
    #expect(try await eventually { daemon.status()?.sources.first?.lines == 200 })
    try await end(daemon)
    #expect(try records(daemon) == [200])
  }

  @Test func case67ADamagedStoreIsPutAsideOnce() async throws {
    let daemon = try DaemonProcess()
    try await start(daemon)
    try await end(daemon)
    for _ in 0..<2 {
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: daemon.store))
      try file.write(contentsOf: Data((0..<4096).map { _ in UInt8.random(in: 0...255) }))
      try file.close()
      for _ in 0..<2 {
        try daemon.start()
        #expect(try await eventually { daemon.status() != nil })
        try await end(daemon)
      }
    }
    #expect(daemon.errors.components(separatedBy: "was damaged").count == 3, "\(daemon.errors)")
    let copies = try FileManager.default.contentsOfDirectory(atPath: daemon.folder.file("state"))
    #expect(copies.filter { $0.contains("damaged") || $0.contains("suspect") } == ["hindcast.db.damaged"])
  }

  /// The other one holds it until that has been seen.
  @Test func case68AnotherProcessThatHoldsTheStoreIsSaidAndNothingIsLost() async throws {
    let daemon = try DaemonProcess()
    try await start(daemon)
    let other = try other(daemon)
    let before = try positions(other)
    try execute("BEGIN EXCLUSIVE", in: other)
    try append(200, to: daemon)
    #expect(
      try await eventually(within: Self.visible) {
        daemon.status()?.store.degraded?.contains("is in use by another process") == true
      })
    #expect(try positions(other) == before)
    try execute("ROLLBACK", in: other)
    #expect(
      try await eventually {
        let status = daemon.status()
        return status?.store.degraded == nil && status?.sources.first?.lines == 300
      })
    try other.close()
    try await end(daemon)
    #expect(try records(daemon) == [300])
  }

  /// That a reader without end makes the log grow is of `CheckpointTests`; here it has grown.
  @Test func case69ALogThatGrowsIsSaid() async throws {
    let daemon = try DaemonProcess()
    try await start(daemon)
    #expect(unsafe truncate(daemon.store + "-wal", StoreWriter.walAlarmBytes + 1) == 0)
    #expect(
      try await eventually(within: Self.visible) {
        daemon.status()?.store.degraded?.contains("another process reads it without end") == true
      })
    #expect(daemon.answer("/metrics")?.contains("hindcast_store_degraded 1") == true)
    try append(100, to: daemon)
    #expect(try await eventually { daemon.status()?.sources.first?.lines == 200 })
    try await end(daemon)
    #expect(try records(daemon) == [200])
  }

  /// Its files may not grow, which SQLite cannot tell from a disk that fails.
  @Test func case70AWriteThatFailsEndsItAndTheNextOneGoesOn() async throws {
    let daemon = try DaemonProcess()
    try await start(daemon)
    try await end(daemon)
    // So many positions do not fit into what the log may grow to.
    for number in 0..<100 { try append(1, to: daemon, file: "\(number).log") }
    try daemon.start(before: "trap '' XFSZ; ulimit -f 70")
    #expect(try await daemon.status(within: .seconds(20)) == 1)
    #expect(daemon.errors.contains("could not be read or written"), "\(daemon.errors)")
    #expect(daemon.errors.split(separator: "\n").count == 1)
    try daemon.start()
    #expect(try await eventually { daemon.status()?.sources.map(\.lines).reduce(0, +) == 100 })
    try await end(daemon)
    #expect(try records(daemon).reduce(0, +) == 200)
  }

  @Test func case71AStoreOfANewerSchemaIsRefused() async throws {
    let daemon = try DaemonProcess()
    try await start(daemon)
    try await end(daemon)
    let other = try other(daemon)
    try execute("PRAGMA user_version = 99", in: other)
    try other.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: daemon.store))
    try daemon.start()
    #expect(try await daemon.status(within: .seconds(10)) == 1)
    #expect(daemon.errors.contains("has schema 99"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: daemon.store)) == before)
  }

  /// Of all that the process has open, while the API reads and a person writes.
  @Test func case72ExactlyOneConnectionMayWrite() async throws {
    let daemon = try DaemonProcess()
    try await start(daemon)
    #expect(try daemon.run("hindcast", ["note", "seen"]).status == 0)
    #expect(daemon.answer("/v1/timeline/entries")?.contains("seen") == true)
    let process = "/proc/\(daemon.id)"
    let modes = try FileManager.default.contentsOfDirectory(atPath: process + "/fd").compactMap { number -> Int32? in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(process)/fd/\(number)")
      guard target == daemon.store else { return nil }
      let info = try String(contentsOfFile: "\(process)/fdinfo/\(number)", encoding: .utf8)
      let flags = info.split(separator: "\n").first { $0.hasPrefix("flags:") }?.split(whereSeparator: \.isWhitespace)
      return flags?.last.flatMap { Int32($0, radix: 8) }.map { $0 & O_ACCMODE }
    }
    #expect(modes.count { $0 == O_RDWR } == 1 && modes.count { $0 == O_RDONLY } == 1, "\(modes)")
    try await end(daemon)
  }

  /// No TCP: there is no Host to check (`case85NothingAsksForTCP` of the configuration).
  @Test func case85ItListensOnNothingButItsSocket() async throws {
    let daemon = try DaemonProcess()
    try await start(daemon)
    let process = "/proc/\(daemon.id)"
    let sockets = Set(
      try FileManager.default.contentsOfDirectory(atPath: process + "/fd").compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "\(process)/fd/\($0)")
      }.filter { $0.hasPrefix("socket:") }.map { String($0.dropFirst("socket:[".count).dropLast()) })
    #expect(!sockets.isEmpty)
    for table in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"] {
      let lines = try String(contentsOfFile: "\(process)/net/\(table)", encoding: .utf8).split(separator: "\n")
      let inodes = lines.dropFirst().compactMap { $0.split(separator: " ").dropFirst(9).first.map(String.init) }
      #expect(sockets.isDisjoint(with: inodes), "\(table)")
    }
    try await end(daemon)
  }
}
