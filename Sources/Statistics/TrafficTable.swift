package import Records

/// The requests of all services, counted by series: one series for each route of a service, one for the whole
/// service, one for the routes beyond the limit ("further routes").
///
/// Seconds are counted in order, each once, and within a second the order of the requests does not matter.
package struct TrafficTable: Codable, Sendable {
  /// Most series of all services together, and routes of one service that get a series of their own.
  package struct Limits: Codable, Sendable {
    package var series = 384
    package var routesPerService = 256
    /// Clients kept of all services together, and of one of them: 8 bytes each.
    package var clients = 4_000_000
    package var clientsPerService = 1_000_000
    /// Buckets of latencies that are kept of the steps of all services together, and of one of them: 4 bytes each.
    package var latencies = 1_000_000
    package var latenciesPerService = 500_000
    package init() {}
  }

  /// What the hot loop touches of a series.
  package struct Counter: Sendable, BitwiseCopyable {
    /// In the second being judged, by the time the requests ended.
    package var requests: UInt32 = 0
    package var failed: UInt32 = 0
    package var slow: UInt32 = 0
    package var sluggish: UInt32 = 0
    /// Latencies above these (microseconds) are slow for the detector and for the impact. Without a baseline none is.
    package var slowAbove = UInt32.max
    package var sluggishAbove = UInt32.max
    package var verySlowAbove = UInt32.max
  }

  package struct Service: Codable, Sendable {
    package var name: String
    /// Series of the whole service and of its routes beyond the limit.
    package var whole: Int
    package var other: Int
    package var routes = 0
    package var rows = ServiceRows()
    fileprivate var latencies = LatencySteps()
    /// Whether any of its requests said how long it took.
    package var knowsLatency = false
  }

  /// Whose series it is: a service's, of one route or (nil) of all of it.
  package struct Owner: Codable, Sendable {
    package var service: Int
    package var route: String?
    /// Nil for a whole service and for "further routes".
    package var routeHash: UInt64?
  }

  package let limits: Limits
  package private(set) var services: [Service] = []
  /// Services that share the clients to be kept.
  private var sharing = 0
  @Packed package private(set) var counters: [Counter] = []
  package private(set) var owners: [Owner] = []
  package private(set) var routes = RouteIndex()
  package var logs = LogShares()
  /// Series that the last counted second touched, in ascending order.
  package private(set) var touched: [Int] = []
  private var rings = SecondRings()
  /// Latencies since the histogram was last taken, series by series; unused for whole services.
  @Packed private var histograms: [UInt32] = []
  /// Latencies in the steps that services are counting (`LatencySteps`), service by service.
  @Packed private var stepCounts: [UInt32] = []

  package init(limits: Limits = Limits()) { self.limits = limits }

  // MARK: Series

  package mutating func addService(_ name: String) -> Int {
    let index = services.count
    let whole = addSeries(Owner(service: index))
    let other = addSeries(Owner(service: index, route: "further routes"))
    services.append(Service(name: name, whole: whole, other: other))
    stepCounts.append(contentsOf: repeatElement(0, count: LatencyBuckets.count))
    return index
  }

  private mutating func addSeries(_ owner: Owner) -> Int {
    counters.append(Counter())
    rings.addSeries()
    histograms.append(contentsOf: repeatElement(0, count: LatencyBuckets.count))
    owners.append(owner)
    return counters.count - 1
  }

  /// Whether a new route of the service would get a series of its own. Once it would not, it never will.
  @inline(__always)
  package func hasRoom(service: UInt16) -> Bool {
    counters.count < limits.series && services[Int(service)].routes < limits.routesPerService
  }

  /// Gives the new routes of a second their series, in an order that does not depend on the order of arrival.
  private mutating func admit(_ requests: PlainList<PendingRequest>, _ texts: [UInt64: String]) {
    var new: Set<RouteKey> = []
    for request in requests.array()
    where texts[request.route] != nil && routes.find(service: request.service, route: request.route) < 0 {
      new.insert(RouteKey(service: request.service, route: request.route))
    }
    for key in new.sorted() where hasRoom(service: key.service) {
      services[Int(key.service)].routes += 1
      let series = addSeries(
        Owner(service: Int(key.service), route: texts[key.route] ?? "", routeHash: key.route))
      routes.insert(service: key.service, route: key.route, series: series)
    }
  }

  private struct RouteKey: Hashable, Comparable {
    var service: UInt16
    var route: UInt64
    static func < (a: RouteKey, b: RouteKey) -> Bool { (a.service, a.route) < (b.service, b.route) }
  }

  // MARK: Counting

  /// Counts the requests that ended in one second.
  /// - Parameter texts: the texts of routes that had no series when the requests arrived, by route hash.
  package mutating func count(_ requests: PlainList<PendingRequest>, of second: Int64, texts: [UInt64: String]) {
    for series in touched {
      counters[series].requests = 0
      counters[series].failed = 0
      counters[series].slow = 0
      counters[series].sluggish = 0
    }
    touched.removeAll(keepingCapacity: true)
    logs.begin()
    if !texts.isEmpty { admit(requests, texts) }
    if !requests.isEmpty {
      changeSteps { $0.advance(to: second, &$1, at: $2) }
    }
    for i in 0..<requests.count {
      let request = requests[i]
      let service = Int(request.service)
      let found =
        request.series >= 0 ? request.series : routes.find(service: request.service, route: request.route)
      let series = found < 0 ? services[service].other : Int(found)
      let failed = request.status >= 500
      var slow = false
      var sluggish = false
      var verySlow = false
      if request.latency != UInt32.max, !failed {
        slow = request.latency > counters[series].slowAbove
        sluggish = request.latency > counters[series].sluggishAbove
        verySlow = request.latency > counters[series].verySlowAbove
        if !request.isLate {
          let bucket = LatencyBuckets.index(request.latency)
          histograms[series &* LatencyBuckets.count &+ bucket] &+= 1
          stepCounts[service &* LatencyBuckets.count &+ bucket] &+= 1
        }
      }
      if !request.isLate {
        if counters[series].requests == 0 { touched.append(series) }
        counters[series].requests &+= 1
        counters[series].failed &+= failed ? 1 : 0
        counters[series].slow &+= slow ? 1 : 0
        counters[series].sluggish &+= sluggish ? 1 : 0
        if logs.isCounting {
          logs.add(log: request.log, service: request.service, failed: failed, slow: verySlow)
        }
      }
      let began = request.start >= 0 ? request.start / 1_000_000 : (request.start - 999_999) / 1_000_000
      rings.add(series, second: began, failed: failed, slow: slow, sluggish: sluggish, verySlow: verySlow)
      services[service].rows.add(
        second: began, client: request.client, failed: failed, slow: slow, sluggish: sluggish, verySlow: verySlow)
      if request.latency != UInt32.max { services[service].knowsLatency = true }
    }
    sumServices()
    touched.sort()
    shareClients()
  }

  /// Gives each service that has requests its share of the clients and latencies to be kept. Judged by what has been counted alone, so
  /// that it does not depend on the order of arrival.
  private mutating func shareClients() {
    let used = services.count { $0.rows.isUsed }
    guard used != sharing else { return }
    sharing = used
    let share = min(limits.clientsPerService, limits.clients / max(1, used))
    let latencies = min(limits.latenciesPerService, limits.latencies / max(1, used))
    for i in services.indices {
      services[i].rows.capacity = share
      services[i].latencies.capacity = latencies
    }
  }

  /// A service's counts are those of its routes.
  private mutating func sumServices() {
    for series in touched.indices.map({ touched[$0] }) {
      let whole = services[owners[series].service].whole
      if counters[whole].requests == 0 { touched.append(whole) }
      counters[whole].requests &+= counters[series].requests
      counters[whole].failed &+= counters[series].failed
      counters[whole].slow &+= counters[series].slow
      counters[whole].sluggish &+= counters[series].sluggish
    }
  }

  // MARK: What the detectors and the impact need

  /// The counts of a second of a series, by the time requests began. Zeros where it is not known any more.
  package func counts(_ series: Int, _ second: Int64) -> SecondCounts {
    owners[series].route == nil ? services[owners[series].service].rows[second] : rings[series, second]
  }

  /// Changes the steps of every service, with the counts of the step that each is counting and where they begin.
  private mutating func changeSteps(_ change: (inout LatencySteps, inout [UInt32], Int) -> Void) {
    // Out of the table meanwhile: both are changed at once.
    var counts: [UInt32] = []
    swap(&counts, &stepCounts)
    for service in services.indices {
      change(&services[service].latencies, &counts, service * LatencyBuckets.count)
    }
    swap(&counts, &stepCounts)
  }

  /// The latencies of a service step by step, with those of the step that is being counted.
  package func latencySteps(_ service: Int) -> LatencySteps {
    var steps = services[service].latencies
    var counts = Array(stepCounts[service * LatencyBuckets.count..<(service + 1) * LatencyBuckets.count])
    steps.close(&counts, at: 0)
    return steps
  }

  /// The latencies of a series since they were last taken; its histogram is empty then.
  package mutating func takeHistogram(_ series: Int) -> [UInt32] {
    let range = series * LatencyBuckets.count..<(series + 1) * LatencyBuckets.count
    let taken = Array(histograms[range])
    for i in range { histograms[i] = 0 }
    return taken
  }

  package mutating func setThresholds(_ series: Int, slow: UInt32, sluggish: UInt32, verySlow: UInt32) {
    counters[series].slowAbove = slow
    counters[series].sluggishAbove = sluggish
    counters[series].verySlowAbove = verySlow
  }

  /// Forgets what happened before: the counts of `second`, the clients of `clients`.
  /// - Parameter isCalm: whether no incident is under way.
  package mutating func trimRows(before second: Int64, clients: Int64, isCalm: Bool) {
    for i in services.indices { services[i].rows.trim(before: second, clients: clients) }
    changeSteps { steps, counts, place in
      if isCalm { steps.shorten(&counts, at: place) }
      steps.trim(before: second)
    }
  }
}
