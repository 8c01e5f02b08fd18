import Records
import Testing

@testable import Formats

/// Properties that every format of the list has.
@Suite struct FormatListTests {
  @Test(arguments: FormatSamples.table)
  func readsItsSamples(format: String, lines: [String]) {
    for line in lines { #expect(Reading(line, by: format) != nil, "\(format): \(line)") }
  }

  @Test(arguments: FormatSamples.table)
  func claimsNoSampleOfALaterFormat(format: String, lines: [String]) throws {
    let place = try #require(LogFormats.all.firstIndex { $0.name == format })
    for earlier in LogFormats.all[..<place] {
      for line in lines {
        // What a record of several lines is to a format of single ones.
        let seen = earlier.joinsLines ? line : String(line.prefix { $0 != "\n" })
        #expect(Reading(seen, by: earlier.name) == nil, "\(earlier.name) claims \(line)")
      }
    }
  }

  @Test func everyFormatHasSamples() {
    let sampled = Set(FormatSamples.table.map(\.format))
    #expect(LogFormats.all.filter { !sampled.contains($0.name) }.map(\.name) == [])
  }

  @Test func namesAreUnique() {
    #expect(Set(LogFormats.all.map(\.name)).count == LogFormats.all.count)
  }
}
