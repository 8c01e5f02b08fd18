/// The formats that are built in, the most specific first: where two read a line equally well, the first wins.
public enum LogFormats {
  public static let all: [any LogFormat] =
    access + [
      NginxErrorFormat(),
      ApacheErrorFormat(),
      HAProxyHTTPFormat(),
      PostgreSQLFormat(),
      SyslogFormat(),
      JSONFormat(),
      LogfmtFormat(),
      TextLogFormat(timed: true),
      TextLogFormat(timed: false),
    ]

  /// Access logs of web servers, which are also looked for in messages (`NestedFormats`).
  static let access: [any LogFormat] = []

  /// The format of that name.
  public static func named(_ name: String) -> (any LogFormat)? {
    all.first { $0.name == name }
  }
}
