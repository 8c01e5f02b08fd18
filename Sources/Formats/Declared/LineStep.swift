/// What is done for one part of a pattern. Where a field ends is told by the parts behind it: that is looked up once,
/// not for each line.
struct LineStep: BitwiseCopyable, Equatable {
  enum Deed: UInt8 {
    /// Bytes that stand for themselves; blanks; whatever may follow.
    case literal, blanks, anything
    /// A time, which tells itself where it ends.
    case time
    /// A field up to a blank; one that goes on behind a blank after a comma, or between two colons.
    case column, list
    /// A field up to a blank and the literal behind it, or to a blank where there is none of these.
    case text
    /// A request up to the blank behind its protocol.
    case request
    /// A field up to the literal; in quotes up to the quote that closes it.
    case untilLiteral, untilQuote
    /// A field up to a path.
    case untilSlash
    /// A field at the end of the line: a word, or all that is left.
    case word, rest
    /// A field whose end nothing tells.
    case endless
  }

  let deed: Deed
  let field: LineField
  /// The literal of the part or, for a field, behind it.
  let literal: LinePlan.Literal

  /// What is done for the part `index`.
  init(of index: Int, in parts: [LinePlan.Part]) {
    switch parts[index] {
    case .literal(let literal): self.init(.literal, .none, literal)
    case .blanks: self.init(.blanks)
    case .anything: self.init(.anything)
    case .field(let field) where field.isTime: self.init(.time, field)
    case .field(let field):
      switch index + 1 < parts.count ? parts[index + 1] : nil {
      case .literal(let literal):
        self.init(literal.first == Ascii.quote ? .untilQuote : .untilLiteral, field, literal)
      case .blanks, .anything:
        if field.mayHoldBlanks, index + 2 < parts.count, case .literal(let literal) = parts[index + 2] {
          self.init(.text, field, literal)
        } else {
          self.init(field == .request ? .request : field.isList ? .list : .column, field)
        }
      case .field(.path), .field(.pathArguments): self.init(.untilSlash, field)
      case .field: self.init(.endless, field)
      case nil: self.init(field.isText ? .rest : field.isList ? .list : .word, field)
      }
    }
  }

  private init(_ deed: Deed, _ field: LineField = .none, _ literal: LinePlan.Literal = LinePlan.Literal([])) {
    self.deed = deed
    self.field = field
    self.literal = literal
  }

  /// Where the field that begins at `start` ends; nil where the line lacks what follows it.
  func end(_ line: RawSpan, _ start: Int) -> Int? {
    switch deed {
    case .literal, .blanks, .anything, .time, .endless: return nil
    case .column: return LineStep.column(line, start)
    case .list: return LineStep.list(line, start)
    case .text: return textEnd(line, start) ?? LineStep.column(line, start)
    case .request: return LineStep.protocolEnd(line, start) ?? LineStep.column(line, start)
    case .untilLiteral: return line.firstIndex(of: literal, from: start)
    case .untilQuote:
      return start > 0 && line.byte(start &- 1) == Ascii.quote
        ? line.closingQuote(from: start) : line.firstIndex(of: literal, from: start)
    case .untilSlash: return line.firstIndex(of: Ascii.slash, from: start)
    case .word: return LineStep.column(line, start)
    case .rest:
      let end = line.trimmedEnd(start, line.byteCount)
      return end > start ? end : nil
    }
  }

  @inline(__always)
  static func column(_ line: RawSpan, _ start: Int) -> Int? {
    let end = line.endOfColumn(start)
    return end > start ? end : nil
  }

  /// nginx lists the times of several upstreams: `0.1, 0.2 : 0.3`.
  private static func list(_ line: RawSpan, _ start: Int) -> Int? {
    var end = line.endOfColumn(start)
    while end > start, end < line.byteCount {
      if line.matches(" : ", at: end) {
        end &+= 3
      } else if line.byte(end &- 1) == Ascii.comma {
        end &+= 1
      } else {
        break
      }
      end = line.endOfColumn(end)
    }
    return end > start ? end : nil
  }

  private func textEnd(_ line: RawSpan, _ start: Int) -> Int? {
    var at = start
    while at < line.byteCount {
      let end = line.endOfColumn(at)
      let next = line.skippingBlanks(end)
      if next > end, literal.stands(in: line, at: next) { return end }
      at = next > end ? next : end &+ 1
    }
    return nil
  }

  private static func protocolEnd(_ line: RawSpan, _ start: Int) -> Int? {
    guard let method = line.firstIndex(of: Ascii.space, from: start),
      let path = line.firstIndex(of: Ascii.space, from: method &+ 1), line.matches("HTTP/", at: path &+ 1)
    else { return nil }
    return line.endOfColumn(path &+ 1)
  }
}

extension LineField {
  /// Whether it may hold blanks before a text that a pattern has.
  fileprivate var mayHoldBlanks: Bool { self == .request || self == .agent || self == .message }
}

extension RawSpan {
  /// Index of the first place where the literal stands.
  @inline(__always)
  func firstIndex(of literal: LinePlan.Literal, from start: Int) -> Int? {
    var at = start
    while let found = firstIndex(of: literal.first, from: at) {
      if literal.count == 1 || literal.stands(in: self, at: found) { return found }
      at = found &+ 1
    }
    return nil
  }

  /// Index of the first blank, tab or other control byte from `from` on, else the end.
  @inline(__always)
  fileprivate func endOfColumn(_ from: Int) -> Int {
    var at = from
    while at &+ 8 <= byteCount {
      let x = word(at)
      let hit = (x &- 0x2121_2121_2121_2121) & ~x & 0x8080_8080_8080_8080
      if hit != 0 { return at &+ hit.trailingZeroBitCount &>> 3 }
      at &+= 8
    }
    while at < byteCount, byte(at) > Ascii.space { at &+= 1 }
    return at
  }
}
