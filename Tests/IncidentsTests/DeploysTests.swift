import Incidents
import Records
import Testing

@Suite struct DeploysTests {
  private func observed(_ story: Story) -> [String] {
    story.assembled().timeline.filter { $0.origin == .observed && $0.kind != .error }.map(\.summary)
  }

  @Test(arguments: [
    ("shop-web.service", "shop-web"), ("nginx.service", "nginx-core"), ("postgresql@15-main.service", "postgresql-15"),
    ("server.service", "server"),
  ])
  func aRestartAfterAChangeOfItsOwnPackageIsADeploy(unit: String, package: String) {
    var story = Story()
    story.event(.packageChange, package, "upgrade \(package):amd64 1.4 1.5", at: -200)
    story.restart(unit, at: -20)
    #expect(observed(story) == ["\(unit) was deployed with package \(package) 1.5"])
    #expect(story.ranking == [.deploy])
  }

  @Test(arguments: [
    ("nginx.service", "libssl3"), ("web-server.service", "openssh-server"), ("app.service", "linux-libc-dev"),
  ])
  func aRestartAfterAChangeOfAnotherPackageIsNoDeploy(unit: String, package: String) {
    var story = Story()
    story.event(.packageChange, package, "upgrade \(package):amd64 1.4 1.5", at: -40)
    story.restart(unit, at: -20)
    #expect(observed(story) == ["Package \(package) 1.5 was changed", "\(unit) was restarted"])
    #expect(Set(story.ranking) == [.packageChange, .restart])
  }

  @Test func aLargeUpgradeIsToldByWhatEachServiceGot() {
    var story = Story()
    for (at, name) in ["libssl3", "nginx", "openssl", "shop-web"].enumerated() {
      story.event(.packageChange, name, "upgrade \(name):amd64 1.4 1.5", at: -300 + Double(at))
    }
    story.restart("nginx.service", at: -100)
    story.restart("shop-web.service", at: -90)
    #expect(
      observed(story) == [
        "Package libssl3, openssl was changed", "nginx.service was deployed with package nginx 1.5",
        "shop-web.service was deployed with package shop-web 1.5",
      ])
    #expect(Set(story.ranking) == [.deploy, .packageChange])
  }

  @Test func whatAnUpgradeOfEverythingChangedIsNamed() {
    var story = Story()
    story.event(.command, "ops", "/usr/bin/apt-get -y upgrade", at: -60)
    story.event(.packageChange, "nginx", "upgrade nginx:amd64 1.4 1.5", at: -50)
    story.event(.packageChange, "openssl", "upgrade openssl:amd64 3.0 3.1", at: -49)
    story.restart("nginx.service", at: -30)
    #expect(
      observed(story) == [
        "ops ran `/usr/bin/apt-get -y upgrade`", "nginx.service was deployed with package nginx 1.5",
      ])
    #expect(story.assembled().causes.contains { $0.kind == .packageChange && $0.subject == "openssl" })
  }

  @Test func aSecondRestartIsNoSecondDeploy() {
    var story = Story()
    story.event(.packageChange, "shop-web", "upgrade shop-web:amd64 1.4 1.5", at: -30)
    story.restart("shop-web.service", at: -20)
    story.restart("shop-web.service", at: 300)
    #expect(observed(story).filter { $0.contains("deployed") }.count == 1)
    #expect(observed(story).filter { $0.contains("restarted") }.count == 1)
  }

  /// The image of a host is installed, then booted: its units are started by the boot, not by the packages.
  @Test func aUnitThatABootStartedWasNotDeployed() {
    var story = Story()
    for name in ["systemd", "nginx"] {
      story.event(.packageChange, name, "install \(name):amd64 <none> 1.5", at: -90)
    }
    for unit in ["systemd-journald.service", "systemd-logind.service", "nginx.service"] {
      story.event(.unitStarted, unit, at: -60)
    }
    story.event(.reboot, "shop-1", at: -58)
    #expect(!story.ranking.contains(.deploy))
    #expect(story.ranking.contains(.reboot))
  }
}
