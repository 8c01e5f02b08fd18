internal import Records

/// What JournalRecords needs of the message formats: the one place where they are called.
enum JournalMessage {
  /// Reads a message that is itself an access line, into a reset record; ranges are relative to the message.
  static func parse(
    _ message: RawSpan, identifier: RawSpan, _ times: inout TimeReader, into record: inout LogRecord
  ) -> Bool {
    guard message.firstIndex(of: UInt8(ascii: "\""), from: 0) != nil else { return false }
    for format in LogFormats.all {
      record = LogRecord()
      if format.parse(message, &times, into: &record) { return true }
    }
    return false
  }

  /// The hash of the message's template.
  static func template(_ bytes: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
    var hash = ByteHash()
    var inNumber = false
    for at in start..<min(end, start + 512) {
      let byte = bytes.byte(at)
      if byte &- 48 <= 9 {
        if !inNumber { hash.mix(35) }
        inNumber = true
      } else {
        hash.mix(UInt64(byte))
        inNumber = false
      }
    }
    return hash.finish()
  }

  /// The hash of a path's route.
  static func route(_ bytes: RawSpan, _ path: ByteRange) -> UInt64 {
    var end = Int(path.start)
    while end < Int(path.end), bytes.byte(end) != UInt8(ascii: "?") { end += 1 }
    return template(bytes, Int(path.start), end)
  }
}
