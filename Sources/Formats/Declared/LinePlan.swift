import Records

/// The pattern of a line, compiled: read from left to right, each byte looked at once.
///
/// Written as nginx writes a `log_format`: `$name` or `${name}` is a field (`LineField`), all else stands for itself. A
/// field ends before the byte that follows it in the pattern, in quotes at the quote that closes it; a request, an agent
/// and a message may hold blanks and end before the text behind the next blank of the pattern. A blank stands for any
/// number of them, `...` at the end for whatever may follow. There is nothing to try again: the work is linear in the
/// line, whatever the pattern.
struct LinePlan: Sendable {
  enum Part: Sendable, Equatable {
    case literal(Literal)
    case blanks
    case field(LineField)
    case anything
  }

  /// Up to eight bytes that stand for themselves; a longer text is several parts.
  struct Literal: BitwiseCopyable, Equatable {
    /// The first in the lowest byte, the rest zero.
    let word: UInt64
    /// All bits of those bytes.
    let mask: UInt64
    let count: Int

    init(_ bytes: some Collection<UInt8>) {
      word = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      mask = bytes.reduce(0) { mask, _ in mask << 8 | 0xFF }
      count = bytes.count
    }

    var first: UInt8 { UInt8(truncatingIfNeeded: word) }
    var bytes: [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }

    /// Whether it stands at `at`.
    @inline(__always)
    func stands(in line: RawSpan, at: Int) -> Bool {
      if at &+ 8 <= line.byteCount { return line.word(at) & mask == word }
      return at &+ count <= line.byteCount && line.packed(at, at &+ count) == word
    }
  }

  let parts: [Part]
  /// What is done for each of the parts.
  let steps: [LineStep]

  /// How far a line was read: up to which of the parts, and of its bytes.
  struct Reach: Sendable, Equatable {
    var part = 0
    var at = 0
  }

  init(_ pattern: String) {
    var parts: [Part] = []
    var literal: [UInt8] = []
    func end() {
      for start in stride(from: 0, to: literal.count, by: 8) {
        parts.append(.literal(Literal(literal[start..<min(start + 8, literal.count)])))
      }
      literal = []
    }
    let bytes = Array(pattern.utf8)
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "$") {
        end()
        let isBraced = at + 1 < bytes.count && bytes[at + 1] == Ascii.openBrace
        if isBraced { at += 1 }
        var stop = at + 1
        while stop < bytes.count, Ascii.isAlphanumeric(bytes[stop]) || bytes[stop] == Ascii.underscore { stop += 1 }
        parts.append(.field(LineField(variable: String(decoding: bytes[at + 1..<stop], as: UTF8.self))))
        at = isBraced && stop < bytes.count && bytes[stop] == Ascii.closeBrace ? stop + 1 : stop
      } else if byte == Ascii.space {
        end()
        while at < bytes.count, bytes[at] == Ascii.space { at += 1 }
        parts.append(.blanks)
      } else if bytes[at...].elementsEqual("...".utf8) {
        end()
        parts.append(.anything)
        at = bytes.count
      } else {
        literal.append(byte)
        at += 1
      }
    }
    end()
    self.parts = parts
    steps = parts.indices.map { LineStep(of: $0, in: parts) }
  }

  /// Reads a line into a reset record. False where the line is not of this pattern; the record is then undefined.
  /// - Parameters:
  ///   - severities: words of `$severity` beside the usual ones.
  ///   - reach: how far it came.
  func read(
    _ line: RawSpan, _ times: inout TimeReader, _ severities: SeverityNames? = nil, into record: inout LogRecord,
    _ reach: inout Reach
  ) -> Bool {
    var reading = LineReading()
    let steps = steps.span
    let part = reading.go(steps, 0..<steps.count, line, &times, severities, into: &record)
    reach = Reach(part: part, at: reading.at)
    return part == steps.count && reading.isDone(line)
  }
}
