/// One piece of a template: a word, a delimiter, a variable.
struct TemplatePiece: Equatable, Sendable {
  /// A delimiter's byte (a blank for a run of them, a full stop for several, a line feed between lines); `variableCode`;
  /// or `wordCode` and more, the number of a word.
  var code: UInt32
  /// Counts for a variable only.
  var kind: TemplateVariable

  static var variableCode: UInt32 { 256 }
  static var wordCode: UInt32 { 512 }

  static func mark(_ byte: UInt8) -> TemplatePiece { TemplatePiece(code: UInt32(byte), kind: .any) }
  static func word(_ number: UInt32) -> TemplatePiece { TemplatePiece(code: wordCode &+ number, kind: .any) }
  static func variable(_ kind: TemplateVariable) -> TemplatePiece { TemplatePiece(code: variableCode, kind: kind) }

  var isVariable: Bool { code == TemplatePiece.variableCode }
  /// The number of the word; nil for anything else.
  var word: UInt32? { code >= TemplatePiece.wordCode ? code &- TemplatePiece.wordCode : nil }
  var isBlank: Bool { code == UInt32(Ascii.space) }
  /// Whether the piece between two variables does not part them.
  var joins: Bool {
    isBlank || code == UInt32(Ascii.comma) || code == UInt32(Ascii.colon) || code == UInt32(Ascii.semicolon)
      || code == UInt32(UInt8(ascii: "|"))
  }
}

/// A template in pieces, in its one normal form: neighbouring variables are one, and so are the items of a list.
struct TemplatePattern: Sendable {
  private(set) var pieces: [TemplatePiece]

  init(_ pieces: [TemplatePiece]) {
    self.pieces = TemplatePattern.joined(pieces)
    foldLists()
  }

  /// What tells patterns apart: not what kinds their variables are.
  var codes: [UInt32] { pieces.map(\.code) }

  /// The pattern with what stands at `places` replaced by variables.
  func replacing(_ places: some Sequence<Int>) -> TemplatePattern {
    var pieces = pieces
    for place in places where !pieces[place].isVariable { pieces[place] = .variable(.name) }
    return TemplatePattern(pieces)
  }

  /// Takes over the kinds of a pattern of the same codes.
  mutating func merge(_ other: TemplatePattern) {
    for at in pieces.indices where pieces[at].isVariable {
      pieces[at].kind = pieces[at].kind.merged(with: other.pieces[at].kind)
    }
  }

  /// Stable over runs and hosts: of the words' bytes. Never 0.
  func hash(_ words: TemplateWords) -> UInt64 {
    var hash = ByteHash()
    for piece in pieces { hash.mix(piece.word.map(words.hash) ?? UInt64(piece.code)) }
    return max(1, hash.finish())
  }

  func text(_ words: TemplateWords) -> String {
    var text = ""
    for piece in pieces {
      if let word = piece.word {
        text += words.texts[Int(word)]
      } else if piece.isVariable {
        text += piece.kind.placeholder
      } else if piece.code == UInt32(Ascii.dot) {
        text += ".."
      } else {
        text.unicodeScalars.append(Unicode.Scalar(UInt8(piece.code)))
      }
    }
    return text
  }

  private static func joined(_ pieces: [TemplatePiece]) -> [TemplatePiece] {
    var result: [TemplatePiece] = []
    result.reserveCapacity(pieces.count)
    // Where the pieces begin that were held back behind the last variable.
    var held = 0
    for piece in pieces {
      if piece.isVariable, held > 0,
        !(result.last?.isBlank == true && result[held - 1].kind.stands(apartFrom: piece.kind))
      {
        result[held - 1].kind = result[held - 1].kind.joined(with: piece.kind)
        result.removeLast(result.count - held)
        continue
      }
      result.append(piece)
      if piece.isVariable {
        held = result.count
      } else if !piece.joins {
        held = 0
      }
    }
    while let last = result.last, last.isBlank { result.removeLast() }
    return result
  }

  /// The longest item of a list, in pieces.
  private static let longestItem = 32

  /// Items that follow one another and differ in nothing but their variables' kinds become one.
  private mutating func foldLists() {
    guard pieces.count >= 4 else { return }
    for length in 2...TemplatePattern.longestItem where pieces.count >= 2 * length {
      var result: [TemplatePiece] = []
      var at = 0
      while at < pieces.count {
        guard isRepeated(at, length) else {
          result.append(pieces[at])
          at += 1
          continue
        }
        let item = at
        result += pieces[item..<item + length]
        at += length
        while at + length <= pieces.count, isSame(item, at, length) { at += length }
        // The last item lacks what separates it from the next one.
        var rest = 0
        while rest < length, at + rest < pieces.count, isSame(item + rest, at + rest, 1) { rest += 1 }
        if pieces[item..<item + rest].contains(where: \.isVariable) { at += rest }
      }
      pieces = result
    }
  }

  private func isRepeated(_ at: Int, _ length: Int) -> Bool {
    at + 2 * length <= pieces.count && pieces[at].code != pieces[at + 1].code && isSame(at, at + length, length)
      && pieces[at..<at + length].contains(where: \.isVariable)
  }

  private func isSame(_ a: Int, _ b: Int, _ length: Int) -> Bool {
    for index in 0..<length {
      let (piece, other) = (pieces[a + index], pieces[b + index])
      if piece.code != other.code || piece.isVariable && piece.kind.stands(apartFrom: other.kind) { return false }
    }
    return true
  }
}

/// Collects the pieces of a message; what is behind the first `longest` ones counts as one variable.
struct TemplatePieces: TemplateSink {
  static let longest = 512

  var words: TemplateWords
  private(set) var pieces: [TemplatePiece] = []

  init(words: TemplateWords) { self.words = words }

  mutating func literal(_ message: RawSpan, _ start: Int, _ end: Int) {
    guard pieces.count < TemplatePieces.longest else { return add(.variable(.any)) }
    let first = message.byte(start)
    if end == start + 1, TemplateScanner.isDelimiter(first) {
      add(.mark(first))
    } else {
      add(.word(words.number(of: message, start, end)))
    }
  }
  mutating func blank() { add(.mark(Ascii.space)) }
  mutating func dots() { add(.mark(Ascii.dot)) }
  mutating func variable(_ kind: TemplateVariable) { add(.variable(kind)) }
  mutating func lineEnd() { add(.mark(Ascii.newline)) }

  private mutating func add(_ piece: TemplatePiece) {
    if pieces.count < TemplatePieces.longest {
      pieces.append(piece)
    } else if pieces.count == TemplatePieces.longest {
      pieces.append(.variable(.any))
    }
  }
}
