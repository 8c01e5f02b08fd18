/// What a key of a JSON log line stands for.
enum JSONRole: UInt8, CaseIterable {
  case time, start, level, message, logger, service, host, pid
  case exception, exceptionClass, exceptionMessage, code
  case status, request, method, path, client, user, agent, referrer, proto, bytes
  /// Beside the level a number of OpenTelemetry's or of Python's; and what requests are numbered by, in Nextcloud's lines,
  /// whose levels are its own, and Fastify's.
  case openTelemetryLevel, pythonLevel, requestID
  /// Nanoseconds of the second that the time is.
  case nanoOfSecond
  /// Of a statement, milliseconds; and the statement itself where it is not the message.
  case statementMilliseconds, statement
  /// Times without a zone are UTC (MySQL's audit log).
  case utc
  /// What an object stands for whose members alone count.
  case nothing
  case seconds, milliseconds, microseconds, nanoseconds, upstreamSeconds, upstreamMilliseconds, upstreamNanoseconds
  case forwarded
  /// Of Envoy, and together of Rails' lograge, whose `duration` is in milliseconds.
  case envoyFlags, railsController, railsAction
}

/// Where a key stands: at the top, or in one of the objects whose members are known.
enum JSONContainer: UInt64 {
  case top = 0x243F_6A88_85A3_08D3
  case request = 0x1319_8A2E_0370_7344
  case response = 0xA409_3822_299F_31D0
  case error = 0x082E_FA98_EC4E_6C89
  case service = 0x4528_21E6_38D0_1377
  case date = 0xC0AC_29B7_C97C_50DD
  case event = 0x3F84_D5B5_B547_0917
  case headers = 0xBE54_66CF_34E9_0C6C
  // Of the Elastic Common Schema, nested.
  case log = 0x9216_D5D9_8979_FB1B
  case process = 0xD131_0BA6_98DF_B5AC
  case http = 0x2FFD_72DB_D01A_DFB7
  case url = 0xB8E1_AFED_6A26_7E96
  case origin = 0xBA7C_9045_F12C_7F99
  case account = 0x24A1_9947_B391_6CF7
  case machine = 0x0801_F2E2_858E_FC16
  case action = 0x6369_20D8_7157_4E69
  // Of logging libraries.
  case fields = 0xA458_FEA3_F493_3D7E
  case instant = 0x0D95_748F_728E_B658
  case loguru = 0x718B_CD58_8215_4AEE
  case loguruTime = 0x7B54_A41D_C25A_59B5
  case loguruLevel = 0x9C30_D539_2AF2_6013
  case attributes = 0xC5D1_B023_2860_85F0
  case body = 0xCA41_7918_B8DB_38EF
  /// A list of named values as the body of OpenTelemetry's records.
  case namedValues = 0x7B3E_89A0_D6B5_11D2
  /// An array of OpenTelemetry's attributes, each an object of key and value: they count as if they stood at the top.
  case pairs = 0x8E79_DCB0_603A_180E
}

/// The keys that web servers and logging libraries use, with their roles. Of several keys with one role in a line the
/// one named first here wins.
struct JSONKeys: Sendable {
  static let known = JSONKeys()

  struct Entry: Sendable {
    var hash: UInt64 = 0
    var role: UInt8 = 0
    var rank: UInt8 = 0
    /// Not a role: the members of the key's object are looked at.
    var container: JSONContainer?
  }

  /// The rank of the key `duration` among those of seconds.
  static let durationRank: UInt8 = 2

  /// The rank of PostgreSQL's key `error_severity` among those of levels.
  static let errorSeverityRank: UInt8 = 62

  private static let slots = 2048
  private var entries = [Entry](repeating: Entry(), count: JSONKeys.slots)

  /// The entry of the key with that hash (`JSONKeys.hash`); nil where it is unknown.
  @inline(__always)
  func entry(_ hash: UInt64) -> Entry? {
    var slot = Int(truncatingIfNeeded: hash & UInt64(JSONKeys.slots &- 1))
    while entries[slot].hash != 0 {
      if entries[slot].hash == hash { return entries[slot] }
      slot = (slot &+ 1) & (JSONKeys.slots &- 1)
    }
    return nil
  }

