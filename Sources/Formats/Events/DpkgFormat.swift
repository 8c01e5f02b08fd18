import Records

/// dpkg's log: `2024-06-05 14:00:00 upgrade shop-web:amd64 4.9.7 5.0.0`, times in the host's zone (dpkg(1), `--log`).
struct DpkgFormat: LogFormat {
  var name: String { "dpkg" }
  var service: String { "dpkg" }

  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    guard line.byteCount > 20, Ascii.isDigit(line.byte(0)), line.byte(10) == Ascii.space,
      line.byte(19) == Ascii.space, isAction(line, 20), let time = times.iso(line, 0), time.end == 19
    else { return false }
    record.take(time)
    record.message = ByteRange(20, line.trimmedEnd(20, line.byteCount))
    record.flags.insert(.contextLine)
    return true
  }

  /// Whether dpkg's words for what it does stand at `at`: a package, a conffile or dpkg itself.
  private func isAction(_ line: RawSpan, _ at: Int) -> Bool {
    switch line.byte(at) {
    case UInt8(ascii: "s"): line.matches("status ", at: at) || line.matches("startup ", at: at)
    case UInt8(ascii: "i"): line.matches("install ", at: at)
    case UInt8(ascii: "u"): line.matches("upgrade ", at: at)
    case UInt8(ascii: "c"): line.matches("configure ", at: at) || line.matches("conffile ", at: at)
    case UInt8(ascii: "t"): line.matches("trigproc ", at: at)
    case UInt8(ascii: "r"): line.matches("remove ", at: at)
    case UInt8(ascii: "p"): line.matches("purge ", at: at)
    case UInt8(ascii: "d"): line.matches("disappear ", at: at)
    default: false
    }
  }
}
