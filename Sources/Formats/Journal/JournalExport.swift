import Records

/// Entries as `journalctl -o export` prints them.
enum JournalExport {
  /// Whether a line is one that an entry begins with.
  static func begins(_ bytes: RawSpan, _ at: Int) -> Bool {
    bytes.matches("__CURSOR=", at: at) || bytes.matches("__REALTIME_TIMESTAMP=", at: at)
  }

  /// Behind the blank line that ends the entry at `start`, or where the next one begins behind damage; nil where these
  /// bytes do not hold all of it.
  static func end(_ bytes: RawSpan, _ start: Int) -> Int? {
    var at = start
    while at < bytes.byteCount {
      if bytes.byte(at) == Ascii.newline { return at + 1 }
      switch field(bytes, at) {
      case .whole(let field): at = field.next
      case .open: return nil
      case .damaged: return next(bytes, at)
      }
    }
    return nil
  }

  /// Where the next entry begins behind `at`.
  private static func next(_ bytes: RawSpan, _ at: Int) -> Int? {
    JournalOutput.export.nextEntry(in: bytes.extracting(at..<bytes.byteCount)).map { at + $0 }
  }

  /// Reads the entry at `at` and goes behind it. Of a damaged one, what stands before the damage.
  static func read(
    _ bytes: RawSpan, _ at: inout Int, _ place: inout JournalEntryPlace, _ take: (RawSpan) -> Void
  ) {
    var scratch: [UInt8] = []
    while at < bytes.byteCount, bytes.byte(at) != Ascii.newline {
      guard case .whole(let field) = field(bytes, at) else {
        // The end of a file that was cut off, or damage.
        at = next(bytes, at) ?? bytes.byteCount
        return
      }
      if field.isPlain {
        let text = bytes.extracting(at..<field.end)
        place.take(text)
        take(text)
      } else {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: bytes.extracting(at..<field.nameEnd))
        scratch.append(Ascii.equal)
        scratch.append(contentsOf: bytes.extracting(field.nameEnd + 9..<field.end))
        unsafe take(scratch.span.bytes)
      }
      at = field.next
    }
    at += 1
  }

  private struct Field {
    var nameEnd: Int
    var end: Int
    var next: Int
    /// `NAME=value` in one line; else the name, a line end, eight bytes of length, the value.
    var isPlain: Bool
  }

  private enum Reading {
    case whole(Field)
    /// It does not end in these bytes.
    case open
    /// Its length cannot be, or is more than is kept of an entry.
    case damaged
  }

  private static func field(_ bytes: RawSpan, _ start: Int) -> Reading {
    guard let newline = bytes.firstIndex(of: Ascii.newline, from: start) else { return .open }
    if let equal = bytes.firstIndex(of: Ascii.equal, from: start, to: newline) {
      return .whole(Field(nameEnd: equal, end: newline, next: newline + 1, isPlain: true))
    }
    guard newline + 9 <= bytes.byteCount else { return .open }
    let length = bytes.word(newline + 1)
    guard length <= UInt64(JournalOutput.entryCap) else { return .damaged }
    let end = newline + 9 + Int(length)
    guard end < bytes.byteCount else { return .open }
    guard bytes.byte(end) == Ascii.newline else { return .damaged }
    return .whole(Field(nameEnd: newline, end: end, next: end + 1, isPlain: false))
  }
}
