import Records

/// Requests of a made-up shop, as an nginx with request times would log them: in the order in which they ended.
package struct AccessLog {
  /// One request on its way into the log.
  package struct Request {
    /// Seconds from the log's beginning to the request's.
    package var at: Double
    package var route: Int
    package var client: Int
    package var status = 200
    /// Seconds.
    package var latency: Double
  }

  /// 2024-06-05 12:00:00 UTC.
  package static let start: Int64 = 1_717_588_800
  package static let routes = ["/", "/cart/7", "/product/%", "/search?q=%", "/api/v1/orders"]

  package private(set) var requests: [Request] = []

  /// - Parameters:
  ///   - rate: requests a second, by the second since the beginning.
  ///   - fault: changes a request, as a fault would.
  package init(
    seconds: Int, seed: UInt64 = 1, clients: Int = 200, rate: (Int) -> Double,
    fault: (inout Request, inout Generator) -> Void = { _, _ in }
  ) {
    var random = Generator(seed)
    for second in 0..<seconds {
      let expected = rate(second)
      // A binomial count: nearly as irregular as real arrivals.
      var count = 0
      for _ in 0..<Int(expected * 4) where random.chance(0.25) { count += 1 }
      for _ in 0..<count {
        var request = Request(
          at: Double(second) + Double.random(in: 0..<1, using: &random),
          route: Int.random(in: 0..<AccessLog.routes.count, using: &random),
          client: Int.random(in: 0..<clients, using: &random),
          latency: Double.random(in: 0.01..<0.06, using: &random))
        fault(&request, &random)
        requests.append(request)
      }
    }
  }

  /// Five requests a second, with a fault.
  package init(seconds: Int, fault: (inout Request, inout Generator) -> Void) {
    self.init(seconds: seconds, rate: { _ in 5 }, fault: fault)
  }

  /// Its lines, without line ends.
  package var lines: [String] { lines(AccessLog.line) }

  /// The same in another format, or only those that `line` gives something for.
  package func lines(_ line: (Request, Int) -> String?) -> [String] {
    let ended: [(end: Double, number: Int)] = requests.indices.map { (requests[$0].at + requests[$0].latency, $0) }
    return ended.sorted { $0 < $1 }.compactMap { line(requests[$0.number], $0.number) }
  }

  package var text: String { lines.joined(separator: "\n") + "\n" }

  package static func line(_ r: Request, number: Int) -> String {
    untimedLine(r, number: number) + " \(fixed(r.latency)) \(fixed(r.latency))"
  }

  /// As nginx and Apache log by default.
  package static func untimedLine(_ r: Request, number: Int) -> String {
    let end = Int64(r.at + r.latency) + start
    return "\(client(r)) - - [\(stamp(end))] \"GET \(path(r, number)) HTTP/1.1\" \(r.status) 512 \"-\" \"curl/8\""
  }

  /// As an nginx with a `log_format` of JSON does.
  package static func jsonLine(_ r: Request, number: Int) -> String {
    let end = civil(Int64(r.at + r.latency) + start).replacing(" ", with: "T") + "+00:00"
    return #"{"time_iso8601":"\#(end)","remote_addr":"\#(client(r))","request":"GET \#(path(r, number)) HTTP/1.1","#
      + #""status":"\#(r.status)","request_time":"\#(fixed(r.latency))"}"#
  }

  /// As a HAProxy in front that waits `ahead` milliseconds longer does.
  package static func haproxyLine(_ r: Request, number: Int, ahead: Int) -> String {
    let begin = Int64(r.at)
    let total = Int((r.latency * 1000).rounded()) + ahead
    let stamp = stamp(begin + start).replacing(" +0000", with: "." + fixed(r.at - Double(begin)).dropFirst(2))
    return
      "\(client(r)):3886 [\(stamp)] fe~ shop/app1 0/0/1/\(total - 1)/\(total) \(r.status) 874 - - ---- 1/1/0/0/0 0/0 "
      + "\"GET \(path(r, number)) HTTP/1.1\""
  }

  private static func client(_ r: Request) -> String { "192.0.\(r.client / 250).\(r.client % 250)" }

  private static func path(_ r: Request, _ number: Int) -> String {
    routes[r.route].replacing("%", with: String(number % 997))
  }

  /// `05/Jun/2024:12:00:00 +0000`
  package static func stamp(_ second: Int64) -> String {
    let date = CivilDate(daysSinceEpoch: Int(second / 86_400))
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "\(two(date.day))/\(names[date.month - 1])/\(date.year):\(clock(second)) +0000"
  }

  /// `2024-06-05 12:00:00`
  package static func civil(_ second: Int64) -> String {
    let date = CivilDate(daysSinceEpoch: Int(second / 86_400))
    return "\(date.year)-\(two(date.month))-\(two(date.day)) \(clock(second))"
  }

  private static func clock(_ second: Int64) -> String {
    let inDay = Int(second % 86_400)
    return "\(two(inDay / 3600)):\(two(inDay / 60 % 60)):\(two(inDay % 60))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func fixed(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
