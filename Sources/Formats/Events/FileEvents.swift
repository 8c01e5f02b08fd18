internal import Records

/// The context events of files: of records that their format has marked as `contextLine`.
///
/// A file does not say who wrote a line, so the tag is believed: what `logger -t sudo` writes cannot be told from what
/// sudo writes, nor `logger -t systemd` from systemd, unless it names a process other than 1. Journals are trusted more
/// (`JournalEvents`).
enum FileEvents {
  /// Bytes of a line that an event keeps: a block full of long lines must not become a block full of texts.
  static let cap = 16_384

  /// The event that a record tells of; nil where it tells of none or has no time.
  /// - Parameter program: who wrote the lines that do not say it.
  static func event(
    _ record: LogRecord, _ line: RawSpan, program: String, at position: SourcePosition
  ) -> ContextEvent? {
    guard record.flags.contains(.contextLine), record.time != LogRecord.absentTime else { return nil }
    let tag = record.service.isEmpty ? program : line.text(record.service)
    let start = messageStart(record, line, isKernel: tag == "kernel")
    let message = line.text(start, max(start, min(Int(record.message.end), start + cap)))
    let event = ContextEvents.event(
      ContextLine(
        tag: ContextEvents.program(tag: tag, message: message), message: message,
        host: line.text(record.host), time: Timestamp(microseconds: record.time), position: position,
        pid: Int64(record.pid)))
    guard var event else { return nil }
    event.text = line.text(0, min(line.byteCount, cap))
    return event
  }

  private static func messageStart(_ record: LogRecord, _ line: RawSpan, isKernel: Bool) -> Int {
    let start = Int(record.message.start)
    return isKernel ? behindKernelClock(line, start) : start
  }

  /// Behind the seconds since the boot that rsyslog keeps before the kernel's messages: `[   12.345678] `.
  static func behindKernelClock(_ line: RawSpan, _ start: Int) -> Int {
    guard line.byteOrZero(start) == Ascii.openBracket,
      let (_, point) = line.number(line.skippingBlanks(start + 1)), line.byteOrZero(point) == Ascii.dot,
      let (_, end) = line.number(point + 1), line.byteOrZero(end) == Ascii.closeBracket
    else { return start }
    return line.skippingBlanks(end + 1)
  }
}
