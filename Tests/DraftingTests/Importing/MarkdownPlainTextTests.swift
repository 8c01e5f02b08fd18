import Testing

@testable import Drafting

@Suite struct MarkdownPlainTextTests {
  @Test(arguments: [
    ("**bold** and *thin*", "bold and thin"), ("snake_case and 2 * 3", "snake_case and 2 * 3"),
    ("_thin_ __bold__", "thin bold"), ("`a_b*c*` stays", "`a_b*c*` stays"), ("an open ` tick", "an open ` tick"),
    ("see [the graph](https://shop.example/g) now", "see the graph now"), ("[plain] brackets", "[plain] brackets"),
    ("slow[^e1][^e2]", "slow"), ("![a picture](x.png) here", " here"), (#"5 \* 3 \| 2"#, "5 * 3 | 2"),
    (#"C:\dir"#, #"C:\dir"#),
  ])
  func marksAreUndone(markdown: String, text: String) {
    #expect(MarkdownPlainText.plain(markdown) == text)
  }

  @Test(arguments: [
    "dead end: load balancer is fine", "a|b_c*d*~e~ <b> & [x](y) #3 {{z}}", "1. first", "- dash", "`code` and ``two``",
    "https://shop.example/a_b", "w. www.", "back\\slash",
  ])
  func whatADraftEscapesIsReadAgain(text: String) {
    #expect(MarkdownPlainText.plain(MarkdownText.escape(text)) == text)
  }
}
