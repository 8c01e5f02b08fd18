import Records

/// The words that a declaration gives severities.
struct SeverityNames: Sendable {
  /// A word of at most eight bytes, in small letters, as one integer: most are.
  private struct Short: BitwiseCopyable {
    var word: UInt64
    var severity: Severity
  }

  private let short: [Short]
  private let long: [(word: [UInt8], severity: Severity)]

  /// - Parameter severities: words by the severity that they name, whatever their case.
  init?(_ severities: [Severity: [String]]) {
    let words = severities.sorted { $0.key < $1.key }.flatMap { severity, words in
      words.map { (word: Array($0.lowercased().utf8), severity: severity) }
    }
    if words.isEmpty { return nil }
    short = words.filter { $0.word.count <= 8 }.map {
      Short(word: unsafe $0.word.span.bytes.packed(0, $0.word.count), severity: $0.severity)
    }
    long = words.filter { $0.word.count > 8 }
  }

  func read(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    guard end &- start > 8 else {
      let word = line.packed(start, end).lowercasedASCII
      let short = short.span
      for i in short.indices where short[i].word == word { return short[i].severity }
      return nil
    }
    return long.first { named in
      named.word.count == end - start
        && named.word.indices.allSatisfy { Ascii.lower(line.byte(start + $0)) == named.word[$0] }
    }?.severity
  }
}

extension UInt64 {
  /// Eight bytes with the capital letters of ASCII among them in lower case.
  fileprivate var lowercasedASCII: UInt64 {
    let low = self & 0x7F7F_7F7F_7F7F_7F7F
    // The high bit of each byte that is at least "A", or more than "Z".
    let capitals = (low &+ 0x3F3F_3F3F_3F3F_3F3F) & ~(low &+ 0x2525_2525_2525_2525) & ~self & 0x8080_8080_8080_8080
    return self | capitals >> 2
  }
}
