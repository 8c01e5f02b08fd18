/// Tells words that vary from words that stay, by their bytes.
enum VariableWord {
  /// What `start..<end` is where it varies; nil where it stays.
  static func kind(_ message: RawSpan, _ start: Int, _ end: Int) -> TemplateVariable? {
    var seen: UInt8 = 0
    var dots = 0
    for at in start..<end {
      let b = message.byte(at)
      if Ascii.isDigit(b) { seen |= 2 }
      if !Ascii.isHex(b) { seen |= 4 }
      if b == Ascii.at { seen |= 8 }
      if b == Ascii.dot { dots &+= 1 }
      if b == Ascii.backslash { seen |= 32 }
    }
    if message.byteOrZero(start) == Ascii.slash { return .path }
    return kind(message, start, end, seen, dots)
  }

  /// The same for a word whose bytes' classes (`TemplateScanner`) and full stops are known.
  @inline(__always)
  static func kind(
    _ message: RawSpan, _ start: Int, _ end: Int, _ seen: UInt8, _ dots: Int
  ) -> TemplateVariable? {
    if seen & 42 == 0 {
      if seen & 4 == 0 { return end &- start >= 8 ? .id : nil }
      if dots > 1 { return isDottedName(message, start, end) ? .name : nil }
      return end &- start <= 9 && isTruth(message, start, end) ? .value : nil
    }
    if seen & 8 != 0 { return .address }
    if seen & 2 != 0 { return withDigit(message, start, end, dots) }
    return .path
  }

  /// What a word with digits is.
  private static func withDigit(_ message: RawSpan, _ start: Int, _ end: Int, _ dots: Int) -> TemplateVariable {
    let stop = end > start &+ 1 && message.byte(end &- 1) == Ascii.dot ? end &- 1 : end
    var at = start
    if at < stop, message.byte(at) == Ascii.minus || message.byte(at) == Ascii.plus { at &+= 1 }
    let digits = at
    while at < stop, Ascii.isDigit(message.byte(at)) || message.byte(at) == Ascii.dot { at &+= 1 }
    guard at > digits else { return message.byte(start) == Ascii.backslash ? .path : .id }
    if at == stop {
      if dots &- (end &- stop) > 2 { return .address }
      return dots &- (end &- stop) == 2 ? .id : .number
    }
    let next = message.byte(at)
    if at &- digits == 4, next == Ascii.minus || next == Ascii.slash, message.twoDigits(at &+ 1) != nil { return .time }
    if next == Ascii.percent, at &+ 1 == stop { return .number }
    return NumberUnit.read(message, at, stop) ?? .id
  }

  /// `com.example.app`, `ns.example.net`: three parts or more, letters first. The name of a class (`java.io.IOException`)
  /// or of a constant stays: it says what happened.
  private static func isDottedName(_ message: RawSpan, _ start: Int, _ end: Int) -> Bool {
    let stop = message.byte(end &- 1) == Ascii.dot ? end &- 1 : end
    var dots = 0
    var part = start
    for at in start..<stop where message.byte(at) == Ascii.dot {
      dots &+= 1
      part = at &+ 1
    }
    return dots > 1 && Ascii.isLetter(message.byte(start)) && part < stop && !Ascii.isUpper(message.byte(part))
  }

  private static func isTruth(_ message: RawSpan, _ start: Int, _ end: Int) -> Bool {
    switch message.byte(start) | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "y"), UInt8(ascii: "u"): break
    default: return false
    }
    let stop = end > start &+ 1 && message.byte(end &- 1) == Ascii.dot ? end &- 1 : end
    switch message.packedLowercase(start, stop) {
    case Ascii.packed("true"), Ascii.packed("false"), Ascii.packed("null"), Ascii.packed("nil"), Ascii.packed("yes"):
      return true
    default: return stop &- start == 9 && message.packedLowercase(start, stop) == Ascii.packed("undefine")
    }
  }

  /// What the word `start..<colon` is together with what stands behind its colon: a MAC or IPv6 address, a clock, a URL,
  /// a host with its port.
  static func behindColon(
    _ message: RawSpan, _ start: Int, _ colon: Int, _ end: Int, _ seen: UInt8, _ dots: Int
  ) -> (kind: TemplateVariable, end: Int)? {
    if seen & 4 == 0, colon &- start <= 4 { return groups(message, start, end) }
    if message.matches("://", at: colon) { return (.path, pathEnd(message, start, end)) }
    if dots > 0, seen & 2 == 0, colon &+ 1 < end, Ascii.isDigit(message.byte(colon &+ 1)),
      Ascii.isLetter(message.byte(start))
    {
      return (.address, colon)
    }
    return nil
  }

  /// Groups of at most four hexadecimal digits with colons between them, three or more.
  static func groups(_ message: RawSpan, _ start: Int, _ end: Int) -> (kind: TemplateVariable, end: Int)? {
    var at = start
    var count = 1
    var length = 0
    var longest = 0
    var hasDigit = false
    var isDecimal = true
    var hasEmpty = false
    while at < end {
      let b = message.byte(at)
      if Ascii.isHex(b) {
        length &+= 1
        if length > 4 { return nil }
        longest = max(longest, length)
        if Ascii.isDigit(b) { hasDigit = true } else { isDecimal = false }
      } else if b == Ascii.colon {
        // A colon that ends a clause is not part of an address.
        guard at &+ 1 < end, message.byte(at &+ 1) == Ascii.colon || Ascii.isHex(message.byte(at &+ 1)) else { break }
        if length == 0 { hasEmpty = true }
        count &+= 1
        length = 0
      } else {
        break
      }
      at &+= 1
    }
    // The fraction of a second, or the last half of an address written as in IPv4.
    let isFraction = at < end && message.byte(at) == Ascii.dot && count >= 3
    if isFraction {
      while at < end, message.byte(at) == Ascii.dot || Ascii.isDigit(message.byte(at)) { at &+= 1 }
    }
    guard at == end || TemplateScanner.isDelimiter(message.byte(at)), count >= 3, hasDigit || count >= 6 else {
      return nil
    }
    return (isDecimal && !hasEmpty && count == 3 && longest <= 2 ? .time : .address, at)
  }

  /// The end of a path, URL query included: at a blank, a quote, or punctuation that ends a clause.
  static func pathEnd(_ message: RawSpan, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end {
      let b = message.byte(at)
      if b <= Ascii.space || b == Ascii.quote || b == Ascii.apostrophe || b == Ascii.less || b == Ascii.greater {
        break
      }
      if b == Ascii.comma || b == Ascii.colon || b == Ascii.semicolon || b == Ascii.close || b == Ascii.closeBracket {
        if at &+ 1 >= end || message.byte(at &+ 1) <= Ascii.space || message.byte(at &+ 1) == Ascii.colon { break }
      }
      at &+= 1
    }
    return at
  }
}
