import Records
import Testing

@testable import Formats

/// Every date with every time of day, fraction and zone that may stand behind it: what is read, and to which instant.
///
/// Not read: `2024W233`, `2024157`, roman months, eras, minutes without seconds but behind a whole date, zones by the name of
/// a place alone (`Europe/Berlin`) and those whose letters stand for several offsets (`IST`).
@Suite struct TimeFormsTests {
  /// 2024-06-05T14:00:03Z, seconds.
  private static let second: Int64 = 1_717_596_003

  /// Dates before a blank; with `T`, what may stand between them and the time of day besides.
  private static let dates: [(text: String, between: [String])] = [
    ("2024-06-05", [" ", "T", "t", "_", "  "]), ("2024/06/05", [" ", "T", "-"]), ("2024.06.05", [" ", "-"]),
    ("2024-6-5", [" "]), ("20240605", [" ", "T", "-", "."]), ("24-06-05", [" "]), ("24/06/05", [" "]),
    ("05-06-2024", [" "]), ("05/06/2024", [" ", ":", ", "]), ("05.06.2024", [" ", ", "]), ("05.06.24", [" "]),
    ("5/6/2024", [" "]), ("05/Jun/2024", [":", " "]), ("05-Jun-2024", [" ", ":"]), ("05-Jun-24", [" "]),
    ("05 Jun 2024", [" ", ", "]), ("5 June 2024", [" "]), ("Jun  5 2024", [" "]), ("Jun 05, 2024", [" "]),
    ("June 5, 2024", [" ", " at "]), ("Wed, 05 Jun 2024", [" "]), ("Wednesday, 05-Jun-24", [" "]),
    ("Wed Jun  5 2024", [" "]), ("2024-Jun-05", [" "]), ("2024 Jun 05", [" "]),
    // The latest year that fits.
    ("06-05", [" "]), ("06/05", [" ", "-"]), ("06.05", [" "]), ("Jun  5", [" "]), ("Jun 05", [" "]), ("05 Jun", [" "]),
    ("05/Jun", [" "]), ("05-Jun", [" "]),
    // ISO 8601: days and weeks of the year.
    ("2024-157", ["T", " "]), ("2024-W23-3", ["T", " "]),
  ]
  /// Times of day, what stands behind their fraction, and seconds that they are after 14:00:03.
  private static let clocks: [(text: String, half: String, after: Int64)] = [
    ("14:00:03", "", 0), ("02:00:03", "", -43_200), ("23:59:60", "", 35_997), ("02:00:03", " PM", 0),
    ("2:00:03", "pm", 0), ("12:00:03", " AM", -50_400), ("12:00:03", " PM", -7200),
  ]
  private static let fractions = [
    "", ".2", ".25", ".250", ".2500", ".25000", ".250000", ".2500000", ".25000000", ".250000000", ",2", ",250",
    ",250000", ",250000000",
  ]
  private static let zones: [(text: String, hours: Double?)] = [
    ("", nil), ("Z", 0), ("z", 0), ("+0200", 2), ("+02:00", 2), ("+02", 2), ("-0530", -5.5), (" +0200", 2),
    (" +02:00", 2),
    (" -05", -5), (" Z", 0), (" UTC", 0), (" GMT", 0), (" CEST", 2), (" EST", -5), (" PDT", -7), (" (CEST)", 2),
    (" [UTC]", 0), ("[+0200]", 2), (" (+02:00)", 2), ("+02:00[Europe/Berlin]", 2), (" UTC+2", 2), (" GMT+02:00", 2),
  ]
  private static let behind = [" x", "] x", ": x", ""]

  /// What is read of a text at its beginning: the microseconds, and what stands behind.
  private func read(_ text: String, _ times: inout TimeReader) -> (micros: Int64, rest: Substring)? {
    let bytes = Array(text.utf8)
    guard let match = unsafe times.any(bytes.span.bytes, 0, weak: true) else { return nil }
    return (match.micros, Substring(decoding: bytes[match.end...], as: UTF8.self))
  }

  /// Whether something else may be meant: letters behind a time in the form of syslog are a host's name, and nobody writes
  /// a zone's letters to those of the half of the day.
  private func isOther(_ date: String, _ half: String, _ zone: String, _ behind: String) -> Bool {
    if !half.isEmpty, zone.first?.isLetter == true { return true }
    return date.hasPrefix("Jun") && !date.contains(",") && zone.hasPrefix(" ") && zone.last?.isLetter == true
      && behind != ": x" && behind != "] x"
  }

  @Test(arguments: [
    ("1717596003", 0), ("1717596003.25", 250_000), ("1717596003.250000999", 250_000),
    ("1717596003250", 250_000), ("1717596003250.125", 250_125), ("1717596003250125", 250_125),
    ("1717596003250125.5", 250_125), ("1717596003250125999", 250_125), ("1717596003250125999ns", 250_125),
    ("1717596003s", 0), ("1717596003250ms", 250_000), ("1717596003250125us", 250_125),
  ])
  func everyCountSinceTheEpoch(text: String, micros: Int64) {
    for behind in Self.behind {
      var times = TimeReader(zone: ZoneRules(fixed: 3600), newest: Self.second)
      let found = read(text + behind, &times)
      #expect(found?.micros == Self.second * 1_000_000 + micros, "\(text)\(behind)")
      #expect(found?.rest.count == behind.count, "\(text)\(behind)")
    }
  }

  @Test(arguments: dates.map(\.text)) func everyForm(date: String) {
    var failures: [String] = []
    var count = 0
    for between in Self.dates.first(where: { $0.text == date })?.between ?? [] {
      for clock in Self.clocks {
        for fraction in Self.fractions {
          for zone in Self.zones {
            count += 1
            // What stands behind is taken in turns.
            let behind = Self.behind[count % 4]
            guard !isOther(date, clock.half, zone.text, behind) else { continue }
            let form = date + between + clock.text + fraction + clock.half + zone.text
            let micros: Int64 = fraction.isEmpty ? 0 : fraction.count == 2 ? 200_000 : 250_000
            let offset = Int64((zone.hours ?? 1) * 3600)
            let expected = (Self.second + clock.after - offset) * 1_000_000 + micros
            var times = TimeReader(zone: ZoneRules(fixed: 3600), newest: Self.second + 86_400)
            times.dates = date.hasPrefix("24") ? .yearFirst : date.hasPrefix("06") ? .monthFirst : .dayFirst
            let found = read(form + behind, &times)
            if found?.micros != expected || found?.rest.count != behind.count {
              failures.append("\(form)\(behind): \(found.map { "\($0.micros - expected) \($0.rest)" } ?? "nil")")
            }
          }
        }
      }
    }
    #expect(count > 1000)
    #expect(failures.isEmpty, "\(failures.count) of \(count): \(failures.prefix(10).joined(separator: "\n"))")
  }
}
