import Records

/// A format that is learnt from a file, by the name that users give: until `FormatSniffer.completed` has seen the file's
/// lines it reads nothing.
struct LearntFormat: LogFormat {
  /// Those whose columns a directive at the head of the file names, and those whose layout the lines show.
  enum Kind: String, CaseIterable {
    case w3c
    case columns = "text-columns"
  }

  let kind: Kind

  var name: String { kind.rawValue }
  var service: String { kind == .w3c ? "web" : "app" }
  var joinsLines: Bool { kind == .columns }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool { false }
}

extension FormatSniffer {
  /// What the file's lines make of such a format; nil where they do not.
  func learnt(_ kind: LearntFormat.Kind) -> (any LogFormat)? {
    switch kind {
    case .w3c:
      let head = unsafe W3CHead(in: sample.span.bytes.extracting(0..<min(sample.count, Self.sampleBytes)))
      return head.map { W3CFormat($0) }
    case .columns: return unsafe LineLayout(sample.span.bytes, lines).map { laidOut($0) }
    }
  }
}

extension LogFormat {
  /// Whether it is one that the file's lines did not show.
  package var isUnlearnt: Bool { self is LearntFormat || (self as? EnvelopeFormat)?.inner is LearntFormat }
}