  /// Hash of a key's raw bytes within its container; never 0.
  @inline(__always)
  static func hash(_ line: RawSpan, _ start: Int, _ end: Int, in container: JSONContainer) -> UInt64 {
    let count = end &- start
    if count > 16 { return ByteHash.of(line, start, end, key: container.rawValue) | 1 }
    var hash = ByteHash(key: container.rawValue ^ UInt64(truncatingIfNeeded: count))
    hash.mix(line.packed(start, Swift.min(end, start &+ 8)))
    if count > 8 { hash.mix(line.word(end &- 8)) }
    return hash.finish() | 1
  }

  mutating func insert(_ key: String, in container: JSONContainer, _ entry: Entry) {
    let bytes = Array(key.utf8)
    var entry = entry
    entry.hash = unsafe JSONKeys.hash(bytes.span.bytes, 0, bytes.count, in: container)
    var slot = Int(truncatingIfNeeded: entry.hash & UInt64(JSONKeys.slots - 1))
    while entries[slot].hash != 0, entries[slot].hash != entry.hash { slot = (slot + 1) & (JSONKeys.slots - 1) }
    entries[slot] = entry
  }

  /// - Parameter first: the rank of the first key, which the others follow.
  private mutating func add(
    _ role: JSONRole, in container: JSONContainer = .top, after first: Int = 0, _ keys: String
  ) {
    for (rank, key) in keys.split(separator: " ").enumerated() {
      insert(String(key), in: container, Entry(role: role.rawValue, rank: UInt8(first + rank)))
    }
  }

  private mutating func open(
    _ container: JSONContainer, in outer: JSONContainer = .top, _ keys: String, as role: JSONRole
  ) {
    for (rank, key) in keys.split(separator: " ").enumerated() {
      insert(String(key), in: outer, Entry(role: role.rawValue, rank: UInt8(rank), container: container))
    }
  }

  private init() {
    addTexts()
    addRequests()
    addServers()
    addHosts()
    addObjects()
    addLoggers()
  }

  private mutating func addTexts() {
    add(
      .time,
      "msec ts @timestamp timestamp time time_iso8601 datetime eventTime event_time timeMillis asctime date time_local t"
    )
    add(.start, "StartUTC StartLocal")
    add(.level, "level severity levelname lvl log.level log_level loglevel severity_text s")
    add(.message, "message msg event text @message short_message log")
    add(.logger, "logger logger_name loggerName log.logger name module")
    add(.host, "hostname host.name host.hostname")
    add(.pid, "pid process.pid process_id")
    add(.exceptionClass, "error.type exception_class exc_type error_class exceptionClass")
    add(.exceptionMessage, "error.message exception_message")
    add(.code, "sqlstate error_code error.code errorCode")
  }

  private mutating func addRequests() {
    add(
      .status,
      "DownstreamStatus status status_code statusCode http_status http.response.status_code response_status OriginStatus"
    )
    add(.method, "request_method RequestMethod method http_method verb http.request.method")
    add(.path, "request_uri RequestPath uri path url request_path url.path url.original")
    add(
      .client,
      "client_ip ClientHost remote_addr remote_ip ip client clientip remoteAddr client.ip source.ip src_ip origin.address"
    )
    add(.user, "remote_user user user_id ClientUsername user.name")
    add(.agent, "http_user_agent user_agent agent userAgent request_User-Agent user_agent.original")
    add(.referrer, "http_referer referer referrer request_Referer http_referrer")
    add(.proto, "server_protocol protocol proto RequestProtocol request_proto")
    add(.bytes, "body_bytes_sent bytes_sent bytes size DownstreamContentSize response_size bytes_out")
    add(.seconds, "request_time rt")
    add(.seconds, after: Int(JSONKeys.durationRank), "duration response_time elapsed latency took")
    add(.milliseconds, "duration_ms latency_ms elapsed_ms responseTime response_time_ms request_time_ms durationMs")
    add(.microseconds, "duration_us latency_us elapsed_us request_time_us")
    add(.nanoseconds, "Duration event.duration duration_ns")
    add(.upstreamSeconds, "upstream_response_time urt upstream_time")
    add(.upstreamNanoseconds, "OriginDuration")
  }

