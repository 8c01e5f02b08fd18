/// In which logs the requests of a service stand: those of a service that several hosts run come from several logs.
///
/// Counted only while something is wrong.
package struct LogShares: Codable, Sendable {
  package struct Key: Codable, Hashable, Sendable {
    package var service: Int
    package var log: Int
  }

  private struct Log: Codable {
    var name: String
    /// How many sources are of it.
    var sources: Int
  }

  /// The number of all logs beyond those that have one of their own; it has no name.
  private static let other = Int(UInt16.max)

  private var logs: [Int: Log] = [:]
  private var numbers: [String: Int] = [:]
  package var isCounting = false
  /// Of the second that was counted last.
  package private(set) var counts: [Key: SecondCounts] = [:]

  package init() {}

  package func name(_ log: Int) -> String? { logs[log]?.name }

  /// The number of the log of that name, for one more source of it.
  package mutating func number(forSourceOf name: String) -> UInt16 {
    if let known = numbers[name] {
      logs[known]?.sources += 1
      return UInt16(known)
    }
    // What was counted lately is called by the numbers that it had.
    if !isCounting { forget() }
    // Nearly always the next one is free: a search for each of many thousands would be quadratic.
    let next = logs.count
    let free = logs[next] == nil ? next : (0..<next).first { logs[$0] == nil }
    guard let number = free, number < LogShares.other else { return UInt16(LogShares.other) }
    logs[number] = Log(name: name, sources: 1)
    numbers[name] = number
    return UInt16(number)
  }

  /// Says that a source of the log is gone.
  package mutating func release(_ number: UInt16) { logs[Int(number)]?.sources -= 1 }

  private mutating func forget() {
    for (number, log) in logs where log.sources <= 0 {
      logs[number] = nil
      numbers[log.name] = nil
    }
  }

  mutating func begin() {
    if !counts.isEmpty { counts.removeAll(keepingCapacity: true) }
  }

  mutating func add(log: UInt16, service: UInt16, failed: Bool, slow: Bool) {
    counts[Key(service: Int(service), log: Int(log)), default: SecondCounts()].add(
      failed: failed, slow: false, sluggish: false, verySlow: slow)
  }
}
