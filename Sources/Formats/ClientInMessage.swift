import Records

/// Finds whom a message that is no request speaks of: `from 203.0.113.7 port 22`, `rip=203.0.113.7`, `rhost=...`,
/// `(IP: 2001:db8::7)`. Only where it is certain: a word or key that means a client stands before the address, or the
/// message is about a login and names one address.
///
/// For people who look at records; the engine does not count it, so that no time is spent on it there.
enum ClientInMessage {
  /// - Parameters:
  ///   - text: a record's lines.
  ///   - message: the part of it to look at first.
  static func find(_ text: RawSpan, _ message: ByteRange) -> ByteRange {
    let found = first(text, message)
    // Some programs name the client in the head.
    return found.isEmpty && Int(message.start) > 0 ? marked(text, ByteRange(0, Int(message.start))) : found
  }

  private static func marked(_ text: RawSpan, _ range: ByteRange) -> ByteRange {
    var at = Int(range.start)
    while let found = nextAddress(text, at, Int(range.end)) {
      if isMarked(text, found, Int(range.start)) { return ClientAddress.unmapped(text, found) }
      at = Int(found.end)
    }
    return .none
  }

  private static func first(_ text: RawSpan, _ message: ByteRange) -> ByteRange {
    let end = min(Int(message.end), Int(message.start) + 4096)
    var at = Int(message.start)
    // Where a server waits for clients is none.
    if text.extracting(0..<end).firstIndex(of: "istening on ", from: at) != nil { return .none }
    var only: ByteRange?
    var peer: ByteRange?
    var others = false
    // What is sent goes to the client.
    let isSending = text.extracting(0..<end).firstIndex(of: "sending packet", from: at) != nil
    // BIND: `client @0x7f65100ee4d8 203.0.113.7#3076`
    let isOfBIND = text.matches("client @0x", at: at)
    while let found = nextAddress(text, at, end) {
      if isOfBIND { return found }
      let behind = Int(found.end)
      if isSending {
        if text.matches(" to ", at: Int(found.start) &- 4) { return ClientAddress.unmapped(text, found) }
      } else if isMarked(text, found, Int(message.start)) || text.matches(" port ", at: behind)
        || text.matches(" -> ", at: behindPort(text, behind))
      {
        return ClientAddress.unmapped(text, found)
      }
      if let only, !isSame(text, only, found) { others = true }
      // Mail servers: `([198.51.100.2]) [203.0.113.7]:50712`, what it calls itself and what it is.
      if text.matches("]:", at: behind), Ascii.isDigit(text.byteOrZero(behind &+ 2)) { peer = found }
      only = only ?? found
      at = Int(found.end)
    }
    guard let certain = others ? peer : only, !isSending, isAboutLogin(text, message) else { return .none }
    return ClientAddress.unmapped(text, certain)
  }

  /// The first address in `start..<end`.
  private static func nextAddress(_ text: RawSpan, _ start: Int, _ end: Int) -> ByteRange? {
    var at = start
    while at < end {
      let b = text.byte(at)
      guard Ascii.isHex(b) || b == Ascii.colon else {
        at &+= 1
        continue
      }
      let stop = endOfRun(text, at, end)
      if let length = version4(text, at, stop) ?? version6(text, at, stop) { return ByteRange(at, at &+ length) }
      // `IP:203.0.113.7`, `:203.0.113.7`: a colon may belong to what is before.
      if b == Ascii.colon { at &+= 1 } else { at = endOfName(text, at, stop) }
    }
    return nil
  }

  /// The end of the letters, digits, points and colons at `at`.
  private static func endOfRun(_ text: RawSpan, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, Ascii.isAlphanumeric(text.byte(at)) || text.byte(at) == Ascii.dot || text.byte(at) == Ascii.colon {
      at &+= 1
    }
    return at
  }

  private static func endOfName(_ text: RawSpan, _ start: Int, _ end: Int) -> Int {
    var at = start &+ 1
    while at < end, text.byte(at) != Ascii.colon { at &+= 1 }
    return at
  }

  /// The length of `203.0.113.7` at `start`, a point or a port behind it left out.
  private static func version4(_ text: RawSpan, _ start: Int, _ end: Int) -> Int? {
    var at = start
    for part in 0..<4 {
      guard let (value, behind) = text.number(at), behind &- at <= 3, value <= 255, behind <= end else { return nil }
      at = behind
      guard part < 3 else { break }
      guard at < end, text.byte(at) == Ascii.dot else { return nil }
      at &+= 1
    }
    if at < end, Ascii.isAlphanumeric(text.byte(at)) { return nil }
    return at &+ 1 < end && text.byte(at) == Ascii.dot && Ascii.isAlphanumeric(text.byte(at &+ 1)) ? nil : at &- start
  }

