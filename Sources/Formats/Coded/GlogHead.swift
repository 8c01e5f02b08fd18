import Records

/// The heads that Google's logger and Kubernetes' write.
extension TextLogHead {
  /// `E0605 14:00:00.123456`: the letter that glog and klog put before month, day and time; glog since version 0.6 before
  /// the year, too, `E20240605 14:00:00.123456`.
  static func isGlog(_ line: RawSpan) -> Bool {
    guard line.byteCount > 21, glogSeverity(line.byte(0)) != nil, line.fourDigits(1) != nil else { return false }
    let clock = line.fourDigits(5) == nil ? 6 : 10
    return line.byte(clock &- 1) == Ascii.space && line.byte(clock &+ 2) == Ascii.colon
      && line.byte(clock &+ 5) == Ascii.colon && line.twoDigits(clock) != nil
  }

  static func glogSeverity(_ letter: UInt8) -> Severity? {
    switch letter {
    case UInt8(ascii: "I"): .info
    case UInt8(ascii: "W"): .warning
    case UInt8(ascii: "E"): .error
    case UInt8(ascii: "F"): .critical
    case UInt8(ascii: "D"): .debug
    default: nil
    }
  }
}
