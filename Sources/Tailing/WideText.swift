/// Turns UTF-16 behind its byte order mark into UTF-8, as PowerShell and servers for Windows write their logs. What is no
/// character becomes U+FFFD.
final class WideText: Decompressor {
  private let isBigEndian: Bool
  /// Of the input, what is no whole character yet.
  private var rest: [UInt8] = []
  private var output: [UInt8] = []
  private var used = 0

  /// - Parameter head: a file's first bytes.
  static func begins(_ head: some Collection<UInt8>) -> Bool {
    // Two NUL bytes more are UTF-32.
    head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0xFF, 0xFE]) && !head.dropFirst(2).starts(with: [0, 0])
  }

  /// - Parameter input: a file's beginning; nil where it is none of such a text.
  init?(input: [UInt8]) {
    guard WideText.begins(input) else { return nil }
    isBigEndian = input.first == 0xFE
    feed(Array(input.dropFirst(2)))
  }

  /// Half a character at the end is what its writer has not written yet.
  var isAtStreamEnd: Bool { true }

  func feed(_ input: [UInt8]) {
    rest += input
    output = []
    used = 0
    var at = 0
    while at + 1 < rest.count {
      let unit = unit(at)
      if UTF16.isLeadSurrogate(unit) {
        guard at + 3 < rest.count else { break }
        let next = self.unit(at + 2)
        if UTF16.isTrailSurrogate(next) {
          append(UInt32(unit & 0x3FF) << 10 + UInt32(next & 0x3FF) + 0x10000)
          at += 4
          continue
        }
      }
      append(UInt32(unit))
      at += 2
    }
    rest.removeFirst(at)
  }

  private func unit(_ at: Int) -> UInt16 {
    let (first, second) = (UInt16(rest[at]), UInt16(rest[at + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }

  private func append(_ value: UInt32) {
    output.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
  }

  func decompress(into target: UnsafeMutableRawBufferPointer, count: inout Int) -> DecompressionStep {
    count = min(target.count, output.count - used)
    guard count > 0 else { return .needsInput }
    unsafe target.copyBytes(from: output[used..<used + count])
    used += count
    return .produced
  }
}
