import Records

/// Takes a template piece by piece.
protocol TemplateSink {
  /// Bytes that stay.
  mutating func literal(_ message: RawSpan, _ start: Int, _ end: Int)
  /// A run of blanks.
  mutating func blank()
  /// Two full stops or more, as tables and ellipses have them.
  mutating func dots()
  mutating func variable(_ kind: TemplateVariable)
  mutating func lineEnd()
}

/// Hashes a template. What its variables are does not count, unless the hash is `typed`.
struct TemplateHash: TemplateSink {
  private var hash = ByteHash()
  private let typed: Bool

  init(typed: Bool = false) { self.typed = typed }

  @inline(__always)
  mutating func literal(_ message: RawSpan, _ start: Int, _ end: Int) {
    hash.mix(ByteHash.of(message, start, end))
  }
  @inline(__always) mutating func blank() { hash.mix(0x20) }
  @inline(__always) mutating func dots() { hash.mix(0x2E2E) }
  @inline(__always)
  mutating func variable(_ kind: TemplateVariable) {
    hash.mix(typed ? 0x3C2A_3E00 &+ UInt64(kind.rawValue) : 0x3C2A_3E)
  }
  @inline(__always) mutating func lineEnd() { hash.mix(0x0A) }

  /// Never 0.
  func finish() -> UInt64 { max(1, hash.finish()) }
}

/// Writes a template, with `<*>` for what varies.
struct TemplateText: TemplateSink {
  var bytes: [UInt8] = []

  mutating func literal(_ message: RawSpan, _ start: Int, _ end: Int) {
    for at in start..<end { bytes.append(message.byte(at)) }
  }
  mutating func blank() { bytes.append(Ascii.space) }
  mutating func dots() { bytes.append(contentsOf: "..".utf8) }
  mutating func variable(_ kind: TemplateVariable) { bytes.append(contentsOf: "<*>".utf8) }
  mutating func lineEnd() { bytes.append(Ascii.newline) }
}