  /// Keys of access logs of proxies and content networks, behind those above.
  private mutating func addServers() {
    add(.start, after: 2, "EdgeStartTimestamp start_time")
    add(.time, after: 20, "EdgeEndTimestamp requestTime reqTimeSec")
    add(.status, after: 10, "EdgeResponseStatus response_code httpStatus httpStatusCode")
    add(.method, after: 10, "ClientRequestMethod httpMethod reqMethod")
    add(
      .path, after: 10,
      "ClientRequestURI ClientRequestPath x-envoy-original-path x-envoy-origin-path reqPath resourcePath requestUri")
    add(
      .client, after: 20,
      "ClientIP clientIp clientIP remoteIP cliIP sourceIp downstream_remote_address downstream_direct_remote_address")
    add(.host, after: 10, "host http_host ClientRequestHost RequestHost :authority authority reqHost server_name vhost")
    add(.agent, after: 10, "ClientRequestUserAgent request_user_agent UA")
    add(.referrer, after: 10, "ClientRequestReferer request_referer")
    add(.proto, after: 10, "ClientRequestProtocol request_protocol httpVersion")
    add(.bytes, after: 10, "EdgeResponseBytes response_body_size response_bytes responseLength length totalBytes")
    add(.milliseconds, after: 10, "generation_time_milli responseLatency turnAroundTimeMSec timeTakenMs")
    add(.seconds, after: 10, "timeTaken response_time_s")
    add(.upstreamMilliseconds, "upstream_service_time x-envoy-upstream-service-time")
    add(.upstreamNanoseconds, after: 10, "OriginResponseTime")
    add(.envoyFlags, "response_flags")
    add(.railsController, "controller")
    add(.railsAction, "action format")
    add(
      .forwarded,
      "http_x_forwarded_for x_forwarded_for xff x-forwarded-for X-Forwarded-For request_X-Forwarded-For forwarded_for")
    add(.forwarded, in: .headers, "X-Forwarded-For x-forwarded-for")
  }

  /// Keys of `journalctl -o json` and of the audit log of Kubernetes.
  private mutating func addHosts() {
    add(.time, after: 40, "__REALTIME_TIMESTAMP stageTimestamp")
    add(.level, after: 20, "PRIORITY")
    add(.message, after: 20, "MESSAGE")
    add(.service, after: 20, "SYSLOG_IDENTIFIER _SYSTEMD_UNIT _COMM")
    add(.host, after: 20, "_HOSTNAME")
    add(.pid, after: 20, "_PID")
    add(.path, after: 40, "requestURI")
    add(.client, after: 40, "sourceIPs")
    open(.response, "responseStatus", as: .status)
    add(.status, in: .response, after: 10, "code")
  }

  private mutating func addObjects() {
    open(.date, "t", as: .time)
    add(.time, in: .date, "$date")
    open(.event, "logEvent", as: .message)
    add(.message, in: .event, "message")
    open(.request, "request req httpRequest properties", as: .request)
    add(.request, "request_line")
    add(.method, in: .request, "method requestMethod httpMethod")
    add(.path, in: .request, "uri url path requestUrl requestUri")
    add(.client, in: .request, "client_ip remote_ip remoteAddress remote_addr remoteIp clientIp clientIP")
    add(.host, in: .request, "host")
    add(.agent, in: .request, "userAgent")
    add(.proto, in: .request, "proto protocol httpVersion")
    add(.status, in: .request, "status httpStatus httpStatusCode")
    add(.bytes, in: .request, "responseSize")
    add(.seconds, in: .request, "latency timeTaken")
    open(.headers, in: .request, "headers", as: .agent)
    add(.agent, in: .headers, "User-Agent user-agent")
    open(.response, "res response", as: .status)
    add(.status, in: .response, "statusCode status status_code")
    open(
      .error, "err error exception exc_info stack_trace stack stacktrace exc_text traceback error.stack_trace",
      as: .exception)
    add(.exceptionClass, in: .error, "type class name exception_class")
    add(.exceptionMessage, in: .error, "message msg")
    add(.exception, in: .error, "stack stack_trace stacktrace traceback")
    open(.service, "service app service.name application app_name svc ServiceName", as: .service)
    add(.service, in: .service, "name")
  }
}
