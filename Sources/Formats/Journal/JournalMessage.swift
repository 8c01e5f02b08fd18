import Records

/// A journal entry's message that may itself be a line of a known format.
enum JournalMessage {
  /// Reads it into a reset record; ranges are relative to the message. False where it is plain text.
  @inline(__always)
  static func parse(
    _ message: RawSpan, identifier: RawSpan, _ times: inout TimeReader, into record: inout LogRecord
  ) -> Bool {
    let program = NestedProgram(identifier: identifier)
    // Most messages are text: an access line has a quoted request.
    if case .other = program {
      let first = message.byteOrZero(0)
      guard
        first == UInt8(ascii: "{") || first == UInt8(ascii: "@")
          || message.firstIndex(of: UInt8(ascii: "\""), from: 0) != nil
      else { return false }
    }
    record = LogRecord()
    times.flags = []
    return NestedFormats.parse(message: message, program, &times, into: &record)
  }

  /// Hash of the template of a message that is a range of a block.
  static func template(_ bytes: RawSpan, _ message: ByteRange) -> UInt64 {
    // A span of its own: a search for what the message does not hold must not go on through the block.
    MessageTemplate.hash(of: bytes.extracting(message.range), 0, message.count)
  }
}
