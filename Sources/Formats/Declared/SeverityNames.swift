import Records

/// The words that a declaration gives severities.
struct SeverityNames: Sendable {
  private let words: [(word: [UInt8], severity: Severity)]

  /// - Parameter severities: words by the severity that they name, whatever their case.
  init?(_ severities: [Severity: [String]]) {
    words = severities.sorted { $0.key < $1.key }.flatMap { severity, words in
      words.map { (Array($0.lowercased().utf8), severity) }
    }
    if words.isEmpty { return nil }
  }

  func read(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    words.first { named in
      named.word.count == end - start
        && named.word.indices.allSatisfy { Ascii.lower(line.byte(start + $0)) == named.word[$0] }
    }?.severity
  }
}
