import Records

/// Messages of one template (or executions of one statement) of one service within a second.
struct MessageTally: Codable {
  var severity = Severity.info
  var count = 0
  /// Microseconds that statements took, all together and the longest.
  var total: Int64 = 0
  var longest: Int64 = 0
  var first: RankedSample
  /// The template or the normal form of the statement, its secrets masked.
  var text = ""

  init(first: RankedSample) { self.first = first }

  /// Counts one more: whether it comes before the first so far.
  mutating func add(_ message: MessageRecord, _ rank: RecordRank) -> Bool {
    count += 1
    severity = max(severity, message.severity)
    if message.duration >= 0 {
      total += message.duration
      longest = max(longest, message.duration)
    }
    return rank < first.rank
  }
}

struct TallyKey: Codable, Hashable, Comparable {
  var service: Int
  var hash: UInt64

  static func < (a: TallyKey, b: TallyKey) -> Bool { (a.service, a.hash) < (b.service, b.hash) }
}

/// The messages (or statements) of one second by template and service.
///
/// Where a second has more of them than anybody could look at, those with the lowest hashes are kept: which these are does
/// not depend on the order in which records arrive, and what is kept has been counted from its first record on.
struct SecondTallies: Codable {
  static let cap = 4096

  private(set) var tallies: [TallyKey: MessageTally] = [:]
  /// No key behind this one is taken any more.
  private var last: TallyKey?
  private let cap: Int

  init(cap: Int = Self.cap) { self.cap = cap }

  func index(of key: TallyKey) -> Dictionary<TallyKey, MessageTally>.Index? { tallies.index(forKey: key) }

  /// Whether a key that is not there yet is taken.
  func takes(_ key: TallyKey) -> Bool { last.map { !Self.isBehind(key, $0) } ?? true }

  subscript(index: Dictionary<TallyKey, MessageTally>.Index) -> MessageTally {
    get { tallies.values[index] }
    _modify { yield &tallies.values[index] }
  }

  /// Takes the first message of a key.
  mutating func begin(_ key: TallyKey, _ tally: MessageTally) {
    tallies[key] = tally
    if tallies.count >= 2 * cap { trim() }
  }

  /// Leaves out what is too much.
  mutating func trim() {
    guard tallies.count > cap else { return }
    let kept = tallies.keys.sorted { Self.isBehind($1, $0) }[..<cap]
    last = kept.last
    let keys = Set(kept)
    tallies = tallies.filter { keys.contains($0.key) }
  }

  private static func isBehind(_ a: TallyKey, _ b: TallyKey) -> Bool { (a.hash, a.service) > (b.hash, b.service) }
}
