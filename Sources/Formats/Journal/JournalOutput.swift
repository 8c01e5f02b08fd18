package import Records

/// What `journalctl` prints for programs to read, and people save to files: the journal itself, field by field.
package enum JournalOutput: String, Sendable {
  /// `-o export`: a line `NAME=value` a field, a blank line behind each entry. A value that holds line ends stands behind
  /// its name and its length (systemd, "Journal Export Formats").
  case export = "journal-export"
  /// `-o json` and `-o json-pretty`, `json-sse`, `json-seq`: an object an entry.
  case json = "journal-json"

  /// The longest entry that is kept.
  package static let entryCap = BlockParser.recordCap

  /// What a file is that begins so; nil where it is none of these.
  package init?(beginning sample: [UInt8]) {
    let sample = unsafe sample.span.bytes
    var start = SampleLines.byteOrderMark(sample)
    while sample.byteOrZero(start) == Ascii.newline { start += 1 }
    if let brace = JournalObject.start(sample, start) {
      guard JournalObject.isEntry(sample, brace) else { return nil }
      self = .json
    } else {
      guard sample.matches("__CURSOR=", at: start) || sample.matches("__REALTIME_TIMESTAMP=", at: start),
        sample.firstIndex(of: "__REALTIME_TIMESTAMP=", from: start) != nil
      else { return nil }
      self = .export
    }
  }

  /// Whether a file begins as what `journalctl -o verbose` prints: for people, values cut and line ends left as they are.
  package static func isVerbose(beginning sample: [UInt8]) -> Bool {
    let sample = unsafe sample.span.bytes
    let end = sample.lineEnd(from: 0) ?? sample.byteCount
    let line = sample.extracting(0..<end)
    guard let cursor = line.firstIndex(of: " [s=", from: 0), line.firstIndex(of: ";b=", from: cursor) != nil else {
      return false
    }
    return line.byte(end - 1) == Ascii.closeBracket && sample.matches("\n    ", at: end)
  }

  /// How many of these bytes, which begin with an entry, are whole entries.
  package func wholeEntries(in bytes: RawSpan) -> Int {
    switch self {
    case .export:
      var whole = 0
      while let end = JournalExport.end(bytes, whole), end > whole { whole = end }
      return whole
    case .json: return JournalObject.wholeEntries(in: bytes)
    }
  }

  /// Index of the first line, behind the one that these bytes begin in, that begins an entry; nil without one.
  package func nextEntry(in bytes: RawSpan) -> Int? {
    var newline = bytes.firstIndex(of: Ascii.newline, from: 0)
    while let before = newline {
      let begins =
        self == .json
        ? JournalObject.start(bytes, before + 1) != nil
        : before > 0 && bytes.byte(before - 1) == Ascii.newline && JournalExport.begins(bytes, before + 1)
      if begins { return before + 1 }
      newline = bytes.firstIndex(of: Ascii.newline, from: before + 1)
    }
    return nil
  }
}

/// Goes through the entries that a block of what `journalctl` printed holds.
package struct JournalOutputEntries {
  package enum Step: Equatable {
    /// An entry, where it stands in its journal, the hash of its cursor (0 without one), and whether its message was left
    /// out as too long.
    case entry(JournalPlace, cursor: UInt64, isCut: Bool)
    /// What is none, or names no time.
    case unread
  }

  private let output: JournalOutput
  private let block: [UInt8]
  private var at: Int

  package init(_ output: JournalOutput, block: [UInt8]) {
    self.output = output
    self.block = block
    at = unsafe SampleLines.byteOrderMark(block.span.bytes)
  }

  /// The next entry; nil at the end.
  /// - Parameter take: is given its fields, `NAME=value` each, as libsystemd gives them.
  package mutating func next(_ take: (RawSpan) -> Void) -> Step? {
    let block = block
    let bytes = unsafe block.span.bytes
    var at = at
    defer { self.at = at }
    while at < bytes.byteCount, bytes.byte(at) == Ascii.newline || bytes.byte(at) == 13 { at += 1 }
    guard at < bytes.byteCount else { return nil }
    var place = JournalEntryPlace()
    var isRead = true
    switch output {
    case .export: JournalExport.read(bytes, &at, &place, take)
    case .json: isRead = JournalObject.read(bytes, &at, &place, take)
    }
    guard isRead, let found = place.found else { return .unread }
    return .entry(found, cursor: place.cursor, isCut: place.isCut)
  }
}

/// Where an entry stands, as its fields tell.
struct JournalEntryPlace {
  private var realtime: Int64?
  private var monotonic: Int64 = 0
  private var boot: (high: UInt64, low: UInt64) = (0, 0)
  /// Whether its message is not there.
  var isCut = false
  /// Hash of its cursor.
  private(set) var cursor: UInt64 = 0

  var found: JournalPlace? {
    realtime.map {
      JournalPlace(bootHigh: boot.high, bootLow: boot.low, monotonic: UInt64(clamping: monotonic), realtime: $0)
    }
  }

  /// Takes a field, `NAME=value`.
  mutating func take(_ field: RawSpan) {
    guard field.byteOrZero(0) == Ascii.underscore else { return }
    if field.matches("__REALTIME_TIMESTAMP=", at: 0) {
      realtime = number(field, 21)
    } else if field.matches("__MONOTONIC_TIMESTAMP=", at: 0) {
      monotonic = number(field, 22) ?? 0
    } else if field.matches("__CURSOR=", at: 0) {
      cursor = ByteHash.of(field, 9, field.byteCount)
    } else if field.matches("_BOOT_ID=", at: 0), field.byteCount == 41 {
      boot = (hex(field, 9), hex(field, 25))
    }
  }

  private func number(_ field: RawSpan, _ start: Int) -> Int64? {
    guard let (value, end) = field.number(start), end == field.byteCount else { return nil }
    return value
  }

  private func hex(_ field: RawSpan, _ start: Int) -> UInt64 {
    var value: UInt64 = 0
    for at in start..<start + 16 {
      let b = field.byte(at)
      guard Ascii.isHex(b) else { return 0 }
      value = value << 4 | UInt64(Ascii.isDigit(b) ? b - 48 : (b | 0x20) - 87)
    }
    return value
  }
}
