/// The bits of an IP address, of an IPv4 address those of the IPv6 address that carries it (`::ffff:192.0.2.1`).
struct IPAddressBits: Sendable, Equatable {
  var high: UInt64
  var low: UInt64

  /// The address `start..<end`, an IPv6 address also with its zone (`fe80::1%eth0`); nil where it is none.
  static func read(_ line: RawSpan, _ start: Int, _ end: Int) -> IPAddressBits? {
    if let address = four(line, start, end) { return IPAddressBits(high: 0, low: 0xFFFF_0000_0000 | UInt64(address)) }
    let stop = line.firstIndex(of: Ascii.percent, from: start, to: end) ?? end
    guard stop > start, stop &- start <= 45 else { return nil }
    return six(line, start, stop)
  }

  private static func four(_ line: RawSpan, _ start: Int, _ end: Int) -> UInt32? {
    guard end &- start >= 7, end &- start <= 15 else { return nil }
    var at = start
    var address: UInt32 = 0
    for part in 0..<4 {
      guard let (value, behind) = line.number(at), value <= 255, behind &- at <= 3, behind <= end else { return nil }
      address = address &<< 8 | UInt32(value)
      guard part == 3 ? behind == end : line.byteOrZero(behind) == Ascii.dot else { return nil }
      at = behind &+ 1
    }
    return address
  }

  /// Groups of hexadecimal digits with colons between them, one run of zeros left out, the last two as an IPv4 address.
  private static func six(_ line: RawSpan, _ start: Int, _ end: Int) -> IPAddressBits? {
    var groups: InlineArray<8, UInt16> = .init(repeating: 0)
    var count = 0
    var gap: Int?
    var at = start
    if line.matches("::", at: start) {
      gap = 0
      at = start &+ 2
    }
    while at < end {
      guard count < 8 else { return nil }
      if count <= 6, let address = four(line, at, end) {
        groups[count] = UInt16(truncatingIfNeeded: address >> 16)
        groups[count &+ 1] = UInt16(truncatingIfNeeded: address)
        count &+= 2
        at = end
        break
      }
      var value: UInt32 = 0
      let group = at
      while at < end, Ascii.isHex(line.byte(at)), at &- group < 4 {
        let b = line.byte(at)
        value = value &<< 4 | UInt32(Ascii.isDigit(b) ? b &- 48 : (b | 0x20) &- 87)
        at &+= 1
      }
      guard at > group else { return nil }
      groups[count] = UInt16(truncatingIfNeeded: value)
      count &+= 1
      guard at < end else { break }
      guard line.byte(at) == Ascii.colon, at &+ 1 < end else { return nil }
      at &+= 1
      if line.byte(at) == Ascii.colon {
        guard gap == nil else { return nil }
        gap = count
        at &+= 1
      }
    }
    guard gap == nil ? count == 8 : count < 8 else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    let left = gap ?? count
    for i in 0..<8 {
      // Behind the gap the groups stand at the end.
      let group = i < left ? groups[i] : i >= 8 &- (count &- left) ? groups[i &- 8 &+ count] : 0
      if i < 4 { words.0 = words.0 &<< 16 | UInt64(group) } else { words.1 = words.1 &<< 16 | UInt64(group) }
    }
    return IPAddressBits(high: words.0, low: words.1)
  }
}
