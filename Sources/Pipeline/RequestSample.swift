import Records

/// Requests of a source in some seconds, condensed to what one request has in common wherever it is logged: the second,
/// the client, the path without its query, the status; and the latency where both logs know it.
struct RequestSample {
  private struct Mark: Comparable {
    var second: Int64
    var request: UInt64

    static func < (a: Mark, b: Mark) -> Bool { (a.second, a.request) < (b.second, b.request) }
  }

  /// What is kept of a request until a sample is made.
  struct Seen {
    /// The second that the line names, and that of completion.
    var stamp: Int64
    var end: Int64
    var request: UInt64
    /// Whole milliseconds, which is what formats have in common; nil where the line does not say.
    var latency: UInt32?
    /// Index into the batch's services.
    var service: UInt32
  }

  /// In order: by the second that the line names.
  private var marks: [Mark] = []
  /// By the second of completion, with the latency.
  private var timed: [Mark] = []
  /// Seconds that are sampled whole; nil where none are.
  let seconds: ClosedRange<Int64>?
  /// Whether most of the requests say how long they took.
  let knowsLatency: Bool
  /// The service that most of them belong to, and whether that is more than a guess from the file's name.
  let service: String
  let isServiceKnown: Bool

  /// - Parameters:
  ///   - services: that requests name by index.
  ///   - isServiceKnown: whether the source's own service is known; one that a record names always is.
  init(_ seen: [Seen], services names: [String], isServiceKnown: Bool) {
    var latencies = 0
    var services: [UInt32: Int] = [:]
    for request in seen {
      services[request.service, default: 0] += 1
      if request.latency != nil { latencies += 1 }
      marks.append(Mark(second: request.stamp, request: request.request))
      let latency = request.latency.map(UInt64.init) ?? UInt64.max
      timed.append(Mark(second: request.end, request: RequestSample.mixed(request.request, latency)))
    }
    marks.sort()
    timed.sort()
    knowsLatency = latencies * 2 > marks.count
    // What stands out of order may belong to seconds that are not sampled.
    let strays = marks.count / 100
    if let first = marks.dropFirst(strays).first?.second, let last = marks.dropLast(strays).last?.second,
      last - first > 1
    {
      seconds = first + 1...last - 1
    } else {
      seconds = nil
    }
    let most = services.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    service = Int(most) < names.count ? names[Int(most)] : ""
    self.isServiceKnown = isServiceKnown || most != 0
  }

  /// The requests of a batch that name their client.
  /// - Parameter stampMeaning: what the time in the source's lines stands for.
  static func seen(in batch: RecordBatch, stampMeaning: StampMeaning) -> [Seen] {
    batch.requests.lazy.filter { $0.client != 0 }.map { request in
      Seen(
        stamp: Timestamp(microseconds: stampMeaning == .start ? request.start : request.end).second,
        end: Timestamp(microseconds: request.end).second, request: hash(request, batch.bytes),
        latency: request.latency == RequestRecord.noLatency ? nil : request.latency / 1000, service: request.service)
    }
  }

  private static func hash(_ request: RequestRecord, _ bytes: [UInt8]) -> UInt64 {
    // FNV-1a.
    var path: UInt64 = 0xCBF2_9CE4_8422_2325
    for i in request.path.range {
      let byte = bytes[i]
      if byte == UInt8(ascii: "?") { break }
      path = (path ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return mixed(mixed(path, request.client), UInt64(request.status))
  }

  private static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = (a ^ 0x9E37_79B9_7F4A_7C15 &+ b &* 0xD6E8_FEB8_6659_FD93)
      .multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return high ^ low
  }

  // MARK: Comparing

  /// Requests below which nothing is decided.
  static let enough = 200

  /// Whether nearly all requests of the seconds that both sample stand in `other`, too; nil where they are too few.
  ///
  /// In services that are called alike again and again (load tests, health checks) requests look the same without being
  /// it. These are as much the same a little later: with a lag, at most half may be. One of a minute meets the usual
  /// periods of checks.
  func isWithin(_ other: RequestSample) -> Bool? {
    guard let own = seconds, let others = other.seconds, own.overlaps(others) else { return nil }
    let common = own.clamped(to: others)
    let all = count(in: common)
    let lag = Int64(min(60, common.count / 2))
    let early = common.lowerBound...common.upperBound - lag
    let repeatable = count(in: early)
    guard all >= RequestSample.enough, lag > 1, repeatable * 4 >= all else { return nil }
    guard !isServiceKnown || !other.isServiceKnown || service == other.service else { return false }
    return shared(with: other, in: common) * 100 >= all * 98
      && shared(with: other, in: early, lag: lag) * 2 <= repeatable
  }

  private func count(in seconds: ClosedRange<Int64>) -> Int {
    RequestSample.index(of: seconds.upperBound + 1, in: marks) - RequestSample.index(of: seconds.lowerBound, in: marks)
  }

  /// How many requests of these seconds `other` holds `lag` seconds later, each of its own counted once.
  private func shared(with other: RequestSample, in seconds: ClosedRange<Int64>, lag: Int64 = 0) -> Int {
    let isTimed = knowsLatency && other.knowsLatency
    let own = isTimed ? timed : marks
    let others = isTimed ? other.timed : other.marks
    var count = 0
    var i = RequestSample.index(of: seconds.lowerBound, in: own)
    var j = RequestSample.index(of: seconds.lowerBound + lag, in: others)
    while i < own.count, j < others.count, own[i].second <= seconds.upperBound {
      let wanted = Mark(second: own[i].second + lag, request: own[i].request)
      if wanted < others[j] {
        i += 1
      } else if others[j] < wanted {
        j += 1
      } else {
        count += 1
        i += 1
        j += 1
      }
    }
    return count
  }

  /// Index of the first mark of `second` or behind it.
  private static func index(of second: Int64, in marks: [Mark]) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].second < second { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
