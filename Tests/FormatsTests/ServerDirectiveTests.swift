import Testing

@testable import Formats

/// What servers are told to write, as declarations.
@Suite struct ServerDirectiveTests {
  @Test(arguments: [
    (
      #"log_format a '$remote_addr:$remote_port - [$time_local] "$request_method $scheme://$host$uri$is_args$args" $status';"#,
      #"${client} - [${time_local}] "${method} ${_}://${host}${path_args}" ${status}"#
    ),
    (
      #"log_format b escape=none '$http_x_forwarded_for [$time_iso8601] $status $request_time $upstream_addr';"#,
      "${client} [${time}] ${status} ${latency} ${_list}"
    ),
    (
      "log_format c '$msec ${status} '\n  \"\\\"$request\\\" \"  '$my_own$pipe $bytes_sent $body_bytes_sent';",
      #"${time_epoch} ${status} "${request}" ${_} ${bytes} ${_}"#
    ),
  ])
  func nginxsVariablesAreFields(text: String, pattern: String) throws {
    #expect(try ServerDirective(.nginx, text).pattern == pattern)
  }

  @Test(arguments: [
    (
      #"LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost_combined"#,
      #"${host}:${_} ${client} ${_} ${user} [${time_local}] "${request}" ${status} ${bytes} "${referrer}" "${agent}""#
    ),
    (
      #"LogFormat "%{X-Forwarded-For}i %{%Y-%m-%d %H:%M:%S}t.%{msec_frac}t \"%m %U%q %H\" %!200,304s %b %T/%D %{ms}T %%" a"#,
      #"${client} ${time} "${method} ${path} ${protocol}" ${status} ${bytes} ${_}/${latency_us} ${_} %"#
    ),
    (
      "LogFormat '%a:%{remote}p [%{%d/%b/%Y:%T %z}t] %I %X %k %{tid}P %^FB %{c}a %s' b",
      "${client} [${time}] ${_} ${_} ${_} ${_} ${_} ${_peer} ${status}"
    ),
  ])
  func apachesDirectivesAreFields(text: String, pattern: String) throws {
    #expect(try ServerDirective(.apache, text).pattern == pattern)
  }

  @Test func aLineAsTheServerWouldWriteItIsItsSample() throws {
    let directive = try ServerDirective(
      .nginx, "log_format a '$remote_addr [$time_local] \"$request\" $status $request_time';")
    #expect(directive.sample.line == #"203.0.113.7 [05/Jun/2024:14:00:03 +0200] "GET /cart?item=7 HTTP/1.1" 502 0.250"#)
    #expect(
      directive.sample.fields == [
        "time": "2024-06-05T12:00:03.000Z", "client": "203.0.113.7", "method": "GET", "path": "/cart?item=7",
        "protocol": "HTTP/1.1", "status": "502", "latency_ms": "250.0",
      ])
  }

  @Test(arguments: [
    ("log_format a '$remote_addr $status';", "has no time"),
    ("log_format a '$time_iso8601 $http_user_agent $status';", "put quotes around what may hold blanks"),
    ("log_format a '$time_iso8601 $remote_user$status';", "two fields with nothing between them"),
    ("access_log off;", "must be one directive"), ("log_format a;", "has no format"),
  ])
  func whatCannotBeReadIsRefusedWithTheReason(text: String, message: String) throws {
    let error = try #require(throws: ServerDirectiveError.self) { try ServerDirective(.nginx, text) }
    #expect(error.message.contains(message), "\(error.message)")
  }

  private static let listed =
    "log_format m '$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" "
    + "\"$http_user_agent\" "

  /// nginx puts blanks between what it lists, and no quotes around it.
  @Test(arguments: [
    ("$http_x_forwarded_for", "198.51.100.7, 10.1.1.1", ["client": "198.51.100.7"]),
    ("$http_x_forwarded_for", "198.51.100.7", ["client": "198.51.100.7"]),
    ("$upstream_addr", "10.1.1.1:80, 10.1.1.2:80 : unix:/run/shop.sock", [:]),
    ("$upstream_status", "502, 502 : 200", [:]),
    ("$upstream_response_time", "0.100, 0.020 : 0.003", ["upstream_ms": "123.0"]),
    ("$upstream_response_time", "-, 0.020", ["upstream_ms": "20.0"]),
    ("$upstream_response_time", "0.020, -", ["upstream_ms": "20.0"]),
    ("$upstream_response_time $upstream_addr", "0.1, 0.02 10.1.1.1:80, 10.1.1.2:80", ["upstream_ms": "120.0"]),
  ])
  func aListAtTheEndOfALineIsRead(variables: String, text: String, fields: [String: String]) throws {
    let directive = try ServerDirective(.nginx, Self.listed + variables + "';")
    let declaration = FormatDeclaration(name: "m", service: "nginx", lines: [directive.pattern])
    let line =
      #"10.0.0.2 - - [05/Jun/2024:14:00:03 +0000] "GET / HTTP/1.1" 200 7 "-" "curl/8" "# + text
    let read = try #require(declaration.read(FormatDeclaration.Sample(line: line, fields: [:])), "\(line)")
    for (name, value) in fields { #expect(read.first { $0.name == name }?.value == value, "\(read)") }
  }

  @Test func statementsAreFoundInWhateverBlocks() {
    let text = """
      # log_format no 'x';
      http { include mime.types; log_format a 'b;c'
        '#d'; server { location / { return 200 "${uri}"; } }
        content_by_lua_block { local s = "log_format x 'y;" } access_log /x a;
      }
      """
    let statements = NginxSyntax.statements(text)
    #expect(
      statements.map { $0.words.joined(separator: "|") } == [
        "http", "include|mime.types", "log_format|a|b;c|#d", "server", "location|/", "return|200|${uri}",
        "content_by_lua_block", "access_log|/x|a",
      ])
    #expect(statements[2].line == 2)
  }

  @Test func theTextOfADirectiveIsThatDirective() throws {
    for text in [#"LogFormat "%h %t \"%r\" %>s" own"#, #"LogFormat "%t\t%s\\" own"#] {
      let directive = try ServerDirective(.apache, text)
      #expect(try ServerDirective(.apache, directive.text).pattern == directive.pattern)
    }
    let nginx = try ServerDirective(.nginx, #"log_format own escape=json '{"t":"$time_iso8601","a":"it\'s $status"}';"#)
    let again = try ServerDirective(.nginx, nginx.text)
    #expect(again.pattern == nginx.pattern && again.isEscaped)
  }
}
