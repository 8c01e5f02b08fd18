import Testing

@testable import Statistics

@Suite struct LogSharesTests {
  @Test func sourcesOfOneLogShareItsNumber() {
    var shares = LogShares()
    let first = shares.number(forSourceOf: "a/access.log")
    #expect(shares.number(forSourceOf: "b/access.log") != first)
    #expect(shares.number(forSourceOf: "a/access.log") == first)
    #expect(shares.name(Int(first)) == "a/access.log")
  }

  /// Containers come and go; what was counted of one that is gone keeps its name while there is trouble.
  @Test func logsThatAreGoneAreForgottenWhenAllIsWell() {
    var shares = LogShares()
    let gone = shares.number(forSourceOf: "pod-1.log")
    shares.isCounting = true
    shares.release(gone)
    #expect(shares.number(forSourceOf: "pod-2.log") != gone)
    #expect(shares.name(Int(gone)) == "pod-1.log")
    shares.isCounting = false
    #expect(shares.number(forSourceOf: "pod-3.log") == gone)
    #expect(shares.name(Int(gone)) == "pod-3.log")
  }
}
