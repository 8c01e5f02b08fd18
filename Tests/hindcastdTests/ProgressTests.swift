import Testing

@testable import hindcastd

/// What the service manager hears of how the daemon gets on; times are seconds of a clock that never steps.
@Suite struct ProgressTests {
  private func running() -> Progress {
    var progress = Progress(now: .zero, bytes: 0, watchdog: .seconds(60))
    progress.enter(.running, now: .zero)
    return progress
  }

  private func message(_ progress: inout Progress, _ second: Int, bytes: UInt64 = 0, writes: Bool = false) -> String? {
    progress.message(now: .seconds(second), bytes: bytes, storeIsWriting: writes)
  }

  @Test func aDaemonThatGetsOnIsHeardOf() {
    var progress = running()
    for second in stride(from: 0, to: 600, by: 10) {
      progress.filesGotOn(now: .seconds(second))
      #expect(message(&progress, second) == "WATCHDOG=1")
    }
  }

  @Test func case75WhatIsStuckIsNotHeardOf() {
    var progress = running()
    progress.filesGotOn(now: .seconds(100))
    #expect(message(&progress, 140) == "WATCHDOG=1")
    #expect(message(&progress, 141) == nil)
    progress.filesGotOn(now: .seconds(142))
    #expect(message(&progress, 142) == "WATCHDOG=1")
  }

  @Test func case75AStuckJournalIsNoticedThoughFilesGetOn() {
    var progress = running()
    progress.journalGotOn(now: .seconds(100))
    progress.filesGotOn(now: .seconds(141))
    #expect(message(&progress, 141) == nil)
    progress.journalGotOn(now: nil)
    #expect(message(&progress, 141) == "WATCHDOG=1")
  }

  @Test func case75AWriteOfFiveMinutesIsNotKilledAndOneWithoutEndIs() {
    var progress = running()
    progress.filesGotOn(now: .zero)
    for second in stride(from: 0, through: 300, by: 10) {
      #expect(message(&progress, second, writes: true) == "WATCHDOG=1")
    }
    #expect(message(&progress, 601, writes: true) == nil)
  }

  @Test func case75ARecoveryOfFiveMinutesIsGivenTimeWhileItReadsAndWrites() {
    var progress = Progress(now: .zero, bytes: 0, watchdog: .seconds(60))
    var said: [Int] = []
    for second in 1...300
    where message(&progress, second, bytes: UInt64(second) << 20) == "EXTEND_TIMEOUT_USEC=60000000" {
      said.append(second)
    }
    #expect(said == Array(stride(from: 20, through: 300, by: 20)))
  }

  @Test func aRecoveryThatStandsStillIsGivenNoTime() {
    var progress = Progress(now: .zero, bytes: 0, watchdog: nil)
    for second in 1...300 {
      // Its own looking costs a few bytes.
      #expect(message(&progress, second, bytes: UInt64(second) * 200) == nil)
    }
  }

  @Test func aStartIsGivenTimeForEveryStepForwardOnly() {
    var progress = Progress(now: .zero, bytes: 0, watchdog: .seconds(60))
    progress.enter(.starting, now: .zero)
    progress.filesGotOn(now: .seconds(19))
    #expect(message(&progress, 20, bytes: 1 << 30) == "EXTEND_TIMEOUT_USEC=60000000")
    #expect(message(&progress, 40, bytes: 2 << 30) == nil)
  }
}
