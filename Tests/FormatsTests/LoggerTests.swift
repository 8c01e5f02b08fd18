import Records
import Testing

@testable import Formats

/// What logging libraries write, as JSON and as text.
@Suite struct LoggerTests {
  @Test(arguments: [
    // Pino and Bunyan.
    (#"{"level":50,"time":1717596003250,"pid":812,"hostname":"web1","msg":"failed"}"#, Severity.error, "", "failed"),
    (
      #"{"name":"shop","hostname":"web1","pid":812,"level":50,"msg":"failed","time":"2024-06-05T14:00:03.250Z","v":0}"#,
      .error, "shop", "failed"
    ),
    // zap, logrus, slog.
    (
      #"{"level":"error","ts":1717596003.250,"logger":"cart","caller":"cart/cart.go:12","msg":"failed"}"#, .error,
      "cart", "failed"
    ),
    (#"{"level":"warning","msg":"slow","time":"2024-06-05T14:00:03.250Z"}"#, .warning, "", "slow"),
    (#"{"time":"2024-06-05T14:00:03.250123456Z","level":"ERROR","msg":"failed"}"#, .error, "", "failed"),
    // Log4j 2, ECS flat and nested, GELF.
    (
      #"{"instant":{"epochSecond":1717596003,"nanoOfSecond":250000000},"level":"ERROR","loggerName":"org.shop.Cart","#
        + #""message":"failed","thrown":{"message":"no","name":"java.lang.IllegalStateException"}}"#,
      .error, "org.shop.Cart", "failed"
    ),
    (
      #"{"@timestamp":"2024-06-05T14:00:03.250Z","log.level":"ERROR","message":"failed","log.logger":"org.shop.Cart"}"#,
      .error, "org.shop.Cart", "failed"
    ),
    (
      #"{"@timestamp":"2024-06-05T14:00:03.250Z","log":{"level":"ERROR","logger":"org.shop.Cart"},"message":"failed","#
        + #""process":{"pid":812},"host":{"name":"web1"}}"#,
      .error, "org.shop.Cart", "failed"
    ),
    (
      #"{"version":"1.1","host":"web1","short_message":"failed","timestamp":1717596003.25,"level":3}"#, .error, "",
      "failed"
    ),
    // Logback's encoder, Serilog compact and not.
    (
      #"{"@timestamp":"2024-06-05T14:00:03.250Z","message":"failed","logger_name":"org.shop.Cart","level_value":40000}"#,
      .error, "org.shop.Cart", "failed"
    ),
    (
      #"{"@t":"2024-06-05T14:00:03.2500000Z","@mt":"Order {Id} failed","@l":"Error","SourceContext":"Shop.Cart","Id":7}"#,
      .error, "Shop.Cart", "Order {Id} failed"
    ),
    (
      #"{"Timestamp":"2024-06-05T14:00:03.2500000+00:00","Level":"Warning","MessageTemplate":"slow","#
        + #""Properties":{"SourceContext":"Shop.Cart"}}"#,
      .warning, "Shop.Cart", "slow"
    ),
    // structlog, Rust's tracing, Python, Monolog, .NET, hclog.
    (#"{"event":"failed","level":"error","timestamp":"2024-06-05T14:00:03.250Z"}"#, .error, "", "failed"),
    (
      #"{"timestamp":"2024-06-05T14:00:03.250Z","level":"WARN","fields":{"message":"slow"},"target":"shop::cart"}"#,
      .warning, "shop::cart", "slow"
    ),
    (
      #"{"asctime":"2024-06-05 14:00:03,250","levelno":40,"name":"shop","message":"failed"}"#, .error, "shop", "failed"
    ),
    (
      #"{"message":"slow","level":300,"channel":"app","datetime":"2024-06-05T14:00:03.250123+00:00"}"#, .warning, "app",
      "slow"
    ),
    (
      #"{"EventId":13,"LogLevel":"Error","Category":"Shop.Cart","Message":"failed","Timestamp":"2024-06-05T14:00:03.25Z"}"#,
      .error, "Shop.Cart", "failed"
    ),
    (
      #"{"@level":"warn","@message":"slow","@module":"provider","@timestamp":"2024-06-05T14:00:03.250000Z"}"#, .warning,
      "provider", "slow"
    ),
    // journalctl, OpenTelemetry's numbers, Nextcloud.
    (
      #"{"__REALTIME_TIMESTAMP":"1717596003250000","MESSAGE":"failed","PRIORITY":"3","_PID":"812"}"#, .error, "",
      "failed"
    ),
    (#"{"timestamp":"2024-06-05T14:00:03.250Z","severity_number":17,"body":"failed"}"#, .error, "", "failed"),
    (
      #"{"reqId":"a","level":3,"time":"2024-06-05T14:00:03.250+00:00","app":"files","message":"failed"}"#, .error, "",
      "failed"
    ),
    // Fastify has the key that tells Nextcloud's levels, and pino's.
    (#"{"level":50,"time":1717596003250,"reqId":"req-1","msg":"failed"}"#, .error, "", "failed"),
    // What Caddy says of a failed request beside its access line is no other request.
    (
      #"{"level":"error","ts":1717596003.25,"logger":"http.log.error","msg":"failed","request":"#
        + #"{"client_ip":"203.0.113.7","method":"GET","uri":"/cart"},"duration":0.001,"status":502}"#, .error,
      "http.log.error", "failed"
    ),
    (
      #"{"@timestamp":"2024-06-05T14:00:03.250Z","log.level":"WARN","elasticsearch.slowlog.message":"[orders][0]","#
        + #""elasticsearch.slowlog.took_millis":4071}"#, .warning, "", "[orders][0]"
    ),
  ])
  func jsonOf(line: String, severity: Severity, logger: String, message: String) throws {
    let read = try #require(Reading(line, by: "json"))
    #expect(read.time == "2024-06-05T14:00:03.250Z")
    #expect(read.record.severity == severity)
    #expect(read.text(\.logger) == logger)
    #expect(read.text(\.message) == message)
    #expect(!read.record.isRequest)
  }

  @Test func whatFastifySaysOfAnAnswerIsTheRequest() throws {
    let line =
      #"{"level":30,"time":1717596003250,"reqId":"req-1","res":{"statusCode":502},"responseTime":12.5,"msg":"done"}"#
    let read = try #require(Reading(line, by: "json"))
    #expect(read.record.status == 502 && read.record.latency == 12_500)
    let before = try #require(
      Reading(#"{"level":30,"time":1717596003250,"reqId":"req-1","req":{"method":"GET","url":"/cart"}}"#, by: "json"))
    #expect(!before.record.isRequest)
  }

  @Test func theTimesOfMySQLsAuditLogAreUTC() throws {
    let line =
      #"{"timestamp":"2024-06-05 14:00:03","class":"connection","event":"connect","connection_data":{"status":0}}"#
    let read = try #require(Reading(line, by: "json", zone: ZoneRules(fixed: 7200)))
    #expect(read.time == "2024-06-05T14:00:03.000Z")
    #expect(!read.record.flags.contains(.zoneAssumed))
  }

  @Test func slowOperationsHaveADuration() throws {
    let mongo =
      #"{"t":{"$date":"2024-06-05T14:00:03.250Z"},"s":"I","c":"COMMAND","msg":"Slow query","attr":{"durationMillis":812}}"#
    let read = try #require(Reading(mongo, by: "json"))
    #expect(read.record.duration == 812_000)
    #expect(read.text(\.logger) == "COMMAND")
  }

  @Test(arguments: [
    ("2024-06-05T14:00:03.250+0000 W STORAGE  [conn42] slow", Severity.warning, "STORAGE", "slow"),
    ("2024-06-05T14:00:03.250+0000 I -        [conn42] ended", .info, "conn42", "ended"),
    ("[2024-06-05T14:00:03.250Z ERROR shop::cart] failed", .error, "shop::cart", "failed"),
    ("2024-06-05T14:00:03.250Z  WARN shop::pool: slow wait_ms=812", .warning, "shop::pool", "slow wait_ms=812"),
    ("2024-06-05T14:00:03.250+0000 error shop : [Cart] failed", .error, "shop", "failed"),
    ("2024-06-05T14:00:03.250+0000 critical shop.cart: [Cart] failed", .critical, "shop.cart", "failed"),
    ("2024-06-05T14:00:03.250+0000 error shop.cart: id=7 [Cart] failed", .error, "shop.cart", "id=7 [Cart] failed"),
    ("(W) 2024-06-05 14:00:03.250 slow", .warning, "", "slow"),
    ("<E>2024-06-05 14:00:03.250 1 => failed", .error, "", "1 => failed"),
    ("L 06/25/2023 - 14:00:03: ready", .info, "", "ready"),
    ("[2023-06-25 14:00:03] ERROR ready", .error, "", "ready"),
    ("2024-06-05 14:00:03.250 I am a teapot", .info, "", "I am a teapot"),
  ])
  func textOf(line: String, severity: Severity, logger: String, message: String) throws {
    let read = try #require(Reading(line, by: "text-log"))
    #expect(read.record.severity == severity)
    #expect(read.text(\.logger) == logger)
    #expect(read.text(\.message).hasSuffix(message))
  }

  @Test func theConsoleOfDotNetPutsTheMessageBelow() throws {
    let read = try #require(Reading("fail: Shop.Cart[13]\n      An order failed.\n      At last.", by: "text-plain"))
    #expect(read.record.severity == .error)
    #expect(read.text(\.logger) == "Shop.Cart")
    #expect(read.text(\.message) == "An order failed.\n      At last.")
  }

  @Test func aRequestThatRailsCompletedHasStatusAndLatency() throws {
    let line =
      "I, [2024-06-05T14:00:03.250123 #812]  INFO -- : [7f2c] Completed 500 Internal Server Error in 12.5ms (Views: 1ms)"
    let read = try #require(Reading(line, by: "text-log"))
    #expect(read.record.status == 500)
    #expect(read.record.latency == 12_500)
    #expect(read.record.pid == 812)
    let other = try #require(
      Reading("I, [2024-06-05T14:00:03 #812]  INFO -- : Completed 7 orders in 12ms", by: "text-log"))
    #expect(!other.record.isRequest)
  }

  @Test(arguments: [(#""elapsed":15"#, -1), (#""elapsed":0.015"#, 15_000), (#""elapsed":"15ms""#, 15_000)])
  func aDurationWithoutAPointOrUnitIsNone(duration: String, latency: Int64) throws {
    let line = #"{"time":"2024-06-05T14:00:03Z","method":"GET","path":"/cart","status":200,\#(duration)}"#
    #expect(try #require(Reading(line, by: "json")).record.latency == latency)
  }
}