  /// The length of an IPv6 address, also of one that holds an IPv4 one (`::ffff:203.0.113.7`). Times and names of C++ are
  /// none: it has eight groups, or `::` and a digit.
  private static func version6(_ text: RawSpan, _ start: Int, _ end: Int) -> Int? {
    var at = start
    var colons = 0
    var digits = 0
    var isShort = false
    var group = 0
    while at < end {
      let b = text.byte(at)
      if b == Ascii.colon {
        if at &+ 1 < end, text.byte(at &+ 1) == Ascii.colon {
          if isShort { return nil }
          isShort = true
        } else if group == 0, !(at > start && text.byte(at &- 1) == Ascii.colon) {
          return nil
        }
        colons &+= 1
        group = 0
      } else if Ascii.isHex(b), group < 4 {
        if colons > 0, let length = version4(text, at, end) {
          return isShort || colons == 6 ? at &+ length &- start : nil
        }
        if Ascii.isDigit(b) { digits &+= 1 }
        group &+= 1
      } else if b == Ascii.dot, at &+ 1 == end {
        break
      } else {
        return nil
      }
      at &+= 1
    }
    // A colon at the end belongs to the sentence.
    if at > start &+ 1, text.byte(at &- 1) == Ascii.colon, text.byte(at &- 2) != Ascii.colon {
      at &-= 1
      colons &-= 1
    }
    return colons <= 8 && digits > 0 && (isShort ? colons >= 2 : colons == 7) ? at &- start : nil
  }

  /// Whether a word or key that means a client stands before the address.
  private static func isMarked(_ text: RawSpan, _ address: ByteRange, _ start: Int) -> Bool {
    var at = Int(address.start)
    while at > start, isFiller(text.byte(at &- 1)) { at &-= 1 }
    var word = at
    while word > start, isKeyByte(text.byte(word &- 1)) { word &-= 1 }
    if word < at, means(text, word, at) { return true }
    // `from mail.shop.example[203.0.113.7]`, `from mail.shop.example (203.0.113.7)`
    at = Int(address.start) &- 1
    guard at > start, text.byte(at) == Ascii.openBracket || text.byte(at) == Ascii.open else { return false }
    if text.byte(at &- 1) == Ascii.space { at &-= 1 }
    while at > start, text.byte(at &- 1) > Ascii.space { at &-= 1 }
    return at &- 5 >= start && text.matches("from ", at: at &- 5)
  }

  /// What may stand between a word and its address: `from [`, `IP="`, `client: `, `(?@`.
  private static func isFiller(_ b: UInt8) -> Bool {
    switch b {
    case Ascii.space, Ascii.equal, Ascii.colon, Ascii.quote, Ascii.apostrophe, Ascii.openBracket, Ascii.open,
      Ascii.less,
      UInt8(ascii: "`"), Ascii.slash:
      true
    default: false
    }
  }

  private static func isKeyByte(_ b: UInt8) -> Bool { Ascii.isLetter(b) || b == Ascii.underscore }

  /// Words and keys that mean a client, in small letters.
  private static let words: [StaticString] = [
    "ip", "rip", "oip", "src", "from", "rhost", "client", "address", "remoteip", "clientip", "src_ip", "peer_ip",
    "client_ip", "client_addr", "clientaddress", "remote_ip", "remote_addr", "remote_address", "remoteaddr",
    "remoteaddress", "ipaddress", "ip_address", "source_ip", "srcip",
  ]

  private static func means(_ text: RawSpan, _ start: Int, _ end: Int) -> Bool {
    words.contains { word in
      guard word.utf8CodeUnitCount == end - start else { return false }
      return (0..<word.utf8CodeUnitCount).allSatisfy { index in
        unsafe Ascii.lower(text.byte(start &+ index)) == word.utf8Start[index]
      }
    }
  }

  private static func behindPort(_ text: RawSpan, _ at: Int) -> Int {
    guard text.byteOrZero(at) == Ascii.colon, let (_, end) = text.number(at &+ 1) else { return at }
    return end
  }

  private static func isSame(_ text: RawSpan, _ a: ByteRange, _ b: ByteRange) -> Bool {
    guard a.count == b.count else { return false }
    return (0..<a.count).allSatisfy { text.byte(Int(a.start) &+ $0) == text.byte(Int(b.start) &+ $0) }
  }

  /// Whether a message is about somebody who wanted in.
  private static func isAboutLogin(_ text: RawSpan, _ message: ByteRange) -> Bool {
    let message = text.extracting(message.range)
    return message.firstIndex(of: "uthenticat", from: 0) != nil || message.firstIndex(of: "assword", from: 0) != nil
      || message.firstIndex(of: "ogin", from: 0) != nil || message.firstIndex(of: "nknown user", from: 0) != nil
      || message.firstIndex(of: "nvalid user", from: 0) != nil || message.firstIndex(of: "AUTH", from: 0) != nil
      || message.firstIndex(of: "ccess denied", from: 0) != nil
  }
}
