import Testing

@testable import Drafting

@Suite struct EvidenceTextTests {
  @Test func aTraceIsItsFirstAndItsLastLine() {
    let trace = "ERROR failed\nTraceback:\n  File x\napp.Timeout: 2.00"
    #expect(EvidenceReferences.shortened(trace) == "ERROR failed … (2 more lines) … app.Timeout: 2.00")
    #expect(EvidenceReferences.shortened("one\ntwo") == "one … two")
  }

  @Test func aLongLineIsCut() {
    let line = String(repeating: "x", count: 400)
    #expect(EvidenceReferences.shortened(line).count == 301)
    #expect(EvidenceReferences.shortened("short") == "short")
  }
}
