import Glibc
import Testing

@testable import Formats

/// Whoever writes a line of a log, or a note, does not decide how long its secrets are looked for: the work is linear in
/// the text.
@Suite struct RedactionWorkTests {
  /// Each begins what is looked for to an end that never comes.
  private static let openings = [
    #""token":[""#, #""token":["[redacted] "#, #""token":["a",    "#, "token:\\\\\"[] ", "Cookie: [redacted] ",
    "signature=\\\\\"a b ", "pass:%20x%20", "password for x ", ":thin:", ":thin:/", "a:", "a+", "a\u{e9}", "eyJ",
    "#1 a(1): ", "#1 a(1): f('x', ", "PHP  1. ",
    "secret: {", #""secret":[{"a":1},"#, "identified by \"", "x' replace 'y", "://a%2F:", "curl -u %27",
    #"a,"""#, #"["password","x"#, "authorization, ", "/hooks/a/", "?code=a1b2c3", "create secret x (key '",
  ]

  /// Eight times the text is about eight times the work, far from sixty-four times. What counts is the time that this
  /// thread computes, whatever else the machine does.
  @Test(arguments: openings)
  func isLinear(opening: String) {
    let short = work(opening, kilobytes: 8)
    #expect(work(opening, kilobytes: 64) < max(short * 24, .milliseconds(50)))
  }

  /// What took minutes as a line of 1 MiB.
  @Test(arguments: [#""token":[""#, "password for x "])
  func isLinearInALongText(opening: String) {
    let short = work(opening, kilobytes: 64)
    #expect(work(opening, kilobytes: 1024) < short * 48)
  }

  private func work(_ opening: String, kilobytes: Int) -> Duration {
    let text = String(repeating: opening, count: (kilobytes << 10) / opening.utf8.count)
    let start = computed()
    _ = Redaction.redact(text)
    _ = PersonalData.find(in: text)
    return computed() - start
  }

  private func computed() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
