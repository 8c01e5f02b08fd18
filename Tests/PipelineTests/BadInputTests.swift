import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// What cannot be read, or not to its end, is named in the coverage and never stops a replay.
@Suite struct BadInputTests {
  private let folder: TemporaryFolder
  private let lines = troubledLog.lines

  init() throws { folder = try TemporaryFolder() }

  private var text: String { lines.joined(separator: "\n") + "\n" }

  @Test(arguments: Packing.allCases, [262_144, 4096, 61])
  func aTruncatedArchiveIsReadUntilItEnds(packing: Packing, readSize: Int) async throws {
    let packed = packing.pack(Array(text.utf8))
    let path = try folder.write("access.log." + packing.suffix, Array(packed[..<(packed.count * 3 / 4)]))
    let source = try await replay([path]) { $0.readSize = readSize }.coverage.sources[0]
    #expect(source.gaps.count == 1)
    #expect(source.gaps.first?.reason.contains("ends within its data") == true)
    #expect(source.gaps.first?.from == source.lastEventAt)
    #expect(source.records > lines.count / 2 && source.records < lines.count)
    let reference = try await replay([path]).coverage.sources[0]
    #expect(source == reference)
  }

  @Test func aTruncatedGzipWithoutAWholeLineIsNotLost() async throws {
    let packed = gzip(Array("2024-06-05 12:00:00 ERROR no disk left".utf8))
    let path = try folder.write("app.log.gz", Array(packed.dropLast(8)))
    for readSize in [16, 262_144] {
      let source = try await replay([path]) { $0.readSize = readSize }.coverage.sources[0]
      #expect(source.records == 1)
      #expect(source.gaps.count == 1)
    }
  }

  @Test(arguments: Packing.allCases, [262_144, 4096])
  func aDamagedArchiveIsReadUntilTheDamage(packing: Packing, readSize: Int) async throws {
    var packed = packing.pack(Array(text.utf8))
    for i in packed.count / 2..<packed.count / 2 + 64 { packed[i] = 0xFF }
    let found = try await replay([
      folder.write("access.log.packed", packed), folder.write("other.log", lines[1] + "\n"),
    ]) { $0.readSize = readSize }
    let source = try #require(found.source("access.log.packed"))
    #expect(source.gaps.count == 1)
    #expect(source.records > 0)
    #expect(found.source("other.log")?.records == 1)
  }

  @Test(arguments: Packing.allCases) func anArchiveInNameOnlyIsReadAsWhatItIs(packing: Packing) async throws {
    let plain = try folder.write("access.log." + packing.suffix, text)
    #expect(try await replay([plain]).coverage.sources[0].records == lines.count)
    let packed = try folder.write("access.log", packing.pack(Array(text.utf8)))
    #expect(try await replay([packed]).coverage.sources[0].records == lines.count)
  }

  @Test(arguments: Packing.allCases) func aDamagedHeaderOfAnArchiveIsNamed(packing: Packing) async throws {
    let head = Array(packing.pack([])[..<(packing == .xz ? 6 : packing == .zstd ? 4 : 2)])
    let source = try await replay([folder.write("a.log", head + [0xFF, 0xFF, 1, 2, 3, 4, 5])]).coverage.sources[0]
    #expect(!source.gaps.isEmpty || !source.remarks.isEmpty)
    #expect(source.records == 0)
  }

