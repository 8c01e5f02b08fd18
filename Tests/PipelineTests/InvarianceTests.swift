import Incidents
import LogLab
import Testing

@testable import Pipeline

/// The same logs give the same incidents, byte for byte, however they are cut, ordered or packed.
@Suite struct InvarianceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An access log in three rotated parts.
  private func parts() throws -> [String] {
    let lines = troubledLog.lines
    let third = lines.count / 3
    return try [lines[..<third], lines[third..<2 * third], lines[(2 * third)...]].enumerated().map { i, part in
      try folder.write("access.log.\(3 - i)", part.joined(separator: "\n") + "\n")
    }
  }

  /// The logs of an application and a database beside the access log, with records of several lines.
  private func companions() throws -> [String] {
    var app: [String] = []
    var database: [String] = []
    var random = Generator(7)
    for second in 0..<1800 {
      let time = AccessLog.civil(AccessLog.start + Int64(second))
      app.append("\(time).\(100 + second % 800) INFO [812] shop: order \(second) placed")
      if second >= 901, second < 1200 {
        app.append("\(time).950 ERROR [812] shop.db: no connection left in the pool")
        app.append(
          "Traceback (most recent call last):\n  File \"pool.py\", line \(second), in take\napp.PoolTimeout: 5 s")
        let milliseconds = Int.random(in: 1200...1600, using: &random)
        database.append(
          "\(time).500 UTC [813] shop@shop LOG:  duration: \(milliseconds).125 ms  statement: SELECT * FROM goods\n"
            + "\tWHERE name LIKE '%\(second)%'")
      } else {
        database.append("\(time).500 UTC [813] shop@shop LOG:  checkpoint starting: time")
      }
    }
    return [
      try folder.write("app.log", app.joined(separator: "\n") + "\n"),
      try folder.write("postgresql.log", database.joined(separator: "\n") + "\n"),
    ]
  }

  /// A syslog of more services than get a number of their own, some of them in trouble together.
  private func manyServices(_ name: String, from first: Int) throws -> String {
    var lines: [String] = []
    for second in 0..<1800 {
      let time = AccessLog.civil(AccessLog.start + Int64(second)).replacing(" ", with: "T") + "Z"
      lines.append("\(time) web1 service\(first + second % 40)[9]: ready")
      if second >= 1000, second < 1300 {
        for service in 0..<3 {
          lines.append("\(time) web1 service\(first + service * 13)[9]: error: no route to ledger")
        }
      }
    }
    return try folder.write(name, lines.joined(separator: "\n") + "\n")
  }

  @Test func twiceTheSame() async throws {
    let path = try folder.write("access.log", troubledLog.text)
    let first = try await replay([path])
    #expect(first.incidents.count == 1)
    #expect(try await replay([path]).encoded == first.encoded)
  }

  @Test func theOrderOfThePathsDoesNotMatter() async throws {
    let paths = try parts() + companions()
    let first = try await replay(paths)
    #expect(first.incidents.count == 1)
    #expect(try await replay(paths.reversed()).encoded == first.encoded)
    #expect(try await replay([paths[2], paths[0], paths[4], paths[1], paths[3]]).encoded == first.encoded)
    #expect(try await replay([folder.path]).encoded == first.encoded)
  }

  @Test(arguments: [4096, 61])
  func theSizeOfReadsDoesNotMatter(readSize: Int) async throws {
    let paths = try [folder.write("access.log", troubledLog.text)] + companions()
    #expect(try await replay(paths) { $0.readSize = readSize }.encoded == replay(paths).encoded)
  }

  @Test(arguments: [4096, 1021])
  func theSizeOfReadsDoesNotMatterToManyServices(readSize: Int) async throws {
    let paths = try [manyServices("a.log", from: 0), manyServices("b.log", from: 30)]
    let first = try await replay(paths)
    #expect(!first.incidents.isEmpty)
    #expect(try await replay(paths) { $0.readSize = readSize }.encoded == first.encoded)
  }

  @Test func rotatedPartsAreTheWhole() async throws {
    let whole = try await replay([folder.write("whole/access.log", troubledLog.text)])
    let cut = try await replay(parts())
    #expect(cut.withoutPlaces == whole.withoutPlaces)
  }

  @Test(arguments: Packing.allCases) func aCompressedLogIsTheSameLog(packing: Packing) async throws {
    let plain = try await replay([folder.write("access.log", troubledLog.text)])
    let packed = try await replay([
      folder.write("packed/access.log." + packing.suffix, packing.pack(Array(troubledLog.text.utf8)))
    ])
    #expect(packed.withoutPlaces == plain.withoutPlaces)
    // Places are those in the decompressed content.
    #expect(
      packed.incidents[0].timeline.map { $0.evidence.map(\.position) }
        == plain.incidents[0].timeline.map { $0.evidence.map(\.position) })
  }

  @Test func membersOfAGzipFileAreOneLog() async throws {
    let lines = troubledLog.lines
    let half = lines.count / 2
    let members =
      gzip(Array((lines[..<half].joined(separator: "\n") + "\n").utf8)) + gzip([])
      + gzip(Array((lines[half...].joined(separator: "\n") + "\n").utf8)) + [UInt8](repeating: 0, count: 512)
    let packed = try await replay([folder.write("access.log.gz", members)])
    let plain = try await replay([folder.write("plain/access.log", troubledLog.text)])
    #expect(packed.withoutPlaces == plain.withoutPlaces)
    #expect(packed.coverage.sources[0].records == plain.coverage.sources[0].records)
    #expect(packed.coverage.sources[0].gaps.isEmpty)
  }

  @Test func lineEndsOfWindowsAreTheSameLog() async throws {
    let plain = try await replay([folder.write("access.log", troubledLog.text)])
    let windows = try await replay([
      folder.write("windows/access.log", "\u{FEFF}" + troubledLog.lines.joined(separator: "\r\n"))
    ])
    #expect(windows.withoutPlaces == plain.withoutPlaces)
    #expect(windows.coverage.sources[0].records == plain.coverage.sources[0].records)
  }
}
