/// The formats that are built in, the most specific first: where two read a line equally well, the first wins.
public enum LogFormats {
  public static let all: [any LogFormat] =
    access + FormatDeclaration.shipped.map(\.format) + [
      NginxErrorFormat(),
      ApacheErrorFormat(),
      PHPErrorFormat(),
      HAProxyHTTPFormat(),
      PostgreSQLCSVFormat(),
      PostgreSQLFormat(),
      MySQLSlowFormat(),
      RailsFormat(),
      SyslogFormat(),
      DpkgFormat(),
      KernelFormat(),
      PostgreSQLJSONFormat(),
      JSONFormat(),
      JSONFormat(isJoined: true),
      LogfmtFormat(),
      TextLogFormat(timed: true),
      plainText,
    ]

  /// Finds the stack traces in a text, and reads lines that name a level.
  package static let plainText: any LogFormat = TextLogFormat(timed: false)

  /// Access logs of web servers, which are also looked for in messages (`NestedFormats`).
  static let access: [any LogFormat] = [
    CommonLogFormat.nginxTimed,
    CommonLogFormat.traefik,
    CommonLogFormat.apacheVirtualHost,
    CommonLogFormat.apacheMicroseconds,
    CommonLogFormat.combined,
    CommonLogFormat.common,
  ]

  /// Formats told by their fields that are no access logs, also looked for in messages.
  static let nested: [any LogFormat] =
    [NginxErrorFormat(), ApacheErrorFormat(), HAProxyHTTPFormat(), PostgreSQLFormat()]
    + FormatDeclaration.shipped.map(\.format)

  /// Names of what is around the lines of other formats: `cri`, and `cri/combined` where both are named.
  package static let envelopes = Envelope.allCases.map(\.rawValue)

  /// The format of that name or identifier.
  public static func named(_ name: String) -> (any LogFormat)? {
    FormatSet.builtIn.named(name)
  }

  /// Formats that a line of a file in `format` may be of instead, the likeliest first: an access log's line whose last
  /// fields are missing.
  static func kin(of format: any LogFormat) -> [any LogFormat] {
    format is CommonLogFormat ? all.filter { $0 is CommonLogFormat && $0.name != format.name } : []
  }

  /// Whether a format reads single lines between those of other formats: all but those whose records take several lines,
  /// and those that take any text.
  static func isInterspersed(_ format: any LogFormat) -> Bool {
    !(format is MySQLSlowFormat) && !(format is RailsFormat) && format.name != JSONFormat(isJoined: true).name
      && !format.joinsTraces
  }
}
