/// What a variable of a line's pattern stands for.
package enum LineField: UInt8, Sendable, BitwiseCopyable {
  /// Passed over.
  case none
  /// Passed over, also where it is a list with blanks behind its commas.
  case list
  /// A time in any common form; one that names no zone and is UTC; the common log format's; seconds since the epoch.
  case time, utcTime, accessTime, epoch
  /// Date and time of day in two places, the date first; without a zone it is the assumed one.
  case date, clock
  /// Whom a proxy speaks for, as `X-Forwarded-For` lists them.
  case forwarded
  /// A path and its query, `-` where there is none, as nginx writes `$uri$is_args$args`.
  case pathArguments
  case client, user, host, service, method, path, proto, referrer, agent, message, logger, code
  /// A request line: method, path and protocol.
  case request
  case status, bytes, pid, severity
  /// Several in a line are added up.
  case seconds, milliseconds, microseconds
  /// A latency with its unit: `1.5ms`, `12µs`, `1m2.5s`.
  case latencyUnit
  case upstreamSeconds, upstreamMilliseconds
  /// Of a statement.
  case durationSeconds, durationMilliseconds

  /// The field of a variable's name: our own names, and those of nginx's `log_format`. What is unknown is passed over.
  init(variable name: String) {
    self = Self.names[name] ?? .none
  }

  /// Whether a variable of that name is a field, or is meant to be passed over: `$_`, `$_anything`.
  static func isKnown(_ name: String) -> Bool { names[name] != nil || name.hasPrefix("_") }

  static let names: [String: LineField] = [
    "time": .time, "time_utc": .utcTime, "time_local": .accessTime, "time_iso8601": .time, "msec": .epoch,
    "time_epoch": .epoch, "date": .date, "clock": .clock, "forwarded": .forwarded, "http_x_forwarded_for": .forwarded,
    "proxy_add_x_forwarded_for": .forwarded, "latency_unit": .latencyUnit,
    "client": .client, "remote_addr": .client, "user": .user, "remote_user": .user, "host": .host,
    "server_name": .host, "service": .service, "method": .method, "request_method": .method, "path": .path,
    "path_args": .pathArguments,
    "request_uri": .path, "uri": .path, "protocol": .proto, "server_protocol": .proto, "referrer": .referrer,
    "http_referer": .referrer, "http_host": .host, "agent": .agent, "http_user_agent": .agent, "message": .message,
    "logger": .logger,
    "code": .code, "request": .request, "status": .status, "bytes": .bytes, "body_bytes_sent": .bytes,
    "bytes_sent": .bytes, "pid": .pid, "severity": .severity, "latency": .seconds, "request_time": .seconds,
    "latency_ms": .milliseconds, "latency_us": .microseconds, "upstream": .upstreamSeconds,
    "upstream_response_time": .upstreamSeconds, "upstream_ms": .upstreamMilliseconds, "duration": .durationSeconds,
    "duration_ms": .durationMilliseconds, "_list": .list,
  ]

  /// Whether a line may have several: they are passed over, or added up, or the better one is taken.
  var isAdded: Bool {
    switch self {
    case .none, .list, .time, .utcTime, .accessTime, .epoch, .date, .clock, .seconds, .milliseconds, .microseconds,
      .upstreamSeconds, .upstreamMilliseconds, .forwarded, .client:
      true
    default: false
    }
  }

  /// The shortest of its names.
  static func name(of field: LineField) -> String {
    names.filter { $0.value == field }.keys.min { ($0.count, $0) < ($1.count, $1) } ?? "_"
  }

  /// Whether its length is told by reading it.
  var isTime: Bool {
    switch self {
    case .time, .utcTime, .accessTime, .epoch, .date, .clock: true
    default: false
    }
  }

  /// Whether it may hold blanks where it stands at the end of a line.
  var isText: Bool { self == .message || self == .agent }

  /// Whether it may be a list with blanks behind its commas.
  var isList: Bool { self == .upstreamSeconds || self == .client || self == .forwarded || self == .list }
}
