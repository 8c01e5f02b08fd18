import Incidents

/// Colours (ECMA-48, SGR); off, it returns the text as it is.
struct Ink: Sendable {
  var isOn: Bool

  func plain(_ text: String) -> String { text }
  func bold(_ text: String) -> String { paint(text, "1") }
  func dim(_ text: String) -> String { paint(text, "2") }
  func red(_ text: String) -> String { paint(text, "31") }
  func green(_ text: String) -> String { paint(text, "32") }
  func yellow(_ text: String) -> String { paint(text, "33") }
  func blue(_ text: String) -> String { paint(text, "34") }

  /// What began, what ended, what changed, what people noted.
  func kind(_ text: String, _ kind: EntryKind) -> String {
    switch kind {
    case .onset, .relapse, .peak, .oom, .failure, .error: red(text)
    case .recovery, .end, .resolution: green(text)
    case .deploy, .restart, .reload, .packageChange, .command, .reboot, .start, .stop: yellow(text)
    case .note, .detection, .action, .hypothesis, .deadEnd, .escalation, .mitigation, .communication: blue(text)
    case .detected, .slowQuery, .suppressed: text
    }
  }

  private func paint(_ text: String, _ code: String) -> String {
    isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
