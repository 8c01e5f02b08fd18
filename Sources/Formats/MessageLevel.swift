internal import Records

/// The level that a message names itself: applications write `ERROR` to their output, and journald files it as info.
enum MessageLevel {
  /// The level by a word in capitals among the first 64 bytes (`2024-06-05 14:00:00 ERROR [17] shop: ...`, `LOG:  ...`)
  /// or by `level=error`, `[error]`, `<error>` there, or by the last words of a Go, Rust or Swift program at its beginning; nil where the message names
  /// none.
  static func read(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    let stop = min(end, start &+ 64)
    // One bit a byte: capitals, and the places behind '[', '=' and '<', where levels in small letters stand.
    var capitals: UInt64 = 0
    var openings: UInt64 = 0
    var at = start
    while at < stop {
      var word: UInt64
      if at &+ 8 <= bytes.byteCount {
        word = bytes.word(at)
        if at &+ 8 > stop { word &= (1 << UInt64((stop &- at) &* 8)) &- 1 }
      } else {
        word = 0
        for i in at..<stop { word |= UInt64(bytes.byte(i)) << UInt64((i &- at) &* 8) }
      }
      let shift = UInt64(at &- start)
      let capital = capitalBits(word)
      if capital != 0 { capitals |= gathered(capital) << shift }
      // '<' is '=' but for its lowest bit.
      let opening = equalBits(word, 0x5B) | equalBits(word | 0x0101_0101_0101_0101, 0x3D)
      if opening != 0 { openings |= gathered(opening) << shift }
      at &+= 8
    }
    // Where three capitals in a row begin.
    var runs = capitals & (capitals >> 1) & (capitals >> 2) & ~(capitals << 1)
    while runs != 0 {
      let from = runs.trailingZeroBitCount
      runs &= runs &- 1
      let length = (~(capitals >> UInt64(from))).trailingZeroBitCount
      if let level = level(bytes, start &+ from, min(length, stop &- start &- from), whole: start, end) { return level }
    }
    while openings != 0 {
      let from = start &+ openings.trailingZeroBitCount &+ 1
      openings &= openings &- 1
      guard from < end else { continue }
      var length = 0
      while length < 9, from &+ length < end, bytes.byte(from &+ length) &- 97 < 26 { length &+= 1 }
      if length >= 3, let level = level(bytes, from, length, whole: start, end) { return level }
    }
    return CrashLines.isFatal(bytes.extracting(start..<max(start, end)), 0) ? .critical : nil
  }

  /// The level that the word of `length` letters at `from` names, standing alone.
  private static func level(_ bytes: RawSpan, _ from: Int, _ length: Int, whole start: Int, _ end: Int) -> Severity? {
    guard (3...9).contains(length), !(from > start && isNamePart(bytes.byte(from &- 1))),
      !(from &+ length < end && isNamePart(bytes.byte(from &+ length)))
    else { return nil }
    return SeverityWords.read(bytes, from, from &+ length)
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == 0x5F || byte == 0x2D || byte == 0x2F || byte == 0x2E
  }

  /// The high bit of each byte of `word` that is a capital letter.
  @inline(__always)
  private static func capitalBits(_ word: UInt64) -> UInt64 {
    let low = word & 0x7F7F_7F7F_7F7F_7F7F
    // Bit 7 of a byte: at least 'A', and at most 'Z'.
    let atLeast = low &+ 0x3F3F_3F3F_3F3F_3F3F
    let beyond = low &+ 0x2525_2525_2525_2525
    return atLeast & ~beyond & ~word & 0x8080_8080_8080_8080
  }

  /// The high bit of each byte of `word` that is `byte`.
  @inline(__always)
  private static func equalBits(_ word: UInt64, _ byte: UInt64) -> UInt64 {
    let x = word ^ (byte &* 0x0101_0101_0101_0101)
    let low = (x & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
    return ~(low | x) & 0x8080_8080_8080_8080
  }

  /// The high bits of eight bytes, gathered in the lowest byte.
  @inline(__always)
  private static func gathered(_ high: UInt64) -> UInt64 { ((high >> 7) &* 0x0102_0408_1020_4080) >> 56 }
}
