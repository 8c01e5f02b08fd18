/// What nginx writes for the variables of a `log_format` (ngx_http_log_module and ngx_http_core_module, "Embedded
/// Variables"). What is not of it, as variables of `map` and `set`, is passed over.
enum NginxLogFormat {
  static func pieces(_ format: String) -> [ServerPiece] {
    var pieces: [ServerPiece] = []
    var text = ""
    var rest = format[...]
    while let character = rest.popFirst() {
      guard character == "$" else {
        text.append(character)
        continue
      }
      let isBraced = rest.first == "{"
      let inner = isBraced ? rest.dropFirst() : rest
      let name = inner.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard !name.isEmpty else {
        text.append(character)
        continue
      }
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
      pieces.append(piece(String(name)))
      rest = rest[name.endIndex...]
      if isBraced, rest.first == "}" { rest.removeFirst() }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    return pieces
  }

  static func piece(_ variable: String) -> ServerPiece {
    if let field = fields[variable] { return .field(field) }
    if lists.contains(variable) { return .field("_list") }
    switch variable {
    case "proxy_protocol_addr", "http_x_forwarded_for", "http_x_real_ip", "http_cf_connecting_ip",
      "http_true_client_ip", "http_fastly_client_ip":
      return ServerPiece(kind: .forwardedClient, sample: "203.0.113.7")
    case "remote_port", "realip_remote_port", "proxy_protocol_port": return ServerPiece(kind: .port, sample: "51234")
    case "args", "query_string": return ServerPiece(kind: .query, sample: ServerPiece.arguments)
    case "is_args": return ServerPiece(kind: .query, sample: "?")
    default: return .field("_")
    }
  }

  /// Whether a name is nginx's alone.
  static func isForeign(_ name: String) -> Bool {
    fields[name].map { $0 != name } ?? (name.hasPrefix("http_") || name.hasPrefix("proxy_"))
  }

  private static let fields = [
    "remote_addr": "client", "remote_user": "user", "time_local": "time_local", "time_iso8601": "time",
    "msec": "time_epoch", "request": "request", "request_method": "method", "request_uri": "path", "uri": "path",
    "document_uri": "path", "server_protocol": "protocol", "status": "status", "body_bytes_sent": "bytes",
    "bytes_sent": "bytes", "http_referer": "referrer", "http_user_agent": "agent", "http_host": "host", "host": "host",
    "server_name": "host", "request_time": "latency", "upstream_response_time": "upstream", "pid": "pid",
  ]

  /// Of several upstreams, with commas and colons between them.
  private static let lists: Set = [
    "upstream_addr", "upstream_status", "upstream_connect_time", "upstream_header_time", "upstream_response_length",
    "upstream_bytes_received", "upstream_bytes_sent", "upstream_cache_status", "upstream_queue_time",
  ]
}
