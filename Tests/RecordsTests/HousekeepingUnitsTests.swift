import Records
import Testing

@Suite struct HousekeepingUnitsTests {
  @Test(arguments: [
    "logrotate.service", "apt-daily-upgrade.service", "session-3.scope", "user@1000.service", "dbus.socket",
    "Fstrim.service", "run-credentials.mount", "unbound-anchor.service",
  ])
  func areKnown(unit: String) { #expect(HousekeepingUnits.contains(unit)) }

  @Test(arguments: ["nginx.service", "shop-web.service", "postgresql@15-main.service", "cronjob-runner.service", ""])
  func othersAreNot(unit: String) { #expect(!HousekeepingUnits.contains(unit)) }
}
