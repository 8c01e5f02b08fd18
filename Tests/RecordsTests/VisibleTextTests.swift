import Records
import Testing

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("\u{1b}[2J", "\\x1b[2J"), ("\u{1b}]52;c;eA==\u{07}", "\\x1b]52;c;eA==\\x07"), ("\u{9b}31m", "\\x9b31m"),
    ("a\u{202e}b\u{2066}c", "a\\u{202e}b\\u{2066}c"), ("a\nb\r\n\tc", "a\\nb\\r\\n\\tc"), ("\u{7f}\0", "\\x7f\\x00"),
    ("a\u{2028}b", "a\\u{2028}b"), ("Zürich 東京 👩‍🚒", "Zürich 東京 👩‍🚒"), ("", ""),
  ])
  func showsWhatATerminalWouldObey(raw: String, visible: String) {
    #expect(raw.controlsVisible == visible)
  }
}
