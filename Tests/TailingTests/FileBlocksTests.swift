import LogLab
import Testing

@testable import Tailing

@Suite struct FileBlocksTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let cap = 4096

  /// The file's content block by block: what was read, and the heads of records that were capped with their places.
  private func read(_ path: String, readSize: Int, joined: Bool) throws -> (bytes: [UInt8], capped: [UInt64]) {
    let blocks = try FileBlocks(
      path: path, readSize: readSize, boundaries: RecordBoundaries.ofTests(joined: joined, cap: Self.cap))
    var bytes: [UInt8] = []
    var capped: [UInt64] = []
    while let block = try blocks.next() {
      bytes += block.bytes
      if block.isCapped {
        capped.append(block.offset)
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    return (bytes, capped)
  }

  private static let lengths = [
    10, 100, cap - 2, cap - 1, cap, cap + 1, cap + 100, cap + 4095, cap + 4096, cap + 4097, 3 * cap, 4 * cap, 3 * cap,
    10,
  ]

  private func content(joined: Bool, isTerminated: Bool) -> String {
    let records = Self.lengths.map { length in
      let filler = joined ? " continued\n" : " continued "
      return "R" + String(String(repeating: filler, count: length / filler.utf8.count + 1).prefix(length - 2)) + "x"
    }
    return records.joined(separator: "\n") + (isTerminated ? "\nRok\n" : "\nRok")
  }

  @Test(arguments: [true, false], [true, false])
  func theSameRecordsAreCappedAtEveryReadSize(joined: Bool, isTerminated: Bool) throws {
    let text = content(joined: joined, isTerminated: isTerminated)
    let path = try folder.write("a.log", text)
    let reference = try read(path, readSize: 2048, joined: joined)
    // Those of `lengths` that with their line end are longer than the cap.
    #expect(reference.capped.count == Self.lengths.filter { $0 + 1 > Self.cap }.count)
    #expect(reference.bytes.suffix(4).contains(UInt8(ascii: "k")))
    for readSize in [16, 61, 1021, 1 << 20] {
      let other = try read(path, readSize: readSize, joined: joined)
      #expect(other.capped == reference.capped, "\(readSize)")
      #expect(other.bytes == reference.bytes, "\(readSize)")
    }
  }

  /// That the long one begins a record shows only when its line is whole.
  @Test(arguments: [16, 61, 1021, 1 << 20])
  func aLongRecordBehindAShortOneIsCapped(readSize: Int) throws {
    let long = "R" + String(repeating: "x", count: Self.cap + 500)
    let path = try folder.write("a.log", "Ra\n at b\n" + long + "\nRc\nRd\n")
    let found = try read(path, readSize: readSize, joined: true)
    #expect(found.capped == [9])
    #expect(String(decoding: found.bytes, as: UTF8.self) == "Ra\n at b\n" + long.prefix(Self.cap) + "\nRc\nRd\n")
  }

  @Test(arguments: Packing.allCases, [16, 61, 4096, 65_536])
  func streamsBehindOneAnotherAreReadWhereverTheyEnd(packing: Packing, readSize: Int) throws {
    var random = Generator(1)
    var packed: [UInt8] = []
    var plain: [UInt8] = []
    for i in 0..<40 {
      let text =
        i % 7 == 0 ? [] : (0..<Int.random(in: 1...9000, using: &random)).map { UInt8(97 + $0 * $0 % 26) } + [10]
      plain += text
      packed += packing.pack(text)
    }
    let path = try folder.write("a.log", packed)
    let blocks = try FileBlocks(
      path: path, readSize: readSize,
      boundaries: RecordBoundaries(wholeRecords: { $0.byteCount }, nextRecord: { _ in nil }, cap: 1 << 20))
    var found: [UInt8] = []
    while let block = try blocks.next() { found += block.bytes }
    #expect(found == plain)
  }

  @Test(arguments: [Packing.gzip, .xz]) func zerosBehindAStreamAreNothing(packing: Packing) throws {
    let stream = packing.pack(Array("Rok\n".utf8))
    let padded = try folder.write("padded.log", stream + [UInt8](repeating: 0, count: 100_000))
    #expect(try read(padded, readSize: 4096, joined: false).bytes == Array("Rok\n".utf8))
  }

  /// `pzstd` writes such frames.
  @Test func framesWithoutContentAreSkipped() throws {
    let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    let frame = Packing.zstd.pack(Array("Rok\n".utf8))
    let path = try folder.write("a.log", skippable + frame + skippable + frame)
    #expect(try read(path, readSize: 16, joined: false).bytes == Array("Rok\nRok\n".utf8))
  }

  @Test(arguments: Packing.allCases) func whatIsNoStreamBehindAStreamIsDamage(packing: Packing) throws {
    let stream = packing.pack(Array("Rok\n".utf8))
    let junk = try folder.write("junk.log", stream + Array("plain text behind it\n".utf8))
    let blocks = try FileBlocks(
      path: junk, readSize: 4096, boundaries: RecordBoundaries.ofTests(joined: false, cap: Self.cap))
    #expect(try blocks.next()?.bytes == Array("Rok\n".utf8))
    let error = #expect(throws: TailingError.self) { try blocks.next() }
    #expect(error?.reason == .corruptCompression)
    #expect(error?.offset == 4)
    #expect(try blocks.next() == nil)
  }

  @Test(arguments: Packing.allCases) func aStreamThatEndsEarlyIsAnErrorWhereverItIsCut(packing: Packing) throws {
    let whole = Array("Rok\n".utf8)
    let stream = packing.pack(whole)
    for length in Compression.magicLength..<stream.count {
      let path = try folder.write("cut.log", Array(stream[..<length]))
      let blocks = try FileBlocks(
        path: path, readSize: 4096, boundaries: RecordBoundaries.ofTests(joined: false, cap: Self.cap))
      let error = #expect(throws: TailingError.self, "\(length)") { while try blocks.next() != nil {} }
      #expect(error?.reason == .truncatedCompression, "\(length)")
    }
  }

  @Test func aFileThatIsNotThereIsAnError() {
    let error = #expect(throws: TailingError.self) {
      try FileBlocks(
        path: folder.file("missing"), readSize: 16, boundaries: RecordBoundaries.ofTests(joined: false, cap: Self.cap))
    }
    #expect(error?.reason == .open)
    #expect(error?.code == 2)
  }
}
