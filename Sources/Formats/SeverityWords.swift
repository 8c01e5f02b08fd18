import Records

/// The words and numbers by which programs say how bad a record is.
enum SeverityWords {
  /// The severity that the word `start..<end` names, in any case; nil where it names none.
  static func read(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    switch end &- start {
    case 3...8: return short(line.packedLowercase(start, end))
    case 9 where line.packedLowercase(start, end) == Ascii.packed("emergenc"): return .emergency
    case 11 where line.packedLowercase(start, end) == Ascii.packed("informat"): return .info
    default: return nil
    }
  }

  private static func short(_ word: UInt64) -> Severity? {
    switch word {
    case Ascii.packed("info"), Ascii.packed("inf"), Ascii.packed("log"), Ascii.packed("config"): return .info
    case Ascii.packed("error"), Ascii.packed("err"), Ascii.packed("severe"), Ascii.packed("eror"): return .error
    case Ascii.packed("warn"), Ascii.packed("warning"), Ascii.packed("wrn"): return .warning
    case Ascii.packed("debug"), Ascii.packed("dbg"), Ascii.packed("fine"), Ascii.packed("verbose"): return .debug
    case Ascii.packed("debug1"), Ascii.packed("debug2"), Ascii.packed("debug3"), Ascii.packed("debug4"),
      Ascii.packed("debug5"):
      return .debug
    case Ascii.packed("trace"), Ascii.packed("trc"), Ascii.packed("finer"), Ascii.packed("finest"): return .trace
    case Ascii.packed("notice"): return .notice
    case Ascii.packed("fatal"), Ascii.packed("ftl"), Ascii.packed("crit"), Ascii.packed("critical"): return .critical
    case Ascii.packed("alert"): return .alert
    case Ascii.packed("panic"), Ascii.packed("emerg"): return .emergency
    default: return nil
    }
  }

  /// The severity of pino's and bunyan's numbers: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. Below
  /// that it is a syslog number.
  static func number(_ value: Int64) -> Severity? {
    switch value {
    case 0...7: Severity(syslogPriority: Int(value))
    case 10..<20: .trace
    case 20..<30: .debug
    case 30..<40: .info
    case 40..<50: .warning
    case 50..<60: .error
    case 60...99: .critical
    default: nil
    }
  }

  /// The first severity word among the first `tokens` words of `start..<end`, and where it stands.
  static func first(
    _ line: RawSpan, _ start: Int, _ end: Int, tokens: Int
  ) -> (severity: Severity, start: Int, end: Int)? {
    var at = start
    var seen = 0
    while at < end, seen < tokens {
      while at < end, !Ascii.isLetter(line.byte(at)) { at &+= 1 }
      let word = at
      while at < end, Ascii.isAlphanumeric(line.byte(at)) || line.byte(at) == Ascii.underscore { at &+= 1 }
      if let severity = read(line, word, at), line.byteOrZero(at) != Ascii.dot { return (severity, word, at) }
      seen &+= 1
    }
    return nil
  }
}
