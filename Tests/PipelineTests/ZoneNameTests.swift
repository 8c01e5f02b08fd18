import Formats
import Testing

@testable import Pipeline

/// Zones as options and configurations name them.
@Suite struct ZoneNameTests {
  @Test(arguments: [
    ("+02:00", 7200), ("+0200", 7200), ("-0530", -19_800), ("+14:59", 53_940), ("-14:00", -50_400), ("+00:00", 0),
  ])
  func anOffsetIsAZone(name: String, seconds: Int64) throws {
    #expect(try #require(ZoneRules(named: name)).offset(at: 0) == seconds)
  }

  @Test(arguments: ["Europe/Berlin", "UTC"]) func aPlaceIsAZone(name: String) { #expect(ZoneRules(named: name) != nil) }

  @Test(arguments: [
    "+99:99", "+15:00", "+02:60", "+foo0200", "+1400x", "-9999", "+2", "+02", "+0200 ", "++0200", "+02-00", "", "+",
    "0200",
    "Berlin",
  ])
  func nothingElseIs(name: String) { #expect(ZoneRules(named: name) == nil) }
}
