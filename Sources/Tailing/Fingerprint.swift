/// What bytes at a known place of a file were: their number and their hash (FNV-1a, 64 bits). Enough to tell whether a
/// file is still the one that was read, and nothing that a log says can be read from it.
package struct Fingerprint: Codable, Sendable, Equatable {
  package private(set) var length = 0
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  init() {}

  init(_ bytes: some Sequence<UInt8>) { extend(bytes) }

  /// Takes in the bytes that follow.
  mutating func extend(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
      length += 1
    }
  }
}
