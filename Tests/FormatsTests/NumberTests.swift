import LogLab
import Testing

@testable import Formats

@Suite struct NumberTests {
  @Test func aNumberEndsWhereItsDigitsEnd() {
    var random = Generator(5)
    for _ in 0..<20_000 {
      let digits = String(
        (0..<Int.random(in: 0...20, using: &random)).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
      let before = ["", "x", " size="].randomElement(using: &random) ?? ""
      let behind = ["", " ", "/", ":17", "a", " \"-\" \"agent\""].randomElement(using: &random) ?? ""
      let bytes = Array((before + digits + behind).utf8)
      let found = unsafe bytes.span.bytes.number(before.utf8.count)
      #expect(found?.value == Int64(digits.prefix(18)))
      #expect(found?.end == (digits.isEmpty ? nil : before.utf8.count + min(18, digits.count)))
    }
  }
}
