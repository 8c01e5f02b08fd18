import Formats

/// The zone of times that name none, where logs are followed: the one that was asked for; else the one offset that the
/// files beside them name, as in a replay; else the local zone, which also knows when clocks are set back.
struct LiveZone {
  private let standard: ZoneRules
  private let isGiven: Bool
  private var offsets: [String: Int64] = [:]
  /// The local zone's own offset when the rules were found.
  private var local: Int64?
  private(set) var rules: ZoneRules

  /// - Parameter isGiven: whether that zone was asked for, so that nothing else counts.
  init(_ zone: ZoneRules, isGiven: Bool) {
    standard = zone
    self.isGiven = isGiven
    rules = zone
  }

  /// Takes the offset from UTC (seconds) that a file's times name at a time (seconds since the epoch).
  mutating func note(_ offset: Int64, of path: String, at second: Int64) {
    guard !isGiven else { return }
    let local = standard.offset(at: second)
    if offsets[path] == offset, local == self.local { return }
    offsets[path] = offset
    self.local = local
    settle()
  }

  /// What a file named that is followed no longer says nothing of the others.
  mutating func forget(_ path: String) {
    if offsets.removeValue(forKey: path) != nil { settle() }
  }

  private mutating func settle() {
    let named = Set(offsets.values)
    rules = standard
    if named.count == 1, let offset = named.first, offset != local { rules = ZoneRules(fixed: offset) }
  }
}
