/// Keys of logging libraries and log shippers, less common than those that `JSONKeys` lists itself: of several with one role
/// in a line, these come last.
extension JSONKeys {
  mutating func addLoggers() {
    put(
      .time,
      "@t Timestamp Time log_time logTime __REALTIME_TIMESTAMP _time observedTimestamp created timeUnixNano observedTimeUnixNano"
    )
    put(.level, "@l Level LogLevel level_name levelName logLevel log_severity severityText @level PRIORITY priority")
    put(.level, after: 60, "level_value")
    put(.openTelemetryLevel, "severity_number severityNumber SeverityNumber")
    put(.pythonLevel, "levelno")
    put(.requestID, "reqId")
    put(
      .message,
      "@m @mt Message RenderedMessage MessageTemplate textPayload MESSAGE log_message logMessage full_message formattedMessage"
    )
    put(.logger, "SourceContext Category channel component target @module logger.name")
    put(.logger, after: 60, "c")
    put(.host, "host _HOSTNAME HostName host_name node.name nodeName MachineName")
    put(.service, after: 40, "SYSLOG_IDENTIFIER serviceName service_name application.name")
    put(.pid, "_PID ProcessId processId")
    put(.exception, after: 40, "@x Exception")
    put(.user, after: 40, "UserName")
    put(.code, after: 40, "state_code")
    // PostgreSQL's jsonlog; MongoDB's and Elasticsearch's slow operations; MySQL's audit log.
    put(.level, after: Int(JSONKeys.errorSeverityRank), "error_severity")
    put(.client, after: 60, "remote_host remoteAddress")
    // Serilog's requests and Grafana's.
    put(.status, after: 60, "StatusCode")
    put(.milliseconds, after: 60, "Elapsed time_ms")
    put(.statementMilliseconds, "took_millis elasticsearch.slowlog.took_millis")
    put(.message, after: 60, "elasticsearch.slowlog.message")
    put(.statement, "elasticsearch.slowlog.source")
    put(.utc, "connection_data general_data table_access_data startup_data shutdown_data")
    addObjectsOfLoggers()
    addAttributes()
  }

  /// Of OpenTelemetry's conventions, in which its records' attributes are named, also those of earlier years.
  private mutating func addAttributes() {
    put(.nothing, opening: .pairs, "attributes")
    put(.status, after: 70, "http.status_code")
    put(.method, after: 70, "http.method")
    put(.path, after: 70, "http.target url.full http.url")
    put(.client, after: 70, "client.address http.client_ip net.peer.ip net.sock.peer.addr")
    put(.agent, after: 70, "http.user_agent")
    put(.user, after: 70, "enduser.id")
    put(.bytes, after: 70, "http.response.body.size http.response_content_length")
    put(.exceptionClass, after: 70, "exception.type")
    put(.exceptionMessage, after: 70, "exception.message")
    put(.exception, after: 70, "exception.stacktrace")
  }

  private mutating func addObjectsOfLoggers() {
    put(.message, after: 63, opening: .log, "log")
    put(.level, in: .log, "level")
    put(.logger, in: .log, "logger")
    put(.pid, after: 70, opening: .process, "process")
    put(.pid, in: .process, "pid")
    put(.nothing, opening: .http, "http")
    put(.nothing, in: .http, opening: .request, "request")
    put(.nothing, in: .http, opening: .response, "response")
    put(.path, after: 70, opening: .url, "url")
    put(.path, in: .url, "path original")
    put(.statement, opening: .origin, "source")
    put(.client, after: 6, opening: .origin, "client")
    put(.client, in: .origin, "ip address")
    put(.user, after: 70, opening: .account, "user")
    put(.user, in: .account, "name")
    put(.host, after: 70, opening: .machine, "host")
    put(.host, in: .machine, "name hostname")
    put(.message, after: 2, opening: .action, "event")
    put(.nanoseconds, after: 1, in: .action, "duration")
    put(.nothing, opening: .fields, "fields jsonPayload Properties")
    put(.message, after: 30, in: .fields, "message msg")
    put(.logger, in: .fields, "SourceContext logger")
    put(.message, after: 40, opening: .body, "body Body")
    put(.message, in: .body, "stringValue")
    put(.nothing, in: .body, opening: .namedValues, "kvlistValue")
    put(.nothing, in: .namedValues, opening: .pairs, "values")
    put(.nothing, opening: .instant, "instant")
    put(.time, in: .instant, "epochSecond")
    put(.nanoOfSecond, in: .instant, "nanoOfSecond")
    put(.exception, after: 1, opening: .error, "thrown")
    put(.exception, after: 1, in: .error, "extendedStackTrace")
    put(.nothing, opening: .loguru, "record")
    put(.message, in: .loguru, "message")
    put(.logger, in: .loguru, "name")
    put(.nothing, in: .loguru, opening: .loguruTime, "time")
    put(.time, in: .loguruTime, "timestamp")
    put(.nothing, in: .loguru, opening: .loguruLevel, "level")
    put(.level, in: .loguruLevel, "name")
    put(.nothing, opening: .attributes, "attr")
    put(.statementMilliseconds, in: .attributes, "durationMillis")
    put(.statement, in: .attributes, "command")
  }

  /// - Parameters:
  ///   - first: the rank of the first key, which the others follow.
  ///   - opening: the members of an object are looked at; anything else has the role.
  private mutating func put(
    _ role: JSONRole, after first: Int = 20, in container: JSONContainer = .top, opening: JSONContainer? = nil,
    _ keys: String
  ) {
    for (index, key) in keys.split(separator: " ").enumerated() {
      insert(
        String(key), in: container, Entry(role: role.rawValue, rank: UInt8(first + index), container: opening))
    }
  }
}
