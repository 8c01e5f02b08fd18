/// How bad a record says it is: the syslog scale (RFC 5424, 6.2.1) with `trace` below it.
public enum Severity: UInt8, Codable, Comparable, Sendable, CaseIterable, BitwiseCopyable {
  case trace, debug, info, notice, warning, error, critical, alert, emergency

  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

  public var name: String {
    switch self {
    case .trace: "trace"
    case .debug: "debug"
    case .info: "info"
    case .notice: "notice"
    case .warning: "warning"
    case .error: "error"
    case .critical: "critical"
    case .alert: "alert"
    case .emergency: "emergency"
    }
  }

  /// The severity of a syslog or journal priority, 0 (emergency) to 7 (debug); nil outside of that.
  public init?(syslogPriority priority: Int) {
    guard (0...7).contains(priority) else { return nil }
    self.init(rawValue: UInt8(8 - priority))
  }
}
