import CSystemd
import Foundation
import Glibc
import LogLab
import Records
import Testing

@testable import Tailing

@Suite struct JournalReaderTests {
  let lab: JournalLab

  init() throws { lab = try JournalLab() }

  struct Read: Equatable {
    var time: Int64
    var message: String
  }

  static func all(_ reader: JournalReader) -> (entries: [JournalEntry], texts: [Read], batches: [JournalBatch]) {
    var entries: [JournalEntry] = []
    var texts: [Read] = []
    var batches: [JournalBatch] = []
    while let batch = reader.next() {
      entries += batch.entries
      texts += batch.entries.map {
        Read(
          time: $0.place.realtime / 1_000_000, message: String(decoding: batch.bytes[$0.message.range], as: UTF8.self))
      }
      batches.append(batch)
    }
    return (entries, texts, batches)
  }

  @Test func picksTheFieldsThatMatter() throws {
    let path = try lab.write(
      "a.journal",
      [
        JournalLab.entry(
          1000,
          [
            "MESSAGE": "Stopped nginx.service.", "MESSAGE_ID": "9d1aaa27d60140bd96365438aad20286", "PRIORITY": "5",
            "SYSLOG_IDENTIFIER": "systemd", "UNIT": "nginx.service", "JOB_TYPE": "stop", "JOB_RESULT": "done",
            "_PID": "1", "_UID": "0", "_COMM": "systemd", "_SYSTEMD_UNIT": "init.scope", "_TRANSPORT": "journal",
            "CODE_FILE": "src/core/job.c", "_SYSTEMD_UNITX": "no", "MESSAGES": "no",
          ])
      ])
    let reader = JournalReader(paths: [path])
    let batch = try #require(reader.next())
    let entry = try #require(batch.entries.first)
    func text(_ range: ByteRange) -> String { String(decoding: batch.bytes[range.range], as: UTF8.self) }
    #expect(entry.place.realtime == 1_000_000_000)
    #expect(entry.place.monotonic == 1_000_000_000)
    #expect(entry.place.bootHigh == 0xa3b1_c2d3_e4f5_0617 && entry.place.bootLow == 0x2839_4a5b_6c7d_8e9f)
    #expect(entry.messageIDHigh == 0x9d1a_aa27_d601_40bd && entry.messageIDLow == 0x9636_5438_aad2_0286)
    #expect(entry.pid == 1 && entry.uid == 0 && entry.priority == 5 && entry.transport == .journal)
    #expect(text(entry.message) == "Stopped nginx.service.")
    #expect(text(entry.identifier) == "systemd")
    #expect(text(entry.unit) == "init.scope")
    #expect(text(entry.comm) == "systemd")
    #expect(text(entry.host) == "web1")
    #expect(text(entry.subjectUnit) == "nginx.service")
    #expect(text(entry.jobType) == "stop")
    #expect(text(entry.jobResult) == "done")
    #expect(reader.next() == nil && reader.errors.isEmpty)
  }

  @Test func case36RepeatedAbsentEmptyAndBinaryMessagesAreKept() throws {
    let binary: [UInt8] = [65, 0, 10, 0xFF, 0x1B, 66]
    let path = try lab.write(
      "a.journal",
      [
        JournalLab.entry(
          1, bytes: [("MESSAGE", Array("one".utf8)), ("PRIORITY", [54]), ("MESSAGE", Array("two".utf8))]),
        JournalLab.entry(2, ["PRIORITY": "6"]), JournalLab.entry(3, ["MESSAGE": ""]),
        JournalLab.entry(4, bytes: [("MESSAGE", binary)]),
      ])
    let read = Self.all(JournalReader(paths: [path]))
    #expect(read.entries.count == 4)
    // The journal keeps no order of equal fields.
    #expect(["one\ntwo", "two\none"].contains(read.texts[0].message))
    #expect(read.entries[1].message.isEmpty && read.entries[1].priority == 6)
    #expect(read.entries[2].message.isEmpty)
    let last = read.entries[3].message
    #expect(Array(try #require(read.batches.first).bytes[last.range]) == binary)
  }

  /// Long values are compressed in the file: the cap holds there, too.
  @Test func case37ALongMessageIsCappedAndFlagged() throws {
    let long = String(repeating: "0123456789", count: 70_000)
    let path = try lab.write(
      "a.journal", [JournalLab.entry(1, ["MESSAGE": long]), JournalLab.entry(2, ["MESSAGE": "next"])])
    let read = Self.all(JournalReader(paths: [path]))
    #expect(read.entries.map(\.message.count) == [JournalFields.messageCap, 4])
    #expect(read.entries.map { $0.flags.contains(.capped) } == [true, false])
  }

