/// Distinct clients of a period, by adaptive sampling (Wegman; Flajolet, "On adaptive sampling", Computing 1990): the
/// clients whose hash ends in `depth` zero bits are kept exactly and stand for 2^depth each. Exact while there is
/// room; beyond it the relative error of a count is about 1.2 / sqrt(kept). Unlike a HyperLogLog it knows who was
/// affected among all who were seen. Two samples merge at the larger depth.
package struct ClientSample: Sendable {
  package private(set) var depth = 0
  /// Client hash (upper 62 bits) to whether a request of it failed or was slow.
  private var clients: [UInt64: Bool] = [:]
  private let capacity: Int

  package init(capacity: Int = 1 << 16) { self.capacity = capacity }

  package mutating func insert(_ client: UInt64, affected: Bool) {
    guard client & ((1 << UInt64(depth)) - 1) == 0 else { return }
    if affected {
      clients[client] = true
    } else if clients[client] == nil {
      clients[client] = false
    }
    while clients.count > capacity { deepen(to: depth + 1) }
  }

  /// Goes on with only the clients that a deeper sample keeps.
  package mutating func deepen(to depth: Int) {
    guard depth > self.depth else { return }
    self.depth = depth
    let mask: UInt64 = (1 << UInt64(depth)) - 1
    clients = clients.filter { $0.key & mask == 0 }
  }

  package var isExact: Bool { depth == 0 }
  package var count: Int { clients.count << depth }
  package var affectedCount: Int { clients.values.reduce(0) { $0 + ($1 ? 1 : 0) } << depth }
}
