import Formats
import Records

/// Messages of a syslog file in some seconds that would be found in a journal that holds them, too: those whose text
/// stands in the sample only once. What is said again and again, by cron on every host alike, tells nothing.
struct MessageSample {
  /// By host, the second of each message.
  private(set) var hosts: [UInt64: [UInt64: Int64]] = [:]
  /// The last second that was sampled.
  private(set) var last: Int64?
  /// Hosts that are looked for, at most: those with the most messages.
  private static let mostHosts = 16
  /// When a syslog daemon starts, it reads what the kernel has said since the boot, and stamps it all with that second.
  private static let mostOfKernel = 50

  init() {}

  init(_ batch: RecordBatch) {
    var marks = MessageMarks()
    var seen: [(mark: MessageMark, second: Int64)] = []
    var ofKernel: [Int64: Int] = [:]
    func see(_ line: ByteRange, _ time: Int64) {
      guard time != LogRecord.absentTime, let mark = marks.mark(of: line, in: batch.bytes) else { return }
      let second = Engine.second(time)
      seen.append((mark, second))
      if mark.isKernel { ofKernel[second, default: 0] += 1 }
    }
    // What was joined of several messages is not said so anywhere else.
    for message in batch.messages where message.lines == 1 { see(message.line, message.time) }
    // The lines of requests are of the same kind.
    for request in batch.requests { see(request.line, request.end) }
    last = seen.map(\.second).max()
    var repeated: Set<UInt64> = []
    for (mark, second) in seen where !mark.isKernel || ofKernel[second, default: 0] <= Self.mostOfKernel {
      if hosts[mark.host, default: [:]].updateValue(second, forKey: mark.text) != nil { repeated.insert(mark.text) }
    }
    let most = hosts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Self.mostHosts)
    hosts = Dictionary(uniqueKeysWithValues: most.map { ($0, $1.filter { !repeated.contains($0.key) }) })
  }

  /// Adds the messages of another place of the same file.
  mutating func formUnion(_ other: MessageSample) {
    for (host, messages) in other.hosts { hosts[host, default: [:]].merge(messages) { first, _ in first } }
  }
}

/// Messages that are looked for in a journal, and those of them that were found there.
struct MessageSearch {
  /// Messages below which nothing is decided, and those that are looked for, at most.
  static let enough = 30
  private static let most = 60
  /// How far the two times of a message may lie apart, seconds.
  static let tolerance: Int64 = 1

  private let wanted: [UInt64: Int64]
  private var found: Set<UInt64> = []

  /// Nil where there are too few within the seconds that the journal covers.
  init?(_ messages: [UInt64: Int64], within seconds: [ClosedRange<Int64>]) {
    let known = messages.filter { message in seconds.contains { $0.contains(message.value) } }
      .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    guard known.count >= Self.enough else { return nil }
    let count = min(known.count, Self.most)
    wanted = Dictionary(
      uniqueKeysWithValues: (0..<count).map { i in
        let (text, second) = known[i * known.count / count]
        return (text, second)
      })
  }

  /// The seconds to look at, in order.
  var seconds: [Int64] { Set(wanted.values).sorted() }

  mutating func see(_ text: UInt64, at second: Int64) {
    if let own = wanted[text], abs(own - second) <= Self.tolerance { found.insert(text) }
  }

  mutating func see(_ batch: JournalBatch) {
    for (entry, mark) in zip(batch.entries, MessageMarks.marks(of: batch)) {
      if let mark { see(mark.text, at: Timestamp(microseconds: entry.place.realtime).second) }
    }
  }

  /// Whether nearly all were found.
  var succeeded: Bool { found.count * 100 >= wanted.count * 95 }

  /// Whether they cannot be, once all up to `second` have been looked for.
  func isHopeless(after second: Int64) -> Bool {
    let missing = wanted.count { $0.value <= second && !found.contains($0.key) }
    return missing * 100 > wanted.count * 5
  }
}
