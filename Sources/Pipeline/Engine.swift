package import Detection
package import Incidents
package import Records
import Statistics
import Tailing

/// Takes batches of records and yields incidents. Owns no clock, file, thread or database: a replay and a live run
/// drive the same engine.
///
/// A record counts in the second its own time names. A second is judged when every source has passed it by
/// `SourceOrder.lateness`; within it the order of arrival does not matter.
package final class Engine: Codable {
  final class Box: Codable {
    var second = PendingSecond()
  }

  /// Requests of one second on their way into its box: a batch holds long runs of them.
  struct Run {
    var second = Int64.min
    var requests = PlainList<PendingRequest>()
  }

  struct Source: Codable {
    var order: SourceOrder
    var ledger: SourceLedger
    /// Where its records stand among others of the same time: by its name, so that it does not depend on when it was
    /// announced.
    let rank: Int
    /// The number of its log (`LogShares`), which it shares with what was rotated of it.
    var log: UInt16 = 0
    /// Nothing earlier than this second will still come on time.
    var floor: Int64
    var isEnded = false
    /// Services of the source, by the names its batches use.
    var services: [String: Int] = [:]
    var held: HeldRecord?
    /// Events that the held line tells.
    var heldEvents: [ContextEvent] = []
    /// Context events that it told of so far.
    var events: UInt64 = 0
  }

  var table: TrafficTable
  let requests: RequestDetector
  let bursts: BurstDetector
  let traffic: TrafficDetector
  var assembly: IncidentAssembly
  var sources: [Source] = []
  /// Numbers of sources that were removed.
  var vacant: [Int] = []
  var serviceNames: [String: Int] = [:]
  /// Sources that carry a service: when they have all ended, its silence means nothing.
  var carriers: [Set<Int>] = []
  /// Texts of templates and statements.
  var texts = MessageTexts()
  var pending: [Int64: Box] = [:]
  var lastBox: (second: Int64, box: Box)?
  /// The numbers of sources by their names; nil where these have changed.
  private var numbers: [String: Int]?
  /// Lists of seconds that have been judged, empty.
  var spares: [PlainList<PendingRequest>] = []
  /// The last second judged.
  var judged = Int64.min
  /// The last second judged that had a record.
  var busy = Int64.min
  /// Whether a signal opened, ended or changed, or an incident was over, since the incidents were last taken.
  var hasNews = false

  /// All but what is only kept for speed.
  private enum CodingKeys: CodingKey {
    case table, requests, bursts, traffic, assembly, sources, vacant, serviceNames, carriers, pending
    case judged, busy, hasNews
  }

  package init(settings: EngineSettings = EngineSettings()) {
    table = TrafficTable()
    requests = RequestDetector(settings: settings.detection)
    bursts = BurstDetector()
    traffic = TrafficDetector()
    assembly = IncidentAssembly(grouping: settings.grouping)
  }

  /// Takes other settings from here on.
  package func set(_ settings: EngineSettings) {
    requests.settings = settings.detection
    assembly.grouping = settings.grouping
  }

  // MARK: Sources

  /// Announces a source; sources are announced in an order that does not depend on how they were found.
  /// - Parameter firstTime: the time of its first record, microseconds, where that is known: until the source is read,
  ///   seconds from there on are not judged.
  package func addSource(
    name: String, format: String, service: String, stampMeaning: StampMeaning, firstTime: Int64?
  ) -> Int {
    var source = Source(
      order: SourceOrder(formatMeaning: stampMeaning, firstTime: firstTime),
      ledger: SourceLedger(name: name, format: format, service: service),
      rank: format == "journal" ? -1 : Engine.rank(name),
      floor: firstTime.map { Engine.second($0 - SourceOrder.lateness) } ?? Int64.min)
    source.log = table.logs.number(forSourceOf: RotatedName.unrotated(name))
    let number = vacant.popLast() ?? sources.count
    if number < sources.count { sources[number] = source } else { sources.append(source) }
    if numbers?[name] == nil { numbers?[name] = number }
    return number
  }

  /// FNV-1a of the name without the folders above it, which a log may be moved between.
  private static func rank(_ name: String) -> Int {
    let base = name.utf8.split(separator: UInt8(ascii: "/")).last ?? name.utf8[...]
    return Int(base.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 } >> 1)
  }

  /// Forgets a source from which nothing has come for long and nothing will; another one may get its number.
  package func remove(source: Int) {
    end(source: source)
    for service in carriers.indices { carriers[service].remove(source) }
    table.logs.release(sources[source].log)
    sources[source] = Source(
      order: SourceOrder(formatMeaning: .completion), ledger: SourceLedger(name: "", format: "", service: ""),
      rank: 0, floor: Int64.max, isEnded: true)
    vacant.append(source)
    numbers = nil
  }

  /// The number of a source announced before; nil where none has this name.
  package func source(named name: String) -> Int? {
    if numbers == nil { numbers = Dictionary(sources.enumerated().map { ($1.ledger.name, $0) }) { first, _ in first } }
    return numbers?[name]
  }

  /// Says that a source has been read to its end for now, and that nothing earlier than `second` will come from it:
  /// the others need not wait for it.
  package func idle(source: Int, until second: Int64) {
    sources[source].floor = max(sources[source].floor, second)
  }

  /// Says that a source has been read up to an event that is counted elsewhere.
  func pass(source: Int, to time: Int64) {
    sources[source].ledger.last = max(sources[source].ledger.last, time)
    idle(source: source, until: Engine.second(time - SourceOrder.lateness))
  }

  /// Says that a source from which nothing was to come is read on.
  func resume(source: Int) { sources[source].isEnded = false }

  package func note(_ remark: String, source: Int) { sources[source].ledger.remarks.append(remark) }
  package func note(_ gap: CoverageGap, source: Int) { sources[source].ledger.note(gap) }

  /// How many gaps a source has had.
  func gapCount(of source: Int) -> Int { sources[source].ledger.gapCount }

  /// Says that no more records of a source will come.
  package func end(source: Int) {
    var ledger = sources[source].ledger
    release(source, isReal: sources[source].order.jumpIsNear, &ledger)
    sources[source].ledger = ledger
    sources[source].isEnded = true
  }

  /// The time up to which a source has been read (seconds).
  package func position(of source: Int) -> Int64 { sources[source].floor }

  /// The latest time of any record, microseconds.
  var newestTime: Int64 {
    var newest = Int64.min
    for i in sources.indices { newest = max(newest, sources[i].ledger.last) }
    return newest
  }

  package func lastTime(of source: Int) -> Int64? {
    sources[source].ledger.last == Int64.min ? nil : sources[source].ledger.last
  }

  static func second(_ microseconds: Int64) -> Int64 {
    Timestamp(microseconds: microseconds).second
  }

  func service(_ name: String, source: Int) -> Int {
    if let known = sources[source].services[name] { return known }
    // Beyond 64 services the rest share one, and their names are not kept.
    let kept = serviceNames[name] != nil || serviceNames.count < 64 ? name : "further services"
    let index = serviceNames[kept] ?? table.addService(kept)
    serviceNames[kept] = index
    while carriers.count <= index { carriers.append([]) }
    sources[source].services[kept] = index
    carriers[index].insert(source)
    return index
  }
}

/// What a user may set of the engine.
package struct EngineSettings: Sendable {
  package var detection = DetectionSettings()
  package var grouping = IncidentGrouping()

  package init() {}
}
