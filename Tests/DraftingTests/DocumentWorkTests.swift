import Glibc
import Testing

@testable import Drafting

/// Whoever writes a document does not decide how long it is read: the work is linear in the text.
@Suite struct DocumentWorkTests {
  /// Eight times the text is about eight times the work, far from sixty-four times. What counts is the time that this
  /// thread computes, whatever else the machine does.
  @Test(arguments: ["10:00-", "10:00 to ", "2024-06-05 10:00 - ", "10:"])
  func isLinear(piece: String) {
    func work(kilobytes: Int) -> Duration {
      let text = String(repeating: piece, count: (kilobytes << 10) / piece.utf8.count)
      return computed { _ = DocumentTime.zone(in: text) }
    }
    let short = work(kilobytes: 8)
    #expect(work(kilobytes: 64) < max(short * 24, .milliseconds(50)))
  }

  /// Bold text within bold text.
  @Test func nestedTextIsShownInLinearTime() {
    func work(_ depth: Int) -> Duration {
      let text = String(repeating: "**a ", count: depth) + "b" + String(repeating: " c**", count: depth)
      return computed { _ = DraftPage().html(of: text) }
    }
    let short = work(100)
    #expect(work(1600) < max(short * 48, .milliseconds(50)))
  }

  @Test func placeholdersInALineAreFoundInLinearTime() {
    func work(_ count: Int) -> Duration {
      let text = LintText((0..<count).map { "[insert \($0) here] TBD" }.joined(separator: " "), LintKnowledge())
      return computed { _ = PlaceholderRule().findings(in: text) }
    }
    let short = work(40)
    #expect(work(1280) < max(short * 96, .milliseconds(50)))
  }

  /// No code that has begun ends: each run of backticks is shorter than those before it.
  @Test func openCodeIsPassedOverInLinearTime() {
    func work(_ longest: Int) -> Duration {
      let runs = (1...longest).reversed().map { String(repeating: "`", count: $0) }
      let text = Substring(runs.joined(separator: " "))
      return computed {
        var comments = MarkdownComments()
        _ = comments.cut(from: text)
      }
    }
    let short = work(50)
    #expect(work(400) < max(short * 180, .milliseconds(50)))
  }

  private func computed(_ work: () -> Void) -> Duration {
    let start = computed()
    work()
    return computed() - start
  }

  private func computed() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
