import Testing

@testable import Control

@Suite struct NetworkRangeTests {
  @Test(arguments: [
    "93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::5", "64:ff9b::808:808",
  ])
  func theInternetIsPublic(address: String) throws {
    #expect(try #require(IPAddress(address)).isPublic)
  }

  @Test(arguments: [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.255.255", "192.168.0.1", "192.0.0.192",
    "198.19.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1", "2001:db8::1", "2001::1", "2002:a00:1::", "fc00::1", "fe80::1", "ff02::1", "100::1",
  ])
  func whatIsSpecialIsNot(address: String) throws {
    #expect(try !#require(IPAddress(address)).isPublic)
  }

  @Test func rangesHoldWhatBeginsLikeThem() throws {
    let range = try #require(NetworkRange("10.32.0.0/11"))
    #expect(try range.contains(#require(IPAddress("10.63.255.255"))))
    #expect(try !range.contains(#require(IPAddress("10.64.0.0"))))
    #expect(try !range.contains(#require(IPAddress("::ffff:10.32.0.0"))))
    #expect(try #require(NetworkRange("127.0.0.1")).contains(#require(IPAddress("127.0.0.1"))))
    for text in ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "host/8", "", "10.0.0.0/", "fd00::/129"] {
      #expect(NetworkRange(text) == nil, "\(text)")
    }
  }
}
