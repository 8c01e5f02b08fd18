package import Records

/// What a message has in common wherever it is logged: the host, and a hash of it, of who wrote it and of what it says.
package struct MessageMark: Equatable, Sendable {
  /// Hash of the host's name, without its domain.
  package var host: UInt64
  /// Hash of host, program and text.
  package var text: UInt64
  package var isKernel: Bool
}

/// Reads the marks of messages from the lines of syslog files and from the journal's entries.
///
/// Syslog daemons change what they pass on: they escape control characters (`#012`), drop blanks, cut what is long, put
/// the kernel's clock before its messages, and fold repeated ones. So blanks and control characters do not count, nor
/// what stands far behind.
package struct MessageMarks {
  /// Bytes of a text that count.
  private static let kept = 400
  /// Bytes of a program's name that count: some daemons cut it.
  private static let keptName = 32

  private var times = TimeReader(zone: .utc, newest: 4_000_000_000)

  package init() {}

  /// The host that a line of a syslog file names, hashed; nil where the line has no such head.
  package mutating func host(of line: ByteRange, in bytes: [UInt8]) -> UInt64? {
    guard line.range.upperBound <= bytes.count else { return nil }
    let line = unsafe bytes.span.bytes.extracting(line.range)
    return SyslogHeader.read(line, &times).flatMap { MessageMarks.host(line, $0.host) }
  }

  /// The mark of a line of a syslog file; nil where it names no host or no program.
  package mutating func mark(of line: ByteRange, in bytes: [UInt8]) -> MessageMark? {
    guard line.range.upperBound <= bytes.count else { return nil }
    let line = unsafe bytes.span.bytes.extracting(line.range)
    guard let header = SyslogHeader.read(line, &times), !header.tag.isEmpty,
      let host = MessageMarks.host(line, header.host)
    else { return nil }
    let isKernel = line.extracting(header.tag.range).isKernel
    let start = isKernel ? FileEvents.behindKernelClock(line, header.message) : header.message
    let text = MessageMarks.unfolded(line, ByteRange(min(start, line.byteCount), line.byteCount))
    return MessageMarks.mark(line, host: host, program: header.tag, text: text, isKernel: isKernel)
  }

  /// The marks of entries, in their order; nil for those that name no host or no program.
  package static func marks(of batch: JournalBatch) -> [MessageMark?] {
    let bytes = unsafe batch.bytes.span.bytes
    return batch.entries.map { mark(of: $0, bytes) }
  }

  private static func mark(of entry: JournalEntry, _ bytes: RawSpan) -> MessageMark? {
    let program = entry.identifier.isEmpty ? entry.comm : entry.identifier
    guard !program.isEmpty, let host = host(bytes, entry.host) else { return nil }
    return mark(
      bytes, host: host, program: program, text: entry.message, isKernel: bytes.extracting(program.range).isKernel)
  }

  private static func mark(
    _ bytes: RawSpan, host: UInt64, program: ByteRange, text: ByteRange, isKernel: Bool
  ) -> MessageMark {
    let start = Int(program.start)
    let key = ByteHash.of(bytes, start, min(Int(program.end), start + keptName), key: host)
    return MessageMark(host: host, text: hash(bytes, text, key: key), isKernel: isKernel)
  }

  /// Of `web1` as of `web1.example.org`; of an address all.
  private static func host(_ bytes: RawSpan, _ name: ByteRange) -> UInt64? {
    guard !name.isEmpty else { return nil }
    var short: [UInt8] = []
    for i in name.range {
      let byte = bytes.byte(i)
      if byte == Ascii.dot, !short.allSatisfy({ Ascii.isDigit($0) || $0 == Ascii.dot }) { break }
      short.append(byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte)
    }
    return unsafe ByteHash.of(short.span.bytes, 0, short.count)
  }

  /// The text within `message repeated 3 times: [ text]`, as rsyslog folds what is said again and again.
  private static func unfolded(_ line: RawSpan, _ text: ByteRange) -> ByteRange {
    let start = Int(text.start)
    guard line.matches("message repeated ", at: start), let count = line.number(start + 17),
      line.matches(" times: [", at: count.end)
    else { return text }
    let end = Int(text.end)
    return ByteRange(count.end + 9, line.byteOrZero(end - 1) == Ascii.closeBracket ? end - 1 : end)
  }

  private static func hash(_ bytes: RawSpan, _ text: ByteRange, key: UInt64) -> UInt64 {
    var hash = ByteHash(key: key)
    var word: UInt64 = 0
    var count = 0
    var at = Int(text.start)
    let end = Int(text.end)
    while at < end, count < kept {
      let byte = bytes.byte(at)
      if byte == UInt8(ascii: "#"), isEscape(bytes, at, end) {
        at += 4
        continue
      }
      at += 1
      if byte <= Ascii.space || byte == 0x7F { continue }
      word = word << 8 | UInt64(byte)
      count += 1
      if count & 7 == 0 {
        hash.mix(word)
        word = 0
      }
    }
    hash.mix(word)
    return hash.finish()
  }

  /// Whether `#` and three octal digits stand for a control character.
  private static func isEscape(_ bytes: RawSpan, _ at: Int, _ end: Int) -> Bool {
    guard at + 4 <= end else { return false }
    var value = 0
    for i in at + 1..<at + 4 {
      let digit = bytes.byte(i) &- 48
      guard digit < 8 else { return false }
      value = value << 3 | Int(digit)
    }
    return value < 0x20 || value == 0x7F
  }
}

extension RawSpan {
  fileprivate var isKernel: Bool { byteCount == 6 && matches("kernel", at: 0) }
}
