import Foundation
import Glibc
import LogLab
import Testing

@testable import Tailing

/// What can be wrong with a journal at rest: it is named, and the rest is read.
@Suite struct JournalDamageTests {
  let lab: JournalLab
  let good: String

  init() throws {
    lab = try JournalLab()
    good = try lab.write("good.journal", (1...3).map { JournalLab.entry($0, ["MESSAGE": "m\($0)"]) })
  }

  private func readBeside(_ path: String) -> (messages: [String], errors: [JournalError]) {
    let reader = JournalReader(paths: [good, path])
    let messages = JournalReaderTests.all(reader).texts.map(\.message)
    return (messages, reader.errors)
  }

  @Test func whatIsMissingOrNoJournalIsNamed() throws {
    let text = lab.folder.appending(path: "text.journal").path
    try Data("a text that is no journal".utf8).write(to: URL(fileURLWithPath: text))
    let empty = lab.folder.appending(path: "empty.journal").path
    try Data().write(to: URL(fileURLWithPath: empty))
    let fifo = lab.folder.appending(path: "fifo.journal").path
    let made = unsafe mkfifo(fifo, 0o600)
    #expect(made == 0)
    let folder = lab.folder.appending(path: "folder").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let cases: [(String, JournalError.Reason, Int32)] = [
      ("/nonexistent/x.journal", .unreadable, ENOENT), (text, .notAJournal, 0), (empty, .notAJournal, 0),
      (fifo, .notAJournal, 0), (folder, .noJournal, 0),
    ]
    for (path, reason, code) in cases {
      let read = readBeside(path)
      #expect(read.messages == ["m1", "m2", "m3"])
      #expect(read.errors.map(\.reason) == [reason])
      #expect(read.errors.map(\.code) == [code])
      #expect(read.errors.map(\.path) == [path])
    }
  }

  @Test func case35MissingPermissionSaysWhatToDo() {
    let error = JournalError(.unreadable, path: "/var/log/journal", code: EACCES)
    #expect(error.description.contains("systemd-journal"))
    #expect(error.description.contains("/var/log/journal"))
  }

  @Test(arguments: [8, 207, 208, 4096, 200_000, 1_000_000])
  func aCutJournalIsNamedWithWhatIsLost(size: Int) throws {
    let cut = try lab.copy(good, to: "cut.journal")
    let shortened = unsafe truncate(cut, size)
    #expect(shortened == 0)
    let read = readBeside(cut)
    #expect(read.messages == ["m1", "m2", "m3"])
    #expect(read.errors.count == 1)
    guard case .truncated(UInt64(size), _) = read.errors.first?.reason else {
      Issue.record("\(String(describing: read.errors.first))")
      return
    }
    if size >= 208 { #expect(read.errors.first?.lost == 3) }
  }

  /// libsystemd calls a hole a clean end.
  @Test func case27AHoleIsNoticedByTheCountOfEntries() throws {
    let path = try lab.write(
      "hole.journal", (1...2000).map { JournalLab.entry($0, ["MESSAGE": "m\($0)", "N": "\($0)"]) })
    try UsedBytes(path).clear(0.5..<1)
    let reader = JournalReader(paths: [path])
    let count = JournalReaderTests.all(reader).entries.count
    #expect(count < 2000)
    let lost = reader.errors.compactMap(\.lost).first
    #expect(lost == UInt64(2000 - count))
    #expect(reader.errors.first?.reason == .endedEarly)
  }

  /// 10,000 with `HINDCAST_BIT_FLIPS=10000`. Among other tests each takes longer than alone.
  static let bitFlips = ProcessInfo.processInfo.environment["HINDCAST_BIT_FLIPS"].flatMap(Int.init) ?? 400

  @Test(.timeLimit(.minutes(10))) func case28FlippedBitsNeverCrashOrHang() throws {
    let path = try lab.write(
      "flip.journal",
      (1...60).map { JournalLab.entry($0, ["MESSAGE": "message \($0)", "PRIORITY": "\($0 % 8)", "_PID": "\($0)"]) })
    let used = try UsedBytes(path)
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    defer { try? file.close() }
    for seed in 0..<Self.bitFlips {
      var random = SplitMix(state: UInt64(seed))
      var flipped: [(offset: Int, original: UInt8)] = []
      for _ in 0..<(1 + seed % 8) {
        // Half of them in the header, where a flip does most.
        let offset = random.next() % 2 == 0 ? Int(random.next() % 256) : used.offsets.randomElement(using: &random) ?? 0
        try file.seek(toOffset: UInt64(offset))
        let byte = try #require(try file.read(upToCount: 1)?.first)
        flipped.append((offset, byte))
        try file.put(byte ^ 1 << UInt8(random.next() % 8), at: offset)
      }
      let reader = JournalReader(paths: [path])
      let count = JournalReaderTests.all(reader).entries.count
      #expect(count <= 60 + 65_536)
      for flip in flipped.reversed() { try file.put(flip.original, at: flip.offset) }
    }
    let reader = JournalReader(paths: [path])
    #expect(JournalReaderTests.all(reader).entries.count == 60)
    #expect(reader.errors.isEmpty)
  }
}

extension FileHandle {
  fileprivate func put(_ byte: UInt8, at offset: Int) throws {
    try seek(toOffset: UInt64(offset))
    try write(contentsOf: Data([byte]))
  }
}

/// Where a file holds something but zeros.
struct UsedBytes {
  var offsets: [Int] = []
  var end: Int { (offsets.last ?? -1) + 1 }

  private let path: String

  init(_ path: String) throws {
    self.path = path
    let data = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    for (offset, byte) in data.enumerated() where byte != 0 { offsets.append(offset) }
  }
}

extension UsedBytes {
  /// Writes zeros over a part of the file.
  func clear(_ part: Range<Double>) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let start = Int(part.lowerBound * Double(end))
    try handle.seek(toOffset: UInt64(start))
    try handle.write(contentsOf: Data(count: Int(part.upperBound * Double(end)) - start))
    try handle.close()
  }
}

/// S. Vigna's splitmix64.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
