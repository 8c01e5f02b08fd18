import Records
import Testing

@testable import Formats

@Suite struct JournalEventsTests {
  private static let started: (UInt64, UInt64) = (0x39f5_3479_d3a0_45ac, 0x8e11_7862_4823_1fbf)
  private static let stopped: (UInt64, UInt64) = (0x9d1a_aa27_d601_40bd, 0x9636_5438_aad2_0286)
  private static let stopping: (UInt64, UInt64) = (0xde5b_426a_63be_47a7, 0xb6ac_3eaa_c82e_2f6f)
  private static let failedResult: (UInt64, UInt64) = (0xd9b3_73ed_55a6_4feb, 0x8242_e02d_be79_a49c)
  private static let processExit: (UInt64, UInt64) = (0x98e3_2220_3f7a_4ed2, 0x90d0_9fe0_3c09_fe15)

  private func events(_ build: (inout JournalBatchBuilder) -> Void) -> [ContextEvent] {
    JournalRecordsTests.convert(build).events
  }

  @Test func aRestartIsAStopAndAStart() {
    let found = events { b in
      b.add("Stopping shop", at: 1, pid: 1, id: Self.stopping, subject: "shop.service")
      b.add("Stopped shop", at: 2, pid: 1, id: Self.stopped, subject: "shop.service")
      b.add("Started shop", at: 3, pid: 1, id: Self.started, subject: "shop.service")
    }
    #expect(found.map(\.kind) == [.unitStopped, .unitStarted])
    #expect(found.allSatisfy { $0.subject == "shop.service" && !$0.routine && $0.host == "web1" })
    #expect(found[0].position == .cursor("b=00000000000000070000000000000007;m=7d0;t=1e8480"))
  }

  @Test func housekeepingAndTimersAreRoutine() {
    let found = events { b in
      b.add("Started logrotate", pid: 1, id: Self.started, subject: "logrotate.service")
      b.add("Finished report", at: 2000, pid: 1, id: Self.started, subject: "report.service")
      b.add("Finished report", at: 3000, pid: 1, id: Self.started, subject: "report.service")
    }
    #expect(found.map(\.routine) == [true, false, true])
  }

  @Test func linesOfOneFailureAreOneEvent() {
    let found = events { b in
      b.add("shop.service: Main process exited", at: 5, pid: 1, id: Self.processExit, subject: "shop.service")
      b.add("shop.service: Failed with result", at: 5, pid: 1, id: Self.failedResult, subject: "shop.service")
    }
    #expect(found.map(\.kind) == [.unitFailed])
  }

  @Test func onlyTheSystemManagerSpeaksOfUnits() {
    let forged = events { b in
      b.add("Started shop", comm: "logger", pid: 4711, uid: 1000, id: Self.started, subject: "shop.service")
      b.add(
        "Started shop", identifier: "systemd", comm: "systemd", pid: 900, uid: 1000, id: Self.started,
        subject: "x.service")
      b.add("Started shop.service.", identifier: "systemd", comm: "logger", pid: 4711, uid: 1000)
      b.add("deploy : COMMAND=/bin/true", identifier: "sudo", comm: "logger", pid: 9, uid: 1000)
      b.add("Out of memory: Killed process 1 (x)", identifier: "kernel", comm: "logger", pid: 9, uid: 1000)
    }
    #expect(forged.isEmpty)
    let imported = events { $0.add("Started shop", id: Self.started, subject: "shop.service") }
    #expect(imported.map(\.subject) == ["shop.service"])
  }

  @Test func anotherBootOfAHostIsAReboot() {
    let found = events { b in
      b.add("x", at: 1, boot: 1)
      b.add("other host", at: 2, boot: 2, host: "web2")
      b.add("x", at: 3, boot: 3)
      b.add("late", at: 4, boot: 1)
    }
    #expect(found.map(\.kind) == [.reboot])
    #expect(found.map(\.time.second) == [3])
  }

  @Test(arguments: [1, 2, 10])
  func aRebootIsToldOnceWhateverTheBatches(size: Int) {
    var b = JournalBatchBuilder()
    b.add("x", at: 1, boot: 1)
    b.add("y", at: 3, boot: 3)
    b.add("Startup finished", at: 9, pid: 1, id: (0xb07a_249c_d024_414a, 0x82dd_00cd_1813_78ff), boot: 3)
    let found = JournalRecordsTests.batches(b.batch, of: size).flatMap(\.events)
    #expect(found.map(\.kind) == [.reboot])
  }

  @Test func anyoneMayNote() {
    let found = events { b in
      b.add("dead end: network", identifier: "hindcast-note", comm: "logger", pid: 5, uid: 1000)
      b.add("hypothesis: dns", identifier: "hindcast-note", transport: .stdout)
    }
    #expect(found.map(\.kind) == [.note, .note])
    #expect(found.map(\.detail) == ["dead end: network", "hypothesis: dns"])
    #expect(found.map(\.subject) == ["uid 1000", ""])
  }
}
