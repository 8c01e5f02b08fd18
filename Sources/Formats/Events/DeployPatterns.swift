import Records

/// The patterns that a user named for messages and commands that are deploys.
package struct DeployPatterns: Sendable {
  /// Bytes of a message that an event keeps.
  private static let detailCap = 4096
  private let patterns: [WildcardPattern]

  /// Nil without any pattern: then nothing is looked at.
  package init?(_ patterns: [String]) {
    guard !patterns.isEmpty else { return nil }
    self.patterns = patterns.map(WildcardPattern.init)
  }

  /// Whether one of them matches the whole message, blanks around it left out.
  func match(_ message: RawSpan) -> Bool {
    let start = message.skippingBlanks(0)
    let end = message.trimmedEnd(start, message.byteCount)
    let text = message.extracting(start..<max(start, end))
    return patterns.contains { $0.matches(text) }
  }

  func match(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return match(unsafe bytes.span.bytes)
  }

  /// The deploy that a message tells of; nil where no pattern matches.
  func event(
    _ message: RawSpan, line: RawSpan, time: Int64, subject: String, host: String, position: SourcePosition
  ) -> ContextEvent? {
    guard time != LogRecord.absentTime, match(message) else { return nil }
    return ContextEvent(
      kind: .deploy, time: Timestamp(microseconds: time), host: host, subject: subject,
      detail: message.text(0, min(message.byteCount, Self.detailCap)), position: position,
      text: line.text(0, min(line.byteCount, Self.detailCap)))
  }
}
