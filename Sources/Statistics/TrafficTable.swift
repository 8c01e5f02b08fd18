/// The requests of all services, counted by series: one series for each route of a service, one for the whole
/// service, one for the routes beyond the limit ("other").
///
/// Seconds are counted in order, each once, and within a second the order of the requests does not matter.
package final class TrafficTable {
  /// Most series of all services together, and routes of one service that get a series of their own.
  package struct Limits: Sendable {
    package var series = 384
    package var routesPerService = 256
    package init() {}
  }

  /// What the hot loop touches of a series.
  package struct Counter: Sendable {
    /// In the second being judged, by the time the requests ended.
    package var requests: UInt32 = 0
    package var failed: UInt32 = 0
    package var slow: UInt32 = 0
    /// Latencies above these (microseconds) are slow for the detector and for the impact.
    package var slowAbove = UInt32.max
    package var verySlowAbove = UInt32.max
    package var measured: UInt32 = 0
    package var isTouched = false
  }

  package struct Service: Sendable {
    package var name: String
    /// Series of the whole service and of its routes beyond the limit.
    package var whole: Int
    package var other: Int
    package var routes = 0
    package var rows = ServiceRows()
    package var knowsClients = false
    package var knowsLatency = false
  }

  package let limits: Limits
  package private(set) var services: [Service] = []
  package private(set) var counters: [Counter] = []
  package private(set) var rings: [SecondRing] = []
  /// Latencies since the histogram was last taken, by series; empty for whole services.
  private var histograms: [[UInt32]] = []
  private var routeHashes: [UInt64?] = []
  package private(set) var owners: [(service: Int, route: String?)] = []
  /// Series that the last counted second touched, in ascending order.
  package private(set) var touched: [Int] = []
  /// Called with a new series' index.
  package var seriesAdded: (Int) -> Void = { _ in }

  /// Open addressing: key (route and service) to series.
  private var keys = [UInt64](repeating: 0, count: 2048)
  private var values = [Int32](repeating: -1, count: 2048)

  package init(limits: Limits = Limits()) { self.limits = limits }

  // MARK: Series

  package func addService(_ name: String) -> Int {
    let index = services.count
    let whole = addSeries(service: index, route: nil, measuresLatency: false)
    let other = addSeries(service: index, route: "other", measuresLatency: true)
    services.append(Service(name: name, whole: whole, other: other))
    return index
  }

  private func addSeries(service: Int, route: String?, hash: UInt64? = nil, measuresLatency: Bool) -> Int {
    routeHashes.append(hash)
    counters.append(Counter())
    rings.append(SecondRing())
    histograms.append(measuresLatency ? [UInt32](repeating: 0, count: LatencyBuckets.count) : [])
    owners.append((service, route))
    seriesAdded(counters.count - 1)
    return counters.count - 1
  }

  @inline(__always)
  private func key(_ service: UInt16, _ route: UInt64) -> UInt64 {
    let key = route ^ (UInt64(service) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    return key == 0 ? 1 : key
  }

  @inline(__always)
  private func find(_ key: UInt64) -> Int32 {
    var slot = Int(truncatingIfNeeded: key ^ (key >> 32)) & (keys.count - 1)
    while true {
      if keys[slot] == key { return values[slot] }
      if keys[slot] == 0 { return -1 }
      slot = (slot &+ 1) & (keys.count - 1)
    }
  }

  /// Whether the route has a series already.
  @inline(__always)
  package func isKnown(service: UInt16, route: UInt64) -> Bool { find(key(service, route)) >= 0 }

  /// Whether a new route of the service would get a series of its own.
  @inline(__always)
  package func hasRoom(service: UInt16) -> Bool {
    counters.count < limits.series && services[Int(service)].routes < limits.routesPerService
  }

  private func admit(service: UInt16, route: UInt64, text: String) {
    guard hasRoom(service: service) else { return }
    services[Int(service)].routes += 1
    let series = addSeries(service: Int(service), route: text, hash: route, measuresLatency: true)
    let key = key(service, route)
    var slot = Int(truncatingIfNeeded: key ^ (key >> 32)) & (keys.count - 1)
    while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
    keys[slot] = key
    values[slot] = Int32(series)
  }

  // MARK: Counting

  /// Counts the requests that ended in one second.
  /// - Parameter texts: the texts of routes that had no series when the requests arrived, by route hash.
  package func count(_ requests: [PendingRequest], texts: [UInt64: String]) {
    for series in touched {
      counters[series].requests = 0
      counters[series].failed = 0
      counters[series].slow = 0
      counters[series].measured = 0
      counters[series].isTouched = false
    }
    touched.removeAll(keepingCapacity: true)
    if !texts.isEmpty { admitAll(requests, texts) }
    for request in requests {
      var series = Int(find(key(request.service, request.route)))
      let service = Int(request.service)
      if series < 0 { series = services[service].other }
      let failed = request.status >= 500
      var slow = false
      var verySlow = false
      if request.latency != UInt32.max, !failed {
        slow = request.latency > counters[series].slowAbove
        verySlow = request.latency > counters[series].verySlowAbove
        if !request.isLate {
          histograms[series][LatencyBuckets.index(request.latency)] &+= 1
          counters[series].measured &+= 1
        }
      }
      let whole = services[service].whole
      if !request.isLate {
        touch(series, failed: failed, slow: slow)
        touch(whole, failed: failed, slow: slow)
      }
      let second = request.start >= 0 ? request.start / 1_000_000 : (request.start - 999_999) / 1_000_000
      rings[series].add(second: second, failed: failed, slow: slow, verySlow: verySlow)
      rings[whole].add(second: second, failed: failed, slow: slow, verySlow: verySlow)
      services[service].rows.add(
        second: second, client: request.client, failed: failed, slow: slow, verySlow: verySlow)
    }
    touched.sort()
  }

  @inline(__always)
  private func touch(_ series: Int, failed: Bool, slow: Bool) {
    if !counters[series].isTouched {
      counters[series].isTouched = true
      touched.append(series)
    }
    counters[series].requests &+= 1
    counters[series].failed &+= failed ? 1 : 0
    counters[series].slow &+= slow ? 1 : 0
  }

  /// Hash of a series' route; nil for a whole service and for "other".
  package func routeHash(_ series: Int) -> UInt64? { series < routeHashes.count ? routeHashes[series] : nil }

  /// Gives the new routes of a second their series, in an order that does not depend on the order of arrival.
  private func admitAll(_ requests: [PendingRequest], _ texts: [UInt64: String]) {
    guard counters.count < limits.series else { return }
    var new: Set<RouteKey> = []
    for request in requests where texts[request.route] != nil && !isKnown(service: request.service, route: request.route) {
      new.insert(RouteKey(service: request.service, route: request.route))
    }
    for key in new.sorted() {
      admit(service: key.service, route: key.route, text: texts[key.route] ?? "")
    }
  }

  private struct RouteKey: Hashable, Comparable {
    var service: UInt16
    var route: UInt64
    static func < (a: RouteKey, b: RouteKey) -> Bool { (a.service, a.route) < (b.service, b.route) }
  }

  // MARK: What the detectors and the impact need

  /// The latencies of a series since they were last taken; its histogram is empty then.
  package func takeHistogram(_ series: Int) -> [UInt32] {
    let taken = histograms[series]
    for i in histograms[series].indices { histograms[series][i] = 0 }
    return taken
  }

  package func setThresholds(_ series: Int, slow: UInt32, verySlow: UInt32) {
    counters[series].slowAbove = slow
    counters[series].verySlowAbove = verySlow
  }

  package func trimRows(before second: Int64) {
    for i in services.indices { services[i].rows.trim(before: second) }
  }

  package func note(service: Int, knowsClients: Bool, knowsLatency: Bool) {
    if knowsClients { services[service].knowsClients = true }
    if knowsLatency { services[service].knowsLatency = true }
  }
}
