/// The normal form of a SQL statement: literals and parameters as `?`, lists of them as one, comments gone, words in
/// lower case outside of quotes, blanks only where one form needs them. In one pass; nothing is parsed.
package enum StatementTemplate {
  /// Hash of the normal form of `start..<end`. Never 0.
  package static func hash(of statement: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
    var sink = StatementHash()
    var scanner = StatementScanner(end: end)
    scanner.scan(statement, start, &sink)
    return max(1, sink.hash.finish())
  }

  /// The normal form of `start..<end` as text.
  package static func text(of statement: RawSpan, _ start: Int, _ end: Int) -> String {
    var sink = StatementText()
    var scanner = StatementScanner(end: end)
    scanner.scan(statement, start, &sink)
    return String(decoding: sink.bytes, as: UTF8.self)
  }
}

/// Takes a statement's normal form byte by byte.
protocol StatementSink {
  mutating func put(_ byte: UInt8)
  mutating func end()
}

struct StatementHash: StatementSink {
  var hash = ByteHash()
  private var word: UInt64 = 1

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    word = word &<< 8 | UInt64(byte)
    if byte == Ascii.space || word &>> 56 != 0 {
      hash.mix(word)
      word = 1
    }
  }

  mutating func end() { hash.mix(word) }
}

struct StatementText: StatementSink {
  var bytes: [UInt8] = []
  mutating func put(_ byte: UInt8) { bytes.append(byte) }
  mutating func end() {}
}
