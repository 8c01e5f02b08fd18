package import Records

/// Which sequence of numbers an entry belongs to: journald keeps one a writer (`s=` of a cursor).
package struct JournalSequence: Hashable, Comparable, Sendable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func < (a: JournalSequence, b: JournalSequence) -> Bool { (a.high, a.low) < (b.high, b.low) }

  /// By the 16 bytes in a file's header.
  init(_ bytes: [UInt8]) {
    func word(_ from: Int) -> UInt64 { bytes[from..<from + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(high: word(0), low: word(8))
  }
}

/// The last entry of a sequence that was read.
package struct JournalMark: Hashable, Sendable {
  package var sequence: JournalSequence
  package var number: UInt64
  package var place: JournalPlace
  /// The folder of the machine whose journal in memory it was read in; empty where journald keeps the journal on disk.
  package var runtime: String

  package init(sequence: JournalSequence, number: UInt64, place: JournalPlace, runtime: String = "") {
    self.sequence = sequence
    self.number = number
    self.place = place
    self.runtime = runtime
  }

  /// A cursor that `journalctl --after-cursor` takes.
  package var cursor: String {
    "s=\(sequence.high.hex)\(sequence.low.hex);i=\(String(number, radix: 16));\(place.cursor)"
  }

  /// The cursor with what only Hindcast asks for, which libsystemd skips.
  fileprivate var text: String { runtime.isEmpty ? cursor : "\(cursor);r=\(runtime)" }

  /// Nil where the text is no such cursor. Fields that it does not know are skipped.
  package init?(cursor: some StringProtocol) {
    var fields: [Substring: Substring] = [:]
    for field in cursor.split(separator: ";") {
      let parts = field.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      fields[Substring(parts[0])] = Substring(parts[1])
    }
    guard let sequence = Self.id(fields["s"]), let boot = Self.id(fields["b"]),
      let number = fields["i"].flatMap({ UInt64($0, radix: 16) }), number > 0,
      let monotonic = fields["m"].flatMap({ UInt64($0, radix: 16) }),
      let realtime = fields["t"].flatMap({ UInt64($0, radix: 16) })
    else { return nil }
    self.init(
      sequence: JournalSequence(high: sequence.high, low: sequence.low), number: number,
      place: JournalPlace(
        bootHigh: boot.high, bootLow: boot.low, monotonic: monotonic, realtime: Int64(clamping: realtime)),
      runtime: fields["r"].map(String.init) ?? "")
  }

  private static func id(_ text: Substring?) -> (high: UInt64, low: UInt64)? {
    guard let text, text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.dropFirst(16), radix: 16)
    else { return nil }
    return (high, low)
  }
}

/// How far a journal has been read: a mark for each of its sequences.
package struct JournalPosition: Equatable, Sendable {
  package private(set) var marks: [JournalSequence: JournalMark] = [:]
  /// Whether the text that it was read from held lines that are no cursor.
  package private(set) var isIncomplete = false

  package init() {}

  package mutating func advance(to mark: JournalMark) { marks[mark.sequence] = mark }

  package mutating func advance(to marks: [JournalMark]) { for mark in marks { advance(to: mark) } }

  /// The mark that was received last.
  package var newest: JournalMark? {
    marks.values.max { ($0.place.realtime, $0.sequence) < ($1.place.realtime, $1.sequence) }
  }

  /// A cursor a line, always in the same order.
  package var text: String { marks.values.map(\.text).sorted().joined(separator: "\n") }

  /// Lines that are no cursor are left out: their sequences are found again by time.
  package init(text: String) {
    for line in text.split(separator: "\n") {
      if let mark = JournalMark(cursor: line) { advance(to: mark) } else { isIncomplete = true }
    }
  }
}

extension JournalPosition: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(text: try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(text)
  }
}
