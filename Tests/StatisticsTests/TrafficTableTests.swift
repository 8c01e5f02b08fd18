import LogLab
import Records
import Testing

@testable import Statistics

@Suite struct TrafficTableTests {
  private func request(_ second: Int64, service: UInt16, route: UInt64, status: UInt16 = 200) -> PendingRequest {
    PendingRequest(
      start: second * 1_000_000, latency: 1000, status: status, service: service, client: route &* 31, route: route,
      series: -1, isLate: false)
  }

  /// However many services there are, no more clients are kept than memory allows; a sample of them still counts them.
  @Test func theClientsOfManyServicesAreBounded() {
    var limits = TrafficTable.Limits()
    (limits.clients, limits.clientsPerService) = (20_000, 5000)
    var table = TrafficTable(limits: limits)
    let services = (0..<20).map { UInt16(table.addService("s\($0)")) }
    var random = Generator(6)
    for second in 1000..<1100 as Range<Int64> {
      let requests = services.flatMap { service in
        (0..<50).map { _ in
          var request = request(second, service: service, route: 1)
          request.client = random.next()
          return request
        }
      }
      table.count(PlainList(requests), of: second, texts: [1: "/r"])
    }
    for service in table.services {
      #expect(service.rows.capacity == 1000)
      var sample = ClientSample()
      service.rows.collect(from: 1000, to: 1099, into: &sample)
      #expect(abs(sample.count - 5000) < 800, "\(sample.count)")
    }
  }

  @Test func case49SeriesAreBoundedAndTheRestIsOther() {
    var table = TrafficTable()
    let services = (0..<3).map { UInt16(table.addService("s\($0)")) }
    var random = Generator(49)
    var sent = 0
    for second in 1000..<1060 as Range<Int64> {
      let requests = (0..<1000).map { _ in
        request(second, service: services.randomElement(using: &random) ?? 0, route: random.next())
      }
      sent += requests.count
      table.count(PlainList(requests), of: second, texts: Dictionary(requests.map { ($0.route, "/r") }) { a, _ in a })
    }
    #expect(table.counters.count <= table.limits.series)
    #expect(table.services.allSatisfy { $0.routes <= table.limits.routesPerService })
    let counted = services.reduce(0) { $0 + Int(table.services[Int($1)].rows.counts(from: 0, to: 2000).requests) }
    #expect(counted == sent)
    let others = services.map { Int(table.counts(table.services[Int($0)].other, 1059).requests) }
    #expect(others.reduce(0, +) > 900)
  }

  @Test func theOrderWithinASecondDoesNotMatter() {
    var random = Generator(5)
    let routes = (0..<600).map { _ in random.next() }
    let seconds = (0..<20).map { second in
      (0..<300).map { _ in request(1000 + second, service: 0, route: routes.randomElement(using: &random) ?? 0) }
    }
    func owners(_ order: ([PendingRequest]) -> [PendingRequest]) -> [UInt64?] {
      var table = TrafficTable()
      _ = table.addService("web")
      for (second, requests) in seconds.enumerated() {
        table.count(
          PlainList(order(requests)), of: 1000 + Int64(second),
          texts: Dictionary(requests.map { ($0.route, "\($0.route)") }) { a, _ in a })
      }
      return table.owners.map(\.routeHash)
    }
    #expect(owners { $0 } == owners { $0.reversed() })
  }
}