  @Test func filesAndNestedFoldersAreMergedByTimeWhateverTheOrderOfPaths() throws {
    let a = try lab.write("logs/0123/a.journal", [1, 3, 5].map { JournalLab.entry($0, ["MESSAGE": "a\($0)"]) })
    let b = try lab.write("logs/4567/b.journal", [2, 4, 6].map { JournalLab.entry($0, ["MESSAGE": "b\($0)"]) })
    let c = try lab.write("c.journal", [0, 9].map { JournalLab.entry(10 + $0, ["MESSAGE": "c\($0)"]) })
    try Data("no journal".utf8).write(to: lab.folder.appending(path: "logs/readme.txt"))
    let expected = ["a1", "b2", "a3", "b4", "a5", "b6", "c0", "c9"]
    let folder = lab.folder.appending(path: "logs").path
    for paths in [[folder, c], [c, folder], [b, c, a, folder, b]] {
      let reader = JournalReader(paths: paths)
      #expect(Self.all(reader).texts.map(\.message) == expected)
      #expect(reader.errors.isEmpty)
    }
  }

  /// Within a file its own order holds.
  @Test func case32EntriesAreReadWhereTheClockSteppedBack() throws {
    let path = try lab.write(
      "a.journal",
      [
        JournalLab.entry(5000, ["MESSAGE": "one"]), JournalLab.entry(100, ["MESSAGE": "two"]),
        JournalLab.entry(6000, boot: JournalLab.otherBoot, ["MESSAGE": "three"]),
      ])
    let other = try lab.write("b.journal", [JournalLab.entry(5500, ["MESSAGE": "other"])])
    let read = Self.all(JournalReader(paths: [path, other]))
    #expect(read.texts.map(\.message) == ["one", "two", "other", "three"])
  }

  @Test func aCopiedFileCountsOnce() throws {
    let path = try lab.write("a.journal", (1...5).map { JournalLab.entry($0, ["MESSAGE": "m\($0)"]) })
    let copy = try lab.copy(path, to: "copy.journal")
    let reader = JournalReader(paths: [path, copy])
    #expect(Self.all(reader).texts.map(\.message) == ["m1", "m2", "m3", "m4", "m5"])
    #expect(reader.duplicates == 5)
    #expect(reader.errors.isEmpty)
  }

  @Test func batchesNumberTheEntriesThroughout() throws {
    let path = try lab.write(
      "a.journal", (0..<9000).map { JournalLab.entry(1000 + $0, ["MESSAGE": "m\($0)"]) })
    let read = Self.all(JournalReader(paths: [path]))
    #expect(read.batches.count > 1)
    #expect(read.texts.map(\.message) == (0..<9000).map { "m\($0)" })
    var next: UInt64 = 0
    for batch in read.batches {
      #expect(batch.first == next)
      next += UInt64(batch.entries.count)
    }
  }

  /// What each of two readers of a set meets where it opens these files, one after the other.
  private func open(_ orders: [[Int]], of set: JournalSet, failing: (reader: Int, with: JournalError)? = nil) async
    -> [[JournalError?]]
  {
    await withTaskGroup(of: (Int, [JournalError?]).self) { group in
      for (reader, order) in orders.enumerated() {
        group.addTask {
          await withCheckedContinuation { continuation in
            Thread {
              let met = order.map { index -> JournalError? in
                do throws(JournalError) {
                  try set.open(index) { descriptor throws(JournalError) in
                    close(descriptor)
                    if let failing, failing.reader == reader { throw failing.with }
                  }
                  return nil
                } catch {
                  return error
                }
              }
              continuation.resume(returning: (reader, met))
            }.start()
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// A file that is deleted while its readers open it would part them.
  @Test(.timeLimit(.minutes(1))) func aFileThatOneReaderCannotOpenIsReadByNone() async throws {
    let path = try lab.write("a.journal", [JournalLab.entry(1, ["MESSAGE": "one"])])
    let failure = JournalError(.refused, path: path, code: EIDRM)
    let met = await open([[0], [0]], of: JournalSet(paths: [path], readers: 2), failing: (1, failure))
    #expect(met == [[failure], [failure]])
  }

  @Test(.timeLimit(.minutes(1))) func readersThatWerePartedDoNotWaitForever() async throws {
    let a = try lab.write("a.journal", [JournalLab.entry(1, ["MESSAGE": "one"])])
    let b = try lab.write("b.journal", [JournalLab.entry(2, ["MESSAGE": "two"])])
    let met = await open([[0, 1], [1, 0]], of: JournalSet(paths: [a, b], readers: 2))
    #expect(met.joined().contains { $0?.reason == .refused })
  }

  @Test func aFileThatIsReplacedBeforeItIsReadIsNamed() throws {
    let path = try lab.write("a.journal", [JournalLab.entry(1, ["MESSAGE": "one"])])
    let reader = JournalReader(paths: [path])
    _ = try lab.write("other.journal", [JournalLab.entry(1, ["MESSAGE": "other"])])
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(at: lab.folder.appending(path: "other.journal"), to: URL(fileURLWithPath: path))
    #expect(reader.next() == nil)
    #expect(reader.errors.map(\.reason) == [.unreadable])
    #expect(reader.errors.map(\.lost) == [1])
  }

  @Test func libsystemdFindsAnEntryByItsPlace() throws {
    let path = try lab.write("a.journal", (1...20).map { JournalLab.entry($0, ["MESSAGE": "m\($0)"]) })
    let entry = Self.all(JournalReader(paths: [path])).entries[12]
    let file = try JournalFile(0, of: JournalSet(paths: [path]))
    #expect(file.seek(entry.place.cursor))
    #expect(file.advance())
    #expect(file.place == entry.place)
  }
}
