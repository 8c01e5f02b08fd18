import Records
import Testing

@testable import Formats

@Suite struct WildcardPatternTests {
  private func matches(_ pattern: String, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return unsafe WildcardPattern(pattern).matches(bytes.span.bytes)
  }

  @Test(arguments: [
    ("deployed", "deployed"), ("deployed *", "deployed 1.2"), ("* deployed", "shop deployed"), ("*deploy*", "deploy"),
    ("*deploy*", "we deploy now"), ("a*b*c", "abc"), ("a*b*c", "axxbxbxc"), ("a**c", "ac"), ("*aab*", "aaab"),
    ("*abab*abac*", "ababababac abac"), ("a*a", "aa"), ("caf\u{e9} *", "caf\u{e9} 1"), ("a.[*", "a.[b]"), ("*", ""),
  ])
  func areMatched(pattern: String, text: String) { #expect(matches(pattern, text)) }

  @Test(arguments: [
    ("deployed", "deployed 1.2"), ("deployed *", "not deployed 1"), ("* deployed", "deployed"), ("a*a", "a"),
    ("a*b*c", "acb"), ("*ab*ab*", "abxa"), ("ab*bc", "abc"), ("deploy", "Deploy"), ("", "x"), ("a?c", "abc"),
  ])
  func areNotMatched(pattern: String, text: String) { #expect(!matches(pattern, text)) }

  /// Case 47: what makes a backtracking matcher exponential, and a naive search quadratic.
  @Test func hostilePatternsTakeLinearTime() {
    let text = String(repeating: "a", count: 200_000)
    #expect(!matches("*" + String(repeating: "a", count: 500) + "b*", text))
    #expect(!matches(String(repeating: "*a", count: 400) + "*b", text))
  }
}
