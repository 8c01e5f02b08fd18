/// Secrets in the paths of addresses: whoever knows one may post a message, or set a password.
enum SecretPaths {
  /// What stands before them.
  private static let markers: [StaticString] = [
    "reset/", "reset-password/", "reset_password/", "password-reset/", "hooks/", "webhook/", "webhooks/", "webhookb2/",
  ]
  /// Shorter ones are names or numbers.
  private static let shortest = 16

  /// The secret behind the segment that begins at `at`: from the next one that may be one, or the one behind that, to the
  /// end of the path.
  static func value(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard at > 0, text.bytes[at - 1] == Ascii.slash, let marker = markers.first(where: { text.matches($0, at) }) else {
      return nil
    }
    var start = at + marker.utf8CodeUnitCount
    for _ in 0..<2 {
      let end = text.end(start, within: PlainValue.longest, while: isSegment)
      let segment = text.bytes[start..<end]
      if segment.count >= shortest, PlainValue.isMixed(segment), !segment.contains(Ascii.dot) {
        return start..<text.end(end) { isSegment($0) || $0 == Ascii.slash }
      }
      guard end < text.count, text.bytes[end] == Ascii.slash else { return nil }
      start = end + 1
    }
    return nil
  }

  private static func isSegment(_ b: UInt8) -> Bool { SecretText.isNameByte(b) || b == Ascii.at }
}
