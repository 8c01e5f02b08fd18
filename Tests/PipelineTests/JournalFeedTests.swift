import Formats
import Foundation
import LogLab
import Records
import Tailing
import Testing

@testable import Pipeline

@Suite struct JournalFeedTests {
  let lab: JournalLab

  init() throws { lab = try JournalLab() }

  private func read(_ paths: [String], threads: Int) -> (messages: [String], feed: JournalFeed) {
    let feed = JournalFeed(
      paths: paths, records: JournalRecords(service: nil, times: TimeReader(zone: .utc, newest: 0)), threads: threads)
    var messages: [String] = []
    while let batch = feed.next() {
      messages += batch.messages.map { String(decoding: batch.bytes[$0.message.range], as: UTF8.self) }
    }
    return (messages, feed)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 3]) func anyNumberOfThreadsReadsTheSame(threads: Int) throws {
    let odd = try lab.write(
      "a.journal", (0..<1000).map { JournalLab.entry(2 * $0 + 1, ["MESSAGE": "m\(2 * $0 + 1)"]) })
    let even = try lab.write(
      "b.journal", (0..<1000).map { JournalLab.entry(2 * $0 + 2, ["MESSAGE": "m\(2 * $0 + 2)"]) })
    let later = try lab.write("c.journal", (0..<9000).map { JournalLab.entry(5000 + $0, ["MESSAGE": "n\($0)"]) })
    let copy = try lab.copy(odd, to: "copy.journal")
    let read = read([odd, even, later, copy], threads: threads)
    #expect(read.messages == (1...2000).map { "m\($0)" } + (0..<9000).map { "n\($0)" })
    #expect(read.feed.duplicates == 1000)
    #expect(read.feed.errors.isEmpty)
  }

  /// Turns end where a block is full, too: these messages fill one by a few entries.
  @Test(.timeLimit(.minutes(1)), arguments: [2, 3]) func longMessagesAreReadInOrderByAllThreads(threads: Int) throws {
    let noise = String(repeating: "0123456789abcdef", count: 2000)
    let path = try lab.write(
      "a.journal",
      (0..<1100).map { JournalLab.entry(1000 + $0, ["MESSAGE": $0 % 3 == 0 ? "\($0) \(noise)" : "\($0) "]) })
    let read = read([path], threads: threads)
    #expect(read.messages.map { $0.prefix { $0 != " " } } == (0..<1100).map { "\($0)" })
  }
}
