/// Syslog messages as they are sent over TCP, each behind its length (RFC 6587, 3.4.1), saved as they came:
/// `51 <13>1 2024-06-05T14:00:03Z ...`.
package enum SyslogFrames {
  /// Whether a file begins with two such messages and no line end between them. With one, they are read as lines.
  package static func runTogether(in sample: [UInt8]) -> Bool {
    let bytes = unsafe sample.span.bytes
    guard let first = text(bytes, 0), let (length, _) = bytes.number(0), length > 0, length < Int64(bytes.byteCount)
    else { return false }
    let next = first + Int(length)
    return text(bytes, next) != nil && bytes.byte(next - 1) != Ascii.newline
  }

  /// Where the message begins whose length stands at `at`.
  private static func text(_ bytes: RawSpan, _ at: Int) -> Int? {
    guard at < bytes.byteCount, Ascii.isDigit(bytes.byte(at)), let (_, end) = bytes.number(at),
      bytes.matches(" <", at: end)
    else { return nil }
    return end + 1
  }
}
