extension RawSpan {
  /// `closingQuote` of a field that is usually long.
  @inline(__always)
  func farClosingQuote(from: Int) -> Int? {
    guard let quote = far(UInt8(ascii: "\""), from: from) else { return nil }
    return quote == from || byte(quote &- 1) != UInt8(ascii: "\\") ? quote : closingQuote(from: from)
  }

  /// Index of the quote that closes a field whose content begins at `from`; quotes behind a backslash are content.
  @inline(__always)
  func closingQuote(from: Int) -> Int? {
    var at = from
    while let quote = firstIndex(of: UInt8(ascii: "\""), from: at) {
      if quote == from || byte(quote &- 1) != UInt8(ascii: "\\") { return quote }
      var backslashes = 1
      while quote &- 1 &- backslashes >= from, byte(quote &- 1 &- backslashes) == UInt8(ascii: "\\") {
        backslashes += 1
      }
      if backslashes & 1 == 0 { return quote }
      at = quote &+ 1
    }
    return nil
  }

  /// The number of at most four digits at `at`, and the index behind it.
  @inline(__always)
  func shortNumber(_ at: Int) -> (value: Int, end: Int)? {
    if let high = twoDigits(at), byteOrZero(at &+ 2) &- 48 <= 9, byteOrZero(at &+ 3) &- 48 > 9 {
      return (high &* 10 &+ Int(byte(at &+ 2) &- 48), at &+ 3)
    }
    guard let (value, end) = number(at), end &- at <= 4 else { return nil }
    return (Int(value), end)
  }

  /// The microseconds of `d.ddd` seconds at `at`; nil where it is not that.
  @inline(__always)
  func shortSeconds(_ at: Int) -> Int64? {
    guard at &+ 5 <= byteCount else { return nil }
    let word = at &+ 8 <= byteCount ? self.word(at) : packed(at, byteCount)
    // Digits become 0 to 9, the dot 0; then nothing may be left of the high halves, also after adding 6.
    let x = (word ^ 0x30_3030_2E30) & 0xFF_FFFF_FFFF
    guard x & 0xF0_F0F0_FFF0 == 0, (x &+ 0x06_0606_0006) & 0xF0_F0F0_00F0 == 0 else { return nil }
    let whole = x & 0xF
    let fraction = (x >> 16 & 0xF) &* 100 &+ (x >> 24 & 0xF) &* 10 &+ (x >> 32)
    return Int64(whole &* 1_000_000 &+ fraction &* 1000)
  }

  /// A duration at `start` up to `end`, in microseconds: a number with a fraction is in seconds, one without in
  /// microseconds. Of several upstream attempts (`0.1, 0.2`, `0.1 : 0.2`) the first is read. Nil where it is no such
  /// number, is negative or longer than an hour.
  @inline(__always)
  func duration(_ start: Int, _ end: Int) -> (microseconds: Int64, fraction: Bool)? {
    guard start < end, let (whole, behind) = number(start), behind <= end else { return nil }
    guard behind < end, byte(behind) == UInt8(ascii: ".") else {
      guard behind == end || byte(behind) == UInt8(ascii: " "), whole <= 3_600_000_000
      else { return nil }
      return (whole, false)
    }
    var at = behind &+ 1
    var micros: Int64 = 0
    var unit: Int64 = 100_000
    while at < end {
      let digit = byte(at) &- 48
      guard digit <= 9 else { break }
      micros &+= Int64(digit) &* unit
      unit /= 10
      at &+= 1
    }
    guard whole <= 3600, at > behind &+ 1, at == end || byte(at) == UInt8(ascii: ",") || byte(at) == UInt8(ascii: " ")
    else { return nil }
    return (whole &* 1_000_000 &+ micros, true)
  }
}
