import Foundation

/// An IPv4 or IPv6 address.
struct IPAddress: Sendable, Hashable {
  /// 4 or 16.
  let bytes: [UInt8]

  /// Numbers and dots or colons, nothing else (inet_pton(3)).
  init?(_ text: String) {
    var v4 = in_addr()
    var v6 = in6_addr()
    if unsafe inet_pton(AF_INET, text, &v4) == 1 {
      bytes = unsafe withUnsafeBytes(of: v4) { unsafe Array($0) }
    } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
      bytes = unsafe withUnsafeBytes(of: v6) { unsafe Array($0) }
    } else {
      return nil
    }
  }

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// The IPv4 address that an IPv6 address carries along: mapped, compatible, translated (RFC 6052) or 6to4 (RFC 3056).
  fileprivate var carried: IPAddress? {
    guard bytes.count == 16 else { return nil }
    let carriers: [(String, Int)] = [("::ffff:0:0/96", 12), ("::/96", 12), ("64:ff9b::/96", 12), ("2002::/16", 2)]
    for (range, offset) in carriers where NetworkRange(range)?.contains(self) ?? false {
      return IPAddress(bytes: Array(bytes[offset..<offset + 4]))
    }
    return nil
  }

  /// Whether the address is one of the public internet's, by all that it stands for (IANA special-purpose registries).
  var isPublic: Bool {
    if let carried { return carried.isPublic }
    if bytes.count == 4 { return !Self.specialV4.contains { $0.contains(self) } }
    return Self.globalV6.contains(self) && !Self.specialV6.contains { $0.contains(self) }
  }

  private static let specialV4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
  ].compactMap(NetworkRange.init)
  private static let globalV6 = NetworkRange(bytes: [0x20] + [UInt8](repeating: 0, count: 15), bits: 3)
  private static let specialV6 = ["2001::/23", "2001:db8::/32", "3fff::/20"].compactMap(NetworkRange.init)
}

/// Addresses with the same first bits: `10.0.0.0/8`, `fd00::/8`, `127.0.0.1`.
package struct NetworkRange: Sendable, Hashable {
  private let bytes: [UInt8]
  private let bits: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    bytes = address.bytes
    guard parts.count == 2 else {
      bits = bytes.count * 8
      return
    }
    guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
    self.bits = bits
  }

  fileprivate init(bytes: [UInt8], bits: Int) {
    self.bytes = bytes
    self.bits = bits
  }

  func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == bytes.count else { return false }
    return (0..<bits).allSatisfy { bit in
      (address.bytes[bit / 8] ^ bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }
}
