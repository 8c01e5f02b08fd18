/// Finds the series of a route of a service: open addressing over 64-bit keys.
package struct RouteIndex: Codable, Sendable {
  @Packed private var keys: [UInt64] = Array(repeating: 0, count: 2048)
  @Packed private var values: [Int32] = Array(repeating: -1, count: 2048)

  package init() {}

  @inline(__always)
  private static func key(_ service: UInt16, _ route: UInt64) -> UInt64 {
    let key = route ^ (UInt64(service) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    return key == 0 ? 1 : key
  }

  @inline(__always)
  private static func slot(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key ^ (key >> 32)) & 2047 }

  /// The series; -1 where the route has none of its own.
  package func find(service: UInt16, route: UInt64) -> Int32 {
    let key = RouteIndex.key(service, route)
    var slot = RouteIndex.slot(key)
    while true {
      let found = keys[slot]
      if found == key { return values[slot] }
      if found == 0 { return -1 }
      slot = (slot &+ 1) & 2047
    }
  }

  /// At most 1024 routes are inserted (`TrafficTable.Limits`), so there is always a free slot.
  mutating func insert(service: UInt16, route: UInt64, series: Int) {
    let key = RouteIndex.key(service, route)
    var slot = RouteIndex.slot(key)
    while keys[slot] != 0 { slot = (slot + 1) & 2047 }
    keys[slot] = key
    values[slot] = Int32(series)
  }
}
