import Records
import Testing

@testable import Formats

/// The same message is recognised in a syslog file and in the journal.
@Suite struct MessageMarksTests {
  private func ofLine(_ line: String) -> MessageMark? {
    var marks = MessageMarks()
    let bytes = Array(line.utf8)
    return marks.mark(of: ByteRange(0, bytes.count), in: bytes)
  }

  private func ofEntry(_ message: String, identifier: String = "shop", host: String = "web1") throws -> MessageMark {
    var builder = JournalBatchBuilder()
    builder.add(message, identifier: identifier, host: host)
    return try #require(MessageMarks.marks(of: builder.batch)[0])
  }

  @Test(arguments: [
    ("Jun  5 12:00:00 web1 shop[812]: order 7 failed", "order 7 failed"),
    ("Jun  5 12:00:00 web1 shop: order 7 failed ", "order 7 failed"),
    ("<27>Jun  5 12:00:00 web1 shop[812]: order 7 failed", "order 7 failed"),
    ("2024-06-05T12:00:00.123456+02:00 web1 shop[812]: order 7 failed", "order 7 failed"),
    ("<27>1 2024-06-05T12:00:00Z web1 shop 812 - - order 7 failed", "order 7 failed"),
    ("Jun  5 12:00:00 web1 shop[812]: a#012#011b", "a\n\tb"),
    ("Jun  5 12:00:00 web1 shop[812]: a b", "a\nb"),
    ("Jun  5 12:00:00 web1 shop[812]:    indented", "   indented"),
    ("Jun  5 12:00:00 web1 shop[812]: message repeated 3 times: [ order 7 failed]", "order 7 failed"),
    ("Jun  5 12:00:00 WEB1.example.org shop[812]: order 7 failed", "order 7 failed"),
  ]) func whatSyslogDaemonsChangeDoesNotCount(line: String, message: String) throws {
    #expect(ofLine(line) == (try ofEntry(message)))
  }

  @Test func theKernelsClockDoesNotCount() throws {
    let entry = try ofEntry("Out of memory: Killed process 7 (a)", identifier: "kernel")
    #expect(ofLine("Jun  5 12:00:00 web1 kernel: [   12.345678] Out of memory: Killed process 7 (a)") == entry)
    #expect(ofLine("Jun  5 12:00:00 web1 kernel: Out of memory: Killed process 7 (a)") == entry)
    #expect(entry.isKernel)
  }

  @Test func whatIsCutIsStillTheSame() throws {
    let long = (0..<500).map { "word\($0)" }.joined(separator: " ")
    #expect(ofLine("Jun  5 12:00:00 web1 shop[812]: " + long.prefix(1000)) == (try ofEntry(long)))
  }

  @Test(arguments: [
    "Jun  5 12:00:00 web1 shop[812]: order 8 failed", "Jun  5 12:00:00 web2 shop[812]: order 7 failed",
    "Jun  5 12:00:00 web1 cart[812]: order 7 failed", "Jun  5 12:00:00 web1 shop[812]: order #7 failed",
  ]) func othersAreOthers(line: String) throws {
    let mark = try #require(ofLine(line))
    #expect(mark.text != (try ofEntry("order 7 failed").text))
  }

  @Test func addressesAreNotShortened() throws {
    let marks = try ["192.0.2.1", "192.0.2.2"].map { try ofEntry("hello", host: $0).host }
    #expect(marks[0] != marks[1])
  }

  @Test(arguments: ["12:00:00 shop started", "192.0.2.1 - - [05/Jun/2024:12:00:00 +0000] \"GET / HTTP/1.1\" 200 5", ""])
  func whatHasNoSuchHeadHasNoMark(line: String) { #expect(ofLine(line) == nil) }
}
