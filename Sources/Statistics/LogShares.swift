/// In which logs the requests of a service stand: those of a service that several hosts run come from several logs.
///
/// Counted only while something is wrong.
package struct LogShares: Codable, Sendable {
  package struct Key: Codable, Hashable, Sendable {
    package var service: Int
    package var log: Int
  }

  /// Logs beyond these share the last number.
  private static let most = Int(UInt16.max)

  /// Their names; the number of a log is its place.
  package private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]
  package var isCounting = false
  /// Of the second that was counted last.
  package private(set) var counts: [Key: SecondCounts] = [:]

  package init() {}

  /// The number of the log of that name, which is the same however often it is asked for.
  package mutating func number(_ name: String) -> UInt16 {
    if let known = numbers[name] { return UInt16(known) }
    let number = min(names.count, LogShares.most)
    if number == names.count { names.append(name) }
    numbers[name] = number
    return UInt16(number)
  }

  mutating func begin() {
    if !counts.isEmpty { counts.removeAll(keepingCapacity: true) }
  }

  mutating func add(log: UInt16, service: UInt16, failed: Bool, slow: Bool) {
    counts[Key(service: Int(service), log: Int(log)), default: SecondCounts()].add(
      failed: failed, slow: false, sluggish: false, verySlow: slow)
  }
}
