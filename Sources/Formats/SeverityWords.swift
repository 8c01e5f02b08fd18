import Records

/// The words and numbers by which programs say how bad a record is.
enum SeverityWords {
  /// The severity that the word `start..<end` names, in any case; nil where it names none.
  static func read(_ line: RawSpan, _ start: Int, _ end: Int) -> Severity? {
    switch end &- start {
    case 3...8:
      if let named = short(line.packedLowercase(start, end)) { return named }
      // slog's steps between its levels: `WARN+2`.
      guard Ascii.isDigit(line.byte(end &- 1)), let mark = stepMark(line, start, end) else { return nil }
      return short(line.packedLowercase(start, mark))
    case 9 where line.packedLowercase(start, end) == Ascii.packed("emergenc"): return .emergency
    case 11, 13:
      // `Information`, `Informational`
      return line.packedLowercase(start, end) == Ascii.packed("informat") ? .info : nil
    default: return nil
    }
  }

  private static func stepMark(_ line: RawSpan, _ start: Int, _ end: Int) -> Int? {
    var at = end &- 2
    if at > start, Ascii.isDigit(line.byte(at)) { at &-= 1 }
    guard at >= start &+ 4, line.byte(at) == Ascii.plus || line.byte(at) == Ascii.minus else { return nil }
    return at
  }

  /// The severity that a lone capital letter stands for (MongoDB's `"s":"E"`, Android's `E`).
  static func letter(_ b: UInt8) -> Severity? {
    switch b {
    case UInt8(ascii: "F"): .critical
    case UInt8(ascii: "E"): .error
    case UInt8(ascii: "W"): .warning
    case UInt8(ascii: "I"): .info
    case UInt8(ascii: "D"): .debug
    case UInt8(ascii: "T"), UInt8(ascii: "V"): .trace
    default: nil
    }
  }

  private static func short(_ word: UInt64) -> Severity? {
    switch word {
    case Ascii.packed("info"), Ascii.packed("inf"), Ascii.packed("log"), Ascii.packed("config"),
      Ascii.packed("system"), Ascii.packed("success"):
      return .info
    case Ascii.packed("error"), Ascii.packed("err"), Ascii.packed("severe"), Ascii.packed("eror"), Ascii.packed("erro"):
      return .error
    case Ascii.packed("warn"), Ascii.packed("warning"), Ascii.packed("wrn"): return .warning
    case Ascii.packed("debug"), Ascii.packed("dbg"), Ascii.packed("dbug"), Ascii.packed("debu"), Ascii.packed("fine"),
      Ascii.packed("verbose"):
      return .debug
    case Ascii.packed("debug1"), Ascii.packed("debug2"), Ascii.packed("debug3"), Ascii.packed("debug4"),
      Ascii.packed("debug5"):
      return .debug
    case Ascii.packed("trace"), Ascii.packed("trc"), Ascii.packed("trce"), Ascii.packed("vrb"), Ascii.packed("finer"),
      Ascii.packed("finest"):
      return .trace
    case Ascii.packed("notice"), Ascii.packed("note"): return .notice
    case Ascii.packed("fatal"), Ascii.packed("ftl"), Ascii.packed("fata"), Ascii.packed("crit"),
      Ascii.packed("critical"),
      Ascii.packed("dpanic"):
      return .critical
    case Ascii.packed("alert"): return .alert
    case Ascii.packed("panic"), Ascii.packed("emerg"): return .emergency
    default: return nil
    }
  }

  /// The severity of pino's and bunyan's numbers: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. Below
  /// that it is a syslog number, above one of Monolog (100 debug to 600 emergency) or Logback (5000 trace to 40000 error).
  static func number(_ value: Int64) -> Severity? {
    switch value {
    case 0...7: Severity(syslogPriority: Int(value))
    case 10..<20: .trace
    case 20..<30: .debug
    case 30..<40: .info
    case 40..<50: .warning
    case 50..<60: .error
    case 60...99: .critical
    case 100..<200: .debug
    case 200..<250: .info
    case 250..<300: .notice
    case 300..<400: .warning
    case 400..<500: .error
    case 500..<550: .critical
    case 550..<600: .alert
    case 600: .emergency
    case 5000: .trace
    case 10_000: .debug
    case 20_000: .info
    case 30_000: .warning
    case 40_000: .error
    default: nil
    }
  }

  /// The severity of OpenTelemetry's numbers, four to each of trace, debug, info, warn, error and fatal.
  static func openTelemetry(_ value: Int64) -> Severity? {
    switch value {
    case 1...4: .trace
    case 5...8: .debug
    case 9...12: .info
    case 13...16: .warning
    case 17...20: .error
    case 21...24: .critical
    default: nil
    }
  }

  /// Whether a word that names a severity, in small letters, stands in sentences that are of no such: `alert manager
  /// started`, `entering the critical section`. It says a severity only where it is set off from the text.
  static func isOfSentences(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard !Ascii.isUpper(line.byte(end &- 1)) else { return false }
    switch line.packedLowercase(start, end) {
    case Ascii.packed("alert"), Ascii.packed("critical"), Ascii.packed("severe"), Ascii.packed("panic"): return true
    default: return false
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
      if let severity = read(line, word, at), line.byteOrZero(at) != Ascii.dot,
        line.byteOrZero(at) != Ascii.space || !isOfSentences(line, word, at)
      {
        return (severity, word, at)
      }
      seen &+= 1
    }
    return nil
  }
}
