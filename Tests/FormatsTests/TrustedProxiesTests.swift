import Records
import Testing

@testable import Formats

@Suite struct TrustedProxiesTests {
  private func client(_ peer: String, _ forwarded: String, _ proxies: TrustedProxies = .standard) -> String {
    let bytes = Array("\(peer) \(forwarded)".utf8)
    var record = LogRecord()
    record.client = ByteRange(0, peer.utf8.count)
    record.forwarded = ByteRange(peer.utf8.count + 1, bytes.count)
    return unsafe String(decoding: bytes[proxies.client(of: record, in: bytes.span.bytes).range], as: UTF8.self)
  }

  private static let chains: [(String, String, String)] = [
    // The peer is no proxy that is trusted: what it says does not count.
    ("203.0.113.7", "198.51.100.9", "203.0.113.7"), ("host7.example", "198.51.100.9", "host7.example"),
    ("10.0.0.5", "198.51.100.9", "198.51.100.9"), ("10.0.0.5", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
    ("10.0.0.5", "198.51.100.9, 203.0.113.7, 10.0.0.6", "203.0.113.7"), ("10.0.0.5", "10.0.0.9,10.0.0.6", "10.0.0.9"),
    ("10.0.0.5", "unknown", "10.0.0.5"), ("10.0.0.5", "198.51.100.9, unknown, 10.0.0.6", "10.0.0.6"),
    ("10.0.0.5", "203.0.113.7:4711", "203.0.113.7"), ("::1", "[2001:db8::7]:4711", "2001:db8::7"),
    ("::ffff:10.0.0.5", "203.0.113.7", "203.0.113.7"), ("unix:", "203.0.113.7", "203.0.113.7"),
    ("", "203.0.113.7", "203.0.113.7"), ("10.0.0.5", "-", "10.0.0.5"), ("10.0.0.5", ", ,", "10.0.0.5"),
    ("fd00::1", "fe80::1%eth0", "fe80::1%eth0"),
  ]

  @Test(arguments: chains)
  func theLastAddressThatIsNoProxyIsTheClient(peer: String, forwarded: String, client: String) {
    #expect(self.client(peer, forwarded) == client)
  }

  @Test func whoIsTrustedCanBeSet() {
    let proxies = TrustedProxies(["198.51.100.0/24", "2001:db8:5::/48"])
    #expect(client("198.51.100.9", "203.0.113.7", proxies) == "203.0.113.7")
    #expect(client("2001:db8:5::9", "203.0.113.7", proxies) == "203.0.113.7")
    #expect(client("2001:db8:6::9", "203.0.113.7", proxies) == "2001:db8:6::9")
    #expect(client("10.0.0.5", "203.0.113.7", proxies) == "10.0.0.5")
    #expect(client("10.0.0.5", "203.0.113.7", TrustedProxies([])) == "10.0.0.5")
    #expect(client("203.0.113.8", "203.0.113.7", TrustedProxies(["0.0.0.0/0"])) == "203.0.113.7")
  }

  @Test func everyNetworkThatShipsIsOne() {
    #expect(TrustedProxies.standardNetworks.allSatisfy { TrustedProxies([$0]) != TrustedProxies([]) })
  }

  private static let same: [(String, String)] = [
    ("::", "0:0:0:0:0:0:0:0"), ("2001:db8::7", "2001:0DB8:0:0:0:0:0:7"), ("1::", "1:0:0:0:0:0:0:0"),
    ("::ffff:192.0.2.1", "192.0.2.1"), ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
  ]

  @Test(arguments: same)
  func anAddressMayBeWrittenInSeveralWays(one: String, other: String) throws {
    #expect(try #require(bits(one)) == (try #require(bits(other))))
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4x", "0001.2.3.4", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::", "g::", "1:2:3:4:5:6:7:192.0.2.1", "1:",
  ])
  func whatIsNoAddressHasNoBits(text: String) { #expect(bits(text) == nil) }

  private func bits(_ text: String) -> IPAddressBits? {
    let bytes = Array(text.utf8)
    return unsafe IPAddressBits.read(bytes.span.bytes, 0, bytes.count)
  }

  /// An IPv6 socket shows an IPv4 peer in either form.
  @Test func aMappedAddressIsTheClientThatItCarries() throws {
    let format = try #require(LogFormats.named("combined"))
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 0))
    let addresses = ["203.0.113.7", "::ffff:203.0.113.7", "::ffff:cb00:7107", "0:0:0:0:0:ffff:cb00:7107"]
    let lines = (addresses + ["::ffff:cb00:7108"]).map {
      $0 + #" - - [05/Jun/2024:14:00:03 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.1""# + "\n"
    }
    let clients = parser.parse(Array(lines.joined().utf8), offset: 0).requests.map(\.client)
    #expect(Set(clients.prefix(4)).count == 1 && Set(clients).count == 2)
    #expect(ClientAddress.shown("::ffff:cb00:7107") == "203.0.113.7")
    #expect(ClientAddress.shown("2001:db8::7") == "2001:db8::7" && ClientAddress.shown("0.0.0.0") == "0.0.0.0")
  }

  @Test func aBlockParserAndAListingNameTheSameClient() throws {
    let format = try #require(LogFormats.named("combined"))
    let line = #"10.0.0.5 - - [05/Jun/2024:14:00:03 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.1" "203.0.113.7""#
    var parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 0))
    let bytes = Array(line.utf8)
    var listed: [String] = []
    func list() {
      _ = parser.read(bytes, offset: 0) {
        listed.append(String(decoding: bytes[$0.fields.client.range], as: UTF8.self))
      }
    }
    list()
    let behind = parser.parse(bytes, offset: 0).requests.map(\.client)
    parser.rules.proxies = TrustedProxies([])
    list()
    #expect(listed == ["203.0.113.7", "10.0.0.5"])
    #expect(parser.parse(bytes, offset: 0).requests.map(\.client) != behind)
  }
}
