import Records

/// The kernel's messages as `dmesg` prints them (dmesg(1)): `[12345.678901] text`, seconds since the boot, before them
/// the priority (`-r`, `<3>`) or none. When that was the lines do not say.
struct KernelFormat: LogFormat {
  var name: String { "kernel" }
  var service: String { "kernel" }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    var at = 0
    if line.byteOrZero(0) == Ascii.less {
      guard let (priority, end) = line.number(1), end <= 4, line.byteOrZero(end) == Ascii.greater else { return false }
      record.severity = Severity(syslogPriority: Int(priority) & 7) ?? .info
      at = end &+ 1
    }
    guard line.byteOrZero(at) == Ascii.openBracket, let (_, point) = line.number(line.skippingBlanks(at &+ 1)),
      line.byteOrZero(point) == Ascii.dot, let (_, close) = line.number(point &+ 1), close &- point == 7,
      line.matches("] ", at: close)
    else { return false }
    record.message = ByteRange(close &+ 2, line.trimmedEnd(close &+ 2, line.byteCount))
    record.flags.insert(.contextLine)
    return true
  }
}
