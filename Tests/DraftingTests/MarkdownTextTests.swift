import Testing

@testable import Drafting

@Suite struct MarkdownTextTests {
  @Test(arguments: [
    ("plain text, 12:30 (x)", "plain text, 12:30 (x)"), ("![](http://evil)", #"\!\[\](http\://evil)"#),
    ("[a](javascript:alert(1))", #"\[a\](javascript\:alert(1))"#), ("a|b", #"a\|b"#), ("`rm <x>`", "`rm <x>`"),
    ("`a|b`", #"\`a\|b\`"#), ("``a``", #"\`\`a\`\`"#), ("`a", #"\`a"#), ("`{{x}}`", #"\`\{\{x\}\}\`"#),
    ("` `", #"\` \`"#), ("`a`b`c", #"`a`b\`c"#), ("/product/{id}!", "/product/{id}!"), ("{%x%}", #"\{%x%}"#),
    ("<details>", #"\<details\>"#), ("<img onerror=x>", #"\<img onerror=x\>"#), ("{{x}}", #"\{\{x\}\}"#),
    ("{{{x}}}", #"\{\{\{x\}\}\}"#), ("&lt;", #"\&lt;"#), ("www.evil.example", #"www\.evil.example"#),
    ("*a* _b_ ~~c~~", #"\*a\* \_b\_ \~\~c\~\~"#), ("# h", ##"\# h"##), ("- item", #"\- item"#),
    ("6.17 %", "6.17 %"), ("12:30: a", "12:30: a"), ("1. item", #"1\. item"#),
    ("    code", "code"), ("a\n\n# b", ##"a\\n\\n\# b"##), ("\u{1b}[2J", #"\\x1b\[2J"#), ("a\\", #"a\\"#),
    ("x  ", "x"), ("bob@example.org", #"bob\@example.org"#),
  ])
  func isShownAsItIs(text: String, markdown: String) {
    #expect(MarkdownText.escape(text) == markdown)
  }
}