  @Test func anArchiveThatTakesTooMuchMemoryIsNamed() async throws {
    // A frame of Zstandard whose window is 1 GiB.
    let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA0, 0x01, 0x00, 0x00]
    let source = try await replay([folder.write("a.log.zst", frame)]).coverage.sources[0]
    #expect(
      source.gaps.map(\.reason) == [
        "the compressed file takes more than 128 MiB of memory to read: decompress it first"
      ])
  }

  @Test func anEmptyFileHasNoRecords() async throws {
    let found = try await replay([folder.write("empty.log", ""), folder.write("blank.log", "\n\n\r\n")])
    #expect(found.incidents.isEmpty)
    #expect(found.coverage.sources.map(\.records) == [0, 0])
    #expect(found.coverage.sources.map(\.format) == ["empty", "empty"])
  }

  @Test func aFolderWithNothingInItIsAnError() async throws {
    try FileManager.default.createDirectory(atPath: folder.file("logs"), withIntermediateDirectories: false)
    let error = await #expect(throws: ReplayError.self) { try await replay([folder.file("logs")]) }
    #expect(error?.reason == .nothingToRead)
    #expect(error?.description.contains("logs") == true)
  }

  @Test func aPathThatDoesNotExistIsAnErrorOfOneLine() async throws {
    let good = try folder.write("access.log", text)
    for path in [folder.file("missing.log"), good + "/below", ""] {
      let error = await #expect(throws: ReplayError.self) { try await replay([good, path]) }
      #expect(error?.reason == .noSuchPath)
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test func anUnknownFormatOrZoneIsAnErrorOfOneLine() async throws {
    let path = try folder.write("access.log", text)
    let format = await #expect(throws: ReplayError.self) { try await replay([path]) { $0.format = "nginx-fancy" } }
    #expect(format?.reason == .unknownFormat)
    #expect(format?.description.contains("\n") == false)
    let zone = await #expect(throws: ReplayError.self) { try await replay([path]) { $0.zone = "Mars/Olympus" } }
    #expect(zone?.reason == .unknownZone)
  }

  @Test func textThatNoFormatReadsIsNamed() async throws {
    let source = try await replay([folder.write("novel.txt", "It was a dark night.\nNothing stirred.\n")]).coverage
      .sources[0]
    #expect(source.remarks.contains { $0.contains("no format reads its lines") })
  }

  private func utf16(_ text: String, isBig: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBig ? bytes : bytes.reversed()
    }
  }

  /// As PowerShell and servers for Windows write their logs.
  @Test(arguments: [true, false], [262_144, 17])
  func aLogInUTF16IsReadWhereItSaysThatItIs(isBig: Bool, readSize: Int) async throws {
    let text =
      lines.prefix(20).joined(separator: "\n")
      + "\n2024-06-05 12:00:00 ERROR printed \u{1F4C4}, none of \u{D8}re paper\n"
    let wide = try folder.write("wide.log", utf16("\u{FEFF}" + text, isBig: isBig))
    let found = try await replay([wide]) { $0.readSize = readSize }.coverage.sources[0]
    let plain = try await replay([folder.write("plain.log", text)]).coverage.sources[0]
    #expect(found.records == plain.records && found.unparsed == plain.unparsed && found.format == plain.format)
    // A character that is cut is left out; one that is none is replaced.
    let odd = try folder.write(
      "odd.log", utf16("\u{FEFF}2024-06-05 12:00:00 ERROR a", isBig: false) + [0x00, 0xD8, 0x62, 0x00, 0x63])
    var messages: [String] = []
    try RecordReading(RecordReading.Options(paths: [odd])).run { step in
      if case .record(let record, _) = step { messages.append(record.text) }
    }
    #expect(messages.count == 1 && messages[0].hasSuffix("a\u{FFFD}b"), "\(messages)")
  }

  /// What it is and what to do, not only that it cannot be read.
  @Test func contentThatIsNoTextIsNamedForWhatItIs() async throws {
    let line = "2024-06-05 12:00:00 ERROR no disk left\n"
    let zeros = [UInt8](repeating: 0, count: 40)
    let tar = Array("access.log".utf8) + [UInt8](repeating: 0, count: 247) + Array("ustar".utf8) + zeros
    let cases: [([UInt8], String)] = [
      (gzip(gzip(Array(line.utf8))), "it is compressed twice: decompress it once with 'gunzip'"),
      (Array("BZh91AY&SY".utf8) + zeros, "it is compressed by bzip2: decompress it with 'bunzip2'"),
      (gzip(tar), "it is an archive of files: unpack it with 'tar -xf'"),
      (
        gzip(tar + Array(String(repeating: line, count: 100).utf8)),
        "it is an archive of files: unpack it with 'tar -xf'"
      ),
      (
        utf16(line, isBig: false),
        "it is text in UTF-16LE, not in UTF-8: convert it with 'iconv -f UTF-16LE -t UTF-8'"
      ),
      (
        utf16(line, isBig: true),
        "it is text in UTF-16BE, not in UTF-8: convert it with 'iconv -f UTF-16BE -t UTF-8'"
      ),
      ([7, 0, 1] + zeros, "it is binary, not text"),
    ]
    for (index, (bytes, remark)) in cases.enumerated() {
      let source = try await replay([folder.write("\(index).log", bytes)]).coverage.sources[0]
      #expect(source.format == "binary")
      #expect(source.remarks == ["not read: " + remark])
    }
  }

  @Test func linesThatNoFormatReadsAreCounted() async throws {
    var mixed = lines
    for i in stride(from: 0, to: mixed.count, by: 10) { mixed[i] = "garbage \(i)" }
    let source = try await replay([folder.write("access.log", mixed.joined(separator: "\n"))]).coverage.sources[0]
    #expect(source.unparsed == (mixed.count + 9) / 10)
    #expect(source.records == mixed.count - source.unparsed)
  }

  @Test func linesOutOfOrderAreTheSameIncident() async throws {
    var random = Generator(11)
    // Written up to two seconds late, as by workers with buffers of their own.
    let keyed = lines.enumerated().map { i, line in (key: i + Int.random(in: 0..<8, using: &random), line: line) }
    let shuffled = keyed.sorted { ($0.key, $0.line) < ($1.key, $1.line) }.map(\.line)
    let found = try await replay([folder.write("access.log", shuffled.joined(separator: "\n"))])
    let usual = try await replay([folder.write("usual/access.log", text)])
    #expect(found.coverage.sources[0].late == 0)
    #expect(found.incidents.map(\.startedAt) == usual.incidents.map(\.startedAt))
    #expect(found.incidents.map(\.endedAt) == usual.incidents.map(\.endedAt))
    #expect(found.incidents.map(\.impact) == usual.incidents.map(\.impact))
  }

  @Test func aHoleInALogIsALineThatIsCounted() async throws {
    var bytes = Array(lines[..<100].joined(separator: "\n").utf8) + [10]
    bytes += [UInt8](repeating: 0, count: 30_000) + [10]
    bytes += Array(lines[100...].joined(separator: "\n").utf8)
    let source = try await replay([folder.write("access.log", bytes)]).coverage.sources[0]
    #expect(source.records == lines.count)
    #expect(source.unparsed == 1)
  }

  @Test func recordsThatAreAllTooLongAreAllCounted() async throws {
    let text = (10..<14).map { "2024-06-05 12:00:\($0) ERROR " + String(repeating: "y", count: 2_000_000) + "\n" }
      .joined()
    let path = try folder.write("app.log", text)
    let source = try await replay([path]).coverage.sources[0]
    #expect(source.records == 4)
    #expect(source.remarks.contains { $0.hasPrefix("4 records were longer") })
    #expect(try await replay([path]) { $0.readSize = 65_536 }.coverage.sources[0] == source)
  }

  @Test func everNewMessagesCostNoSearchALine() async throws {
    var random = Generator(8)
    var text = ""
    for i in 0..<12_000 {
      let word = String(decoding: (0..<12).map { _ in UInt8.random(in: 97...122, using: &random) }, as: UTF8.self)
      text += "\(AccessLog.civil(AccessLog.start + Int64(i / 50))) ERROR shop: failed \(word)\n"
    }
    #expect(try await replay([folder.write("app.log", text)]).coverage.sources[0].records == 12_000)
  }

  @Test func timelessRecordsBesideRequestsStopNothing() async throws {
    let found = try await replay([
      folder.write("app.log", "ERROR no disk left\nINFO ready\n"), folder.write("access.log", text),
    ])
    #expect(found.coverage.sources.map(\.records) == [lines.count, 2])
  }

  @Test func timelessRecordsAreNamed() async throws {
    let source = try await replay([folder.write("app.log", "ERROR no disk left\nINFO ready\n")]).coverage.sources[0]
    #expect(source.records == 2)
    #expect(source.remarks.contains { $0.contains("no time") })
  }
}
