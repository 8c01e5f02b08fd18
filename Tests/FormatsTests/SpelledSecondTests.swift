import Records
import Testing

@testable import Formats

/// A time that is written as the last one was is not read again, and is the same all the same.
@Suite struct SpelledSecondTests {
  private static let forms = [
    "Wed Jun  5 14:00:03 2024", "05 Jun 2024 14:00:03", "5-Jun-2024::14:00:03", "Jun 5, 2024 2:00:03",
    "Jun  5 14:00:03",
    "20240605 14:00:03", "20240605T140003", "240605 14:00:03", "06/05/2024 14:00:03", "05.06.2024 14.00.03",
    "Wed, 05 Jun 2024 14:00:03", "14:00:03", "2024-06-05 02:00:03", "5 juin 2024 14:00:03", "06-05 14:00:03",
    "05 Jun 2024 14:00", "2024-6-5 9:00:03",
  ]
  /// What may stand behind a time, of the time or not.
  private static let tails = [
    "", "]", " * x", " - x", " x", "7", ".250 * x", ".2507]", ",25]", ", 7", ":250]", ":250 x", " PM]", "PM x",
    "\u{202F}PM|",
    " 2024]", " 2023 x", " +0200]", " -07 x", "+02:00|", " GMT]", " CEST x", "Z]", "Z", " at 7", ".25 PM]", ".5 2024]",
    "\t.5",
    ") 2024", "\"", " EST 2024]", " .5", "\n2024",
  ]

  @Test(arguments: forms) func aTimeIsReadAsIfItWereTheFirst(form: String) {
    for before in Self.tails {
      for behind in Self.tails {
        for isWeak in [false, true] {
          var kept = TimeReader(zone: ZoneRules(fixed: 3600), newest: 1_717_600_000)
          _ = read(form + before, weak: true, &kept)
          var fresh = TimeReader(zone: ZoneRules(fixed: 3600), newest: 1_717_600_000)
          #expect(
            read(form + behind, weak: isWeak, &kept) == read(form + behind, weak: isWeak, &fresh),
            "\(behind.debugDescription) after \(before.debugDescription)")
        }
      }
    }
  }

  @Test func anotherZoneMakesItAnotherTime() {
    var times = TimeReader(zone: .utc, newest: 1_717_600_000)
    let inUTC = read("05 Jun 2024 14:00:03 * x", weak: true, &times)
    times.zone = ZoneRules(fixed: 3600)
    #expect(read("05 Jun 2024 14:00:03 * x", weak: true, &times).map { $0[0] } == inUTC.map { $0[0] - 3_600_000_000 })
  }

  /// What is read there: the time, its end, its flags and the reader's, and the offset that it named.
  private func read(_ text: String, weak: Bool, _ times: inout TimeReader) -> [Int64]? {
    times.flags = []
    times.seenOffset = nil
    let bytes = Array(text.utf8)
    guard let match = unsafe times.any(bytes.span.bytes, 0, weak: weak) else { return nil }
    return [
      match.micros, Int64(match.end), Int64(match.flags.rawValue), Int64(times.flags.rawValue), times.seenOffset ?? -1,
    ]
  }
}
