import Formats
import Testing

@testable import Pipeline

/// What logs tell of the zone of those that name none, as years go by.
@Suite struct LiveZoneTests {
  private static let berlin = ZoneRules(named: "Europe/Berlin") ?? .utc
  /// In July and in December of 2026.
  private static let summer: Int64 = 1_783_000_000
  private static let winter: Int64 = 1_796_000_000

  @Test func aFileThatIsGoneSaysNothingOfTheOthers() {
    var zone = LiveZone(.utc, isGiven: false)
    zone.note(7200, of: "access-20261024.log", at: Self.winter)
    zone.note(3600, of: "access-20261025.log", at: Self.winter)
    #expect(zone.rules.offset(at: Self.winter) == 0)
    zone.forget("access-20261024.log")
    #expect(zone.rules.offset(at: Self.winter) == 3600)
    zone.forget("access-20261025.log")
    #expect(zone.rules.offset(at: Self.winter) == 0)
  }

  /// Another one's log keeps its offset when the clocks here are set back.
  @Test func whatWasTheLocalZoneIsNoneWhenClocksAreSetBack() {
    var zone = LiveZone(Self.berlin, isGiven: false)
    zone.note(7200, of: "access.log", at: Self.summer)
    #expect(zone.rules.periods.count > 1)
    zone.note(7200, of: "access.log", at: Self.winter)
    #expect(zone.rules.offset(at: Self.winter) == 7200)
    zone.note(3600, of: "access.log", at: Self.winter)
    #expect(zone.rules.periods.count > 1)
  }

  @Test func nothingCountsBesideAZoneThatWasAskedFor() {
    var zone = LiveZone(Self.berlin, isGiven: true)
    zone.note(-18_000, of: "access.log", at: Self.summer)
    #expect(zone.rules.offset(at: Self.summer) == 7200)
  }
}
