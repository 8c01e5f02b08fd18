/// The rows behind `VALUES`. One that holds literals alone, behind another such, is not written: how many rows an insert has
/// makes it no other statement.
struct StatementRows {
  /// What was read of a row and is not written, as another such row may stand before it.
  enum Held { case nothing, comma, parenthesis, literals }

  private(set) var held = Held.nothing
  /// Parentheses that are open behind `VALUES`; below 0 elsewhere.
  private var depth = -1
  /// The row that is open, or was last, holds literals alone.
  private var isPlain = false

  /// Whether a row is open, in which `NULL` is a literal.
  var isOpen: Bool { depth > 0 }

  mutating func begin() {
    depth = 0
    isPlain = false
  }

  /// Takes note of what is written.
  mutating func write(_ token: StatementScanner.Token) {
    guard depth >= 0 else { return }
    switch token {
    case .literal where depth > 0, .none: break
    case .open:
      isPlain = depth == 0
      depth &+= 1
    case .close: depth &-= 1
    case .comma where depth == 0: break
    default:
      isPlain = false
      if depth == 0 { depth = -1 }
    }
  }

  /// Holds back the comma behind a row of literals, or the parenthesis that opens the next row, or its first literal.
  /// - Returns: whether it is held back.
  mutating func hold(_ token: StatementScanner.Token, behind last: StatementScanner.Token) -> Bool {
    switch (token, held) {
    case (.comma, .nothing) where depth == 0 && isPlain && last == .close: held = .comma
    case (.open, .comma): held = .parenthesis
    case (.literal, .parenthesis): held = .literals
    default: return false
    }
    return true
  }

  /// Leaves out the row that is held back.
  mutating func close() { held = .nothing }

  /// Writes what is held back: the row is unlike the one before.
  mutating func release(_ sink: inout some StatementSink) {
    sink.put(Ascii.comma)
    if held != .comma {
      sink.put(Ascii.space)
      sink.put(Ascii.open)
      write(.open)
    }
    if held == .literals { sink.put(UInt8(ascii: "?")) }
    held = .nothing
  }

  /// Whether the word that begins at `start` stands for a value.
  static func isValue(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    switch line.packedLowercase(start, end) {
    case Ascii.packed("null"), Ascii.packed("true"), Ascii.packed("false"), Ascii.packed("default"): true
    default: false
    }
  }
}
