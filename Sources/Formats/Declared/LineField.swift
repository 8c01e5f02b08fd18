/// What a variable of a line's pattern stands for.
package enum LineField: UInt8, Sendable {
  /// Passed over.
  case none
  /// Passed over, also where it is a list with blanks behind its commas.
  case list
  /// A time in any common form; one that names no zone and is UTC; the common log format's; seconds since the epoch.
  case time, utcTime, accessTime, epoch
  case client, user, host, service, method, path, proto, referrer, agent, message, logger, code
  /// A request line: method, path and protocol.
  case request
  case status, bytes, pid, severity
  /// Several in a line are added up.
  case seconds, milliseconds, microseconds
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
    "time_epoch": .epoch,
    "client": .client, "remote_addr": .client, "user": .user, "remote_user": .user, "host": .host,
    "server_name": .host, "service": .service, "method": .method, "request_method": .method, "path": .path,
    "request_uri": .path, "uri": .path, "protocol": .proto, "server_protocol": .proto, "referrer": .referrer,
    "http_referer": .referrer, "agent": .agent, "http_user_agent": .agent, "message": .message, "logger": .logger,
    "code": .code, "request": .request, "status": .status, "bytes": .bytes, "body_bytes_sent": .bytes,
    "bytes_sent": .bytes, "pid": .pid, "severity": .severity, "latency": .seconds, "request_time": .seconds,
    "latency_ms": .milliseconds, "latency_us": .microseconds, "upstream": .upstreamSeconds,
    "upstream_response_time": .upstreamSeconds, "upstream_ms": .upstreamMilliseconds, "duration": .durationSeconds,
    "duration_ms": .durationMilliseconds, "_list": .list,
  ]

  var isTime: Bool { self == .time || self == .utcTime || self == .accessTime || self == .epoch }
}
