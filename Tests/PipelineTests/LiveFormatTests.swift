import Formats
import Records
import Testing

@testable import Pipeline
@testable import Tailing

@Suite struct LiveFormatTests {
  private let format = LiveFormat(path: "/var/log/nginx/access.log", format: nil, zone: .utc, deploys: nil)

  private func parse(_ text: [UInt8]) -> RecordBatch? {
    format.parse(Block(bytes: text, offset: 0, isCapped: false), now: Timestamp(seconds: 1_717_588_800), zone: .utc)
  }

  @Test func whatIsNoLogAtFirstMayBecomeOne() {
    #expect(parse([0, 1, 2, 255, 0, 10]) == nil)
    guard case .refused = format.finding else {
      Issue.record("a binary block was read")
      return
    }
    let line = "10.1.2.3 - - [05/Jun/2024:12:00:00 +0000] \"GET / HTTP/1.1\" 200 730 \"-\" \"curl/7.88.1\"\n"
    #expect(parse(Array(String(repeating: line, count: 5).utf8))?.requests.count == 5)
    #expect(format.name == "combined")
  }
}
