import Incidents
import Records
import Statistics

/// The place of a record among those of its second: fixes which of them is a sample, whatever order they arrive in.
struct RecordRank: Codable, Comparable {
  var time: Int64
  /// The source's `rank`.
  var source: Int
  var offset: UInt64

  static func < (a: RecordRank, b: RecordRank) -> Bool {
    (a.time, a.source, a.offset) < (b.time, b.source, b.offset)
  }
}

/// A record's text, kept because it may become evidence.
struct RankedSample: Codable {
  var rank: RecordRank
  var sample: LineSample
}

/// What waits for one second to be judged. Nothing in it depends on the order of arrival once it is complete.
struct PendingSecond: Codable {
  struct RankedEvent: Codable {
    var rank: RecordRank
    var event: ObservedEvent
  }

  struct Slowest: Codable {
    var latency: UInt32
    var route: UInt64
    var sample: RankedSample
  }

  var requests = PlainList<PendingRequest>()
  /// Texts of routes without a series, by hash.
  var routeTexts: [UInt64: String] = [:]
  var messages = SecondTallies()
  var statements = SecondTallies()
  var events: [RankedEvent] = []
  /// The first failed request of each service, and its slowest one.
  var failures: [Int: RankedSample] = [:]
  var slowest: [Int: Slowest] = [:]
  /// Routes of `failures`.
  var failureRoutes: [Int: UInt64] = [:]
}
