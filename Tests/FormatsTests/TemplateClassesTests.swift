import Testing

@testable import Formats

@Suite struct TemplateClassesTests {
  /// The table holds every byte, and the ones that separate tokens are these.
  @Test func delimitersAreBlanksControlsAndBrackets() {
    let marks = Set("\"'(),:;<=>[]{|}".utf8)
    for byte in UInt8.min...UInt8.max {
      #expect(TemplateScanner.isDelimiter(byte) == (byte <= 32 || marks.contains(byte)), "\(byte)")
    }
  }
}
