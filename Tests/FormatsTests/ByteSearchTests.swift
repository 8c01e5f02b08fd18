import Testing

@testable import Formats

@Suite struct ByteSearchTests {
  @Test func aSearchLooksAtNothingBeyondItsEnd() {
    let bytes = Array("abc,defghijkl;mno".utf8)
    let span = unsafe bytes.span.bytes
    #expect(span.firstIndex(of: UInt8(ascii: ";"), from: 0, to: 13) == nil)
    #expect(span.firstIndex(of: UInt8(ascii: ";"), from: 0, to: 14) == 13)
    #expect(span.firstIndex(of: UInt8(ascii: ","), from: 3, to: 4) == 3)
    #expect(span.firstIndex(of: UInt8(ascii: ","), from: 4, to: 99) == nil)
    #expect(span.firstIndex(of: UInt8(ascii: "a"), from: 0, to: 0) == nil)
  }
}
