import Incidents
import Records
import Testing

@Suite struct EvidenceTests {
  @Test func hashIsOfTheOriginalTextAndTheKeptTextIsRedacted() {
    let sample = LineSample(at: Timestamp(seconds: 0), source: "app.log", position: .offset(7), text: "abc")
    let evidence = Evidence(of: sample, redact: { _ in "***" })
    #expect(evidence.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(evidence.text == "***")
    #expect(evidence.position == "7")
  }
}
