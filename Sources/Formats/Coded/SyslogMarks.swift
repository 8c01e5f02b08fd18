import Records

/// Lines that journalctl writes of itself between those of the journal: `-- Boot 3f0c1d... --` where a boot begins,
/// `-- Journal begins at ...; ends at ... --`, `-- No entries --`, `-- cursor: ...`. No records, and nothing unread.
enum SyslogMarks {
  @inline(__always)
  static func contain(_ line: RawSpan) -> Bool {
    line.byteOrZero(0) == Ascii.minus && line.byteOrZero(1) == Ascii.minus && isMark(line)
  }

  @inline(never)
  private static func isMark(_ line: RawSpan) -> Bool {
    if line.matches("-- cursor: ", at: 0) { return true }
    let end = line.trimmedEnd(0, line.byteCount)
    guard end > 6, line.matches(" --", at: end &- 3) else { return false }
    return line.matches("-- Boot ", at: 0) || line.matches("-- Reboot", at: 0) || line.matches("-- No entries", at: 0)
      || line.matches("-- Journal begins at ", at: 0) || line.matches("-- Logs begin at ", at: 0)
  }
}
