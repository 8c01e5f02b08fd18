import Glibc
import Testing

@testable import Drafting

/// Whoever writes a document does not decide how long its times are looked for: the work is linear in the text.
@Suite struct DocumentTimeWorkTests {
  /// Eight times the text is about eight times the work, far from sixty-four times. What counts is the time that this
  /// thread computes, whatever else the machine does.
  @Test(arguments: ["10:00-", "10:00 to ", "2024-06-05 10:00 - ", "10:"])
  func isLinear(piece: String) {
    let short = work(piece, kilobytes: 8)
    #expect(work(piece, kilobytes: 64) < max(short * 24, .milliseconds(50)))
  }

  private func work(_ piece: String, kilobytes: Int) -> Duration {
    let text = String(repeating: piece, count: (kilobytes << 10) / piece.utf8.count)
    let start = computed()
    _ = DocumentTime.zone(in: text)
    return computed() - start
  }

  private func computed() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
