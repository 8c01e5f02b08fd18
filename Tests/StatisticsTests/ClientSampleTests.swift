import LogLab
import Testing

@testable import Statistics

@Suite struct ClientSampleTests {
  @Test func fewClientsAreCountedExactly() {
    var sample = ClientSample(capacity: 4096)
    var random = Generator(1)
    let clients = (0..<4000).map { _ in random.next() }
    for client in clients { sample.insert(client, affected: false) }
    for client in clients.prefix(1000) { sample.insert(client, affected: true) }
    for client in clients { sample.insert(client, affected: false) }
    #expect(sample.isExact)
    #expect(sample.count == 4000)
    #expect(sample.affectedCount == 1000)
  }

  @Test(arguments: 1...5)
  func manyClientsAreEstimated(seed: UInt64) {
    var sample = ClientSample(capacity: 4096)
    var random = Generator(seed)
    for i in 0..<100_000 { sample.insert(random.next(), affected: i % 10 == 0) }
    #expect(!sample.isExact)
    // Four standard errors of 1.2 / sqrt(kept), kept at least half of the capacity.
    #expect(abs(Double(sample.count) / 100_000 - 1) < 4 * 1.2 / 2048.0.squareRoot())
    #expect(abs(Double(sample.affectedCount) / 10_000 - 1) < 4 * 1.2 / 204.0.squareRoot())
  }

  @Test func theOrderOfClientsDoesNotMatter() {
    var random = Generator(9)
    let clients = (0..<20_000).map { _ in random.next() }
    var forward = ClientSample(capacity: 1024)
    var backward = ClientSample(capacity: 1024)
    for (i, client) in clients.enumerated() { forward.insert(client, affected: i % 3 == 0) }
    for (i, client) in clients.enumerated().reversed() { backward.insert(client, affected: i % 3 == 0) }
    #expect(forward.count == backward.count)
    #expect(forward.affectedCount == backward.affectedCount)
  }
}
