import Records

extension LogRecord {
  /// Takes the target of a request: a path as it is. Of an absolute address, as proxies and load balancers write it
  /// (`https://shop.example:443/cart?x=1`), the path and its query; its host where the line names no other.
  @inline(__always)
  mutating func takeTarget(_ line: RawSpan, _ start: Int, _ end: Int) {
    path = ByteRange(start, end)
    if start < end, Ascii.isLetter(line.byte(start)) { takeAddress(line, start, end) }
  }

  /// Takes `scheme://[user@]host[:port][/path]`; anything else (`host:443` of CONNECT) stays as it is.
  @inline(never)
  private mutating func takeAddress(_ line: RawSpan, _ start: Int, _ end: Int) {
    var colon = start
    while colon < end, Ascii.isLetter(line.byte(colon)) { colon &+= 1 }
    let authority = colon &+ 3
    guard authority < end, line.matches("://", at: colon) else { return }
    var stop = authority
    var first = authority
    while stop < end {
      let b = line.byte(stop)
      if b == Ascii.slash || b == UInt8(ascii: "?") || b == UInt8(ascii: "#") { break }
      stop &+= 1
      if b == UInt8(ascii: "@") { first = stop }
    }
    guard first < stop else { return }
    // Without a path it is `/`: the one before the host.
    path =
      line.byteOrZero(stop) == Ascii.slash && stop < end
      ? ByteRange(stop, end) : ByteRange(authority &- 1, authority)
    if host.isEmpty { host = ClientAddress.withoutPort(line, first, stop) }
  }
}
