@testable import Tailing

extension RecordBoundaries {
  /// Records are lines or, where joined, begin with a line that begins with `R`.
  static func ofTests(joined: Bool, cap: Int) -> RecordBoundaries {
    RecordBoundaries(
      wholeRecords: { span in
        let bytes = array(span)
        guard joined else { return (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1 }
        return begins(bytes).last ?? 0
      },
      nextRecord: { span in
        let bytes = array(span)
        guard joined else { return bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } }
        return begins(bytes).first
      }, cap: cap)
  }

  private static func array(_ span: RawSpan) -> [UInt8] { unsafe span.withUnsafeBytes { unsafe Array($0) } }

  /// Where the whole lines behind the first begin that begin a record.
  private static func begins(_ bytes: [UInt8]) -> [Int] {
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    return zip(ends, ends.dropFirst()).map { $0.0 + 1 }.filter { bytes[$0] == UInt8(ascii: "R") }
  }
}
