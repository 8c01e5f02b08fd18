import Glibc
import Testing

@testable import Formats

/// Whoever writes a line of a log, or a note, does not decide how long it is read and its secrets are looked for: the work
/// is linear in the text. What counts is the time that this thread computes, whatever else the machine does.
@Suite struct LinearWorkTests {
  /// Each begins what is looked for to an end that never comes.
  private static let openings = [
    #""token":[""#, #""token":["[redacted] "#, #""token":["a",    "#, "token:\\\\\"[] ", "Cookie: [redacted] ",
    "signature=\\\\\"a b ", "pass:%20x%20", "password for x ", ":thin:", ":thin:/", "a:", "a+", "a\u{e9}", "eyJ",
    "#1 a(1): ", "#1 a(1): f('x', ", "PHP  1. ",
    "secret: {", #""secret":[{"a":1},"#, "identified by \"", "x' replace 'y", "://a%2F:", "curl -u %27",
    #"a,"""#, #"["password","x"#, "authorization, ", "/hooks/a/", "?code=a1b2c3", "create secret x (key '",
    "insert into ", "insert into t (password) values (", "insert into t (token) values ('a ", "insert into t (a, ",
    "htpasswd -b ", "-htpasswd ", "[b]", "b][b", "eyJ.", "token -> a ", "cookie -> a ", "cookie a=1 ",
    "insert into t (token) output ", "insert ignore into ", #"<add key="password" "#, "password[a]", "password\t",
    "a_password ", "curl -p ", #""api key": "#,
  ]

  /// Four times the text is about four times the work, far from sixteen times.
  @Test(arguments: openings)
  func isLinear(opening: String) {
    let short = work(opening, kilobytes: 4)
    #expect(work(opening, kilobytes: 16) < max(short * 10, .milliseconds(50)))
  }

  /// What took minutes as a line of 1 MiB.
  @Test(arguments: [#""token":[""#, "password for x "])
  func isLinearInALongText(opening: String) {
    let short = work(opening, kilobytes: 8)
    #expect(work(opening, kilobytes: 128) < short * 48)
  }

  /// A record of many lines, the same again and again.
  @Test(arguments: [
    ("text-log", "2024-06-05 12:00:00,000 ERROR x: hello\n", "a\n"),
    ("text-log", "2024-06-05 12:00:00,000 hello\n", "thread 'a\n"),
    ("text-log", "2024-06-05 12:00:00,000 thread 'a\n", "panic\n"), ("text-plain", "ERROR x\n", " thread 'a\n"),
    ("text-plain", "ERROR x\n", " a.swift:7:\n"), ("text-plain", "Traceback (most recent call last):\n", "  a\n"),
    ("syslog", "", "Jun  5 14:00:03 web1 shop[812]: #011at thread 'a\n"),
    ("syslog", "Jun  5 14:00:03 web1 shop[812]: a\n", " thread 'a\n"),
  ])
  func aRecordOfManyLinesIsReadInLinearTime(format: String, first: String, next: String) throws {
    let format = try #require(LogFormats.named(format))
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_700_000))
    func work(kilobytes: Int) -> Duration {
      let text = Array((first + String(repeating: next, count: (kilobytes << 10) / next.utf8.count)).utf8)
      let start = computed()
      _ = parser.parse(text, offset: 0)
      return computed() - start
    }
    let short = work(kilobytes: 4)
    #expect(work(kilobytes: 32) < max(short * 24, .milliseconds(50)))
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
