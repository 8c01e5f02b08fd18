package import Records

/// The proxies whose word is taken on whom they speak for: addresses and networks.
///
/// A header such as `X-Forwarded-For` says what its sender likes. So it is read from its end: the server's own peer is the
/// client unless it is a trusted proxy; else the address that this proxy saw is, unless it is one, too; and so on. Where
/// all are trusted, the first address of the list is the client.
package struct TrustedProxies: Sendable, Equatable {
  /// Those of the host itself and of private networks.
  package static let standardNetworks = [
    "127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
  ]
  package static let standard = TrustedProxies(standardNetworks)

  private struct Network: Sendable, Equatable {
    var address: IPAddressBits
    /// Ones where the address counts.
    var mask: IPAddressBits
  }

  private let networks: [Network]

  /// Those that these texts (`10.0.0.0/8`, `192.0.2.1`, `fd00::/8`) stand for; what is no network is left out.
  package init(_ texts: [String]) {
    networks = texts.compactMap { text -> Network? in
      let parts = text.split(separator: "/", maxSplits: 1)
      guard let first = parts.first else { return nil }
      let bytes = Array(first.utf8)
      guard let address = unsafe IPAddressBits.read(bytes.span.bytes, 0, bytes.count) else { return nil }
      var bits = 128
      if parts.count == 2 {
        guard let length = Int(parts[1]), (0...(first.contains(":") ? 128 : 32)).contains(length) else { return nil }
        bits = first.contains(":") ? length : length + 96
      }
      let mask = IPAddressBits(
        high: bits >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(bits)),
        low: bits <= 64 ? 0 : bits == 128 ? UInt64.max : ~(UInt64.max >> UInt64(bits - 64)))
      return Network(
        address: IPAddressBits(high: address.high & mask.high, low: address.low & mask.low), mask: mask)
    }
  }

  func contains(_ address: IPAddressBits) -> Bool {
    networks.contains {
      address.high & $0.mask.high == $0.address.high && address.low & $0.mask.low == $0.address.low
    }
  }

  /// Whom a request is from, of a record whose peer may speak for others.
  package func client(of record: LogRecord, in line: RawSpan) -> ByteRange {
    var client = record.client
    // A local socket has no address; neither has a peer that the log leaves out.
    if !client.isEmpty, !line.matches("unix:", at: Int(client.start)) {
      guard let peer = IPAddressBits.read(line, Int(client.start), Int(client.end)), contains(peer) else {
        return client
      }
    }
    var end = Int(record.forwarded.end)
    let first = Int(record.forwarded.start)
    while end > first {
      let comma = line.lastIndex(of: Ascii.comma, from: first, to: end)
      let start = line.skippingBlanks(comma.map { $0 &+ 1 } ?? first)
      let entry = ClientAddress.withoutPort(line, start, max(start, line.trimmedEnd(start, end)))
      guard let address = IPAddressBits.read(line, Int(entry.start), Int(entry.end)) else { break }
      client = entry
      guard contains(address), let comma else { break }
      end = comma
    }
    return client
  }
}
