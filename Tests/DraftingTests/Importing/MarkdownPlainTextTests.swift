import Testing

@testable import Drafting

@Suite struct MarkdownPlainTextTests {
  @Test(arguments: [
    ("**bold** and *thin*", "bold and thin"), ("snake_case and 2 * 3", "snake_case and 2 * 3"),
    ("_thin_ __Bold words__", "thin Bold words"), ("`a_b*c*` stays", "`a_b*c*` stays"),
    ("an open ` tick", "an open ` tick"),
    ("see [the graph](https://shop.example/g) now", "see the graph now"), ("[plain] brackets", "[plain] brackets"),
    ("slow[^e1][^e2]", "slow"), ("![a picture](x.png) here", " here"), (#"5 \* 3 \| 2"#, "5 * 3 | 2"),
    (#"C:\dir"#, #"C:\dir"#), ("rm *.log *.gz", "rm *.log *.gz"), ("a * b * c", "a * b * c"),
    ("PATH_A and PATH_B, a__init__b", "PATH_A and PATH_B, a__init__b"), ("***both*** ends", "both ends"),
    ("`__init__` stays", "`__init__` stays"),
    ("é __init__ and (__init_subclass__), **init**", "é __init__ and (__init_subclass__), init"),
    ("foo.__init__.py is *thin*", "foo.__init__.py is thin"), ("1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
    ("see <https://shop.example/g>", "see https://shop.example/g"), ("one<br>two", "one two"),
    ("curl <host> twice", "curl <host> twice"), ("# no heading", "# no heading"), ("- no item", "- no item"),
    ("> no quote", "> no quote"), ("[x]: /y", "[x]: /y"), ("    no code", "    no code"), ("--- | ---", "--- | ---"),
    (#"not a note \[^1]"#, "not a note [^1]"), ("a\u{0}b *c*", "a\u{FFFD}b c"),
  ])
  func marksAreUndone(markdown: String, text: String) {
    #expect(MarkdownPlainText.plain(markdown) == text)
  }

  @Test func everyLineIsReadInTheTimeOfItsLength() {
    for piece in ["[", "![", "*a ", "_", "`", "<", "[^", "](", "**a*"] {
      let line = String(repeating: piece, count: 60_000)
      #expect(MarkdownPlainText.plain(line).utf8.count <= line.utf8.count + 2)
    }
  }

  @Test(arguments: [
    "dead end: load balancer is fine", "a|b_c*d*~e~ <b> & [x](y) #3 {{z}}", "1. first", "- dash", "`code` and ``two``",
    "https://shop.example/a_b", "w. www.", "back\\slash",
  ])
  func whatADraftEscapesIsReadAgain(text: String) {
    #expect(MarkdownPlainText.plain(MarkdownText.escape(text)) == text)
  }
}
