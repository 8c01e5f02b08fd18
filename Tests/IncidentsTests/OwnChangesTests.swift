import Incidents
import Records
import Testing

/// What happens to Hindcast itself stays told, and is never what hurt a service.
@Suite struct OwnChangesTests {
  private func story(_ tell: (inout Story) -> Void) -> Incident {
    var story = Story()
    tell(&story)
    return story.assembled()
  }

  private static let tales: [@Sendable (inout Story) -> Void] = [
    { $0.restart("hindcastd.service", at: -20) },
    { $0.event(.unitReloaded, "hindcastd.service", at: -20) },
    { $0.event(.unitFailed, "hindcastd.service", at: -20) },
    { $0.oomKill("hindcastd.service", at: -20) },
    { $0.event(.oomKill, "hindcastd", "Out of memory: Killed process 911 (hindcastd)", at: -20) },
    { $0.event(.packageChange, "hindcast", "upgrade hindcast:amd64 0.1.0 0.2.0", at: -20) },
    { $0.event(.command, "ops", "/usr/bin/apt-get install hindcast", at: -20) },
    { $0.event(.command, "ops", "/usr/bin/vim /etc/hindcast/hindcast.yaml", at: -20) },
    { $0.deploy("hindcastd.service", "hindcast", "0.2.0", at: -20) },
  ]

  @Test(arguments: tales)
  func itIsNoCauseButStaysTold(tale: @Sendable (inout Story) -> Void) {
    let incident = story(tale)
    #expect(incident.causes.isEmpty, "\(incident.causes)")
    #expect(incident.timeline.contains { $0.origin == .observed })
    #expect(incident.ruledOut.contains { $0.hypothesis == "a change shortly before" })
  }

  @Test func whatWasChangedAlongWithItStays() {
    let incident = story {
      $0.event(.packageChange, "hindcast", "upgrade hindcast:amd64 0.1.0 0.2.0", at: -21)
      $0.event(.packageChange, "libssl3", "upgrade libssl3:amd64 3.0 3.1", at: -20)
    }
    #expect(incident.causes.map(\.kind) == [.packageChange])
  }
}
