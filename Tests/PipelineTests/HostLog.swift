import LogLab
import Records

/// What a host's programs say in half an hour, as its journal and its syslog files hold it: with an error that comes
/// again and again for five minutes, and without a request.
struct HostLog {
  struct Message {
    /// Seconds since the beginning.
    var at: Double
    var program: String
    var pid = 812
    var text: String
    var priority = 6

    var microseconds: Int64 { AccessLog.start * 1_000_000 + Int64(at * 1_000_000) }
  }

  var messages: [Message] = []
  var host = "web1"

  init(seconds: Int = 1800, seed: UInt64 = 1, failing: Range<Int> = 900..<1200) {
    var random = Generator(seed)
    for second in 0..<seconds {
      let at = Double(second)
      if second % 60 == 1 {
        messages.append(Message(at: at, program: "CRON", text: "(root) CMD (command -v debian-sa1 > /dev/null)"))
      }
      for _ in 0..<2 where random.chance(0.2) {
        let port = Int.random(in: 1024..<65536, using: &random)
        messages.append(
          Message(
            at: at + Double.random(in: 0.1..<0.9, using: &random), program: "sshd", pid: port,
            text: "Connection closed by 192.0.2.\(port % 250) port \(port) [preauth]"))
      }
      if failing.contains(second) {
        for number in 0..<3 {
          messages.append(
            Message(
              at: at + Double(number) / 10 + 0.15, program: "shop", text: "ERROR\tno connection left in the pool",
              priority: 3))
        }
      }
    }
    messages.sort { $0.at < $1.at }
  }

  /// As rsyslog writes it by default on Debian 12, or on others.
  func line(_ message: Message, isPrecise: Bool = true) -> String {
    let second = message.microseconds / 1_000_000
    let civil = AccessLog.civil(second)
    let fraction = String(1_000_000 + message.microseconds % 1_000_000).dropFirst()
    // June 2024.
    let day = civil.dropFirst(8).prefix(2)
    let time =
      isPrecise
      ? civil.replacing(" ", with: "T") + ".\(fraction)+00:00"
      : "Jun \(day.hasPrefix("0") ? " \(day.dropFirst())" : String(day)) \(civil.dropFirst(11))"
    let clock = message.program == "kernel" ? "[   12.345678] " : ""
    let tag = message.program == "kernel" ? "kernel" : "\(message.program)[\(message.pid)]"
    return "\(time) \(host) \(tag): \(clock)\(message.text.replacing("\t", with: "#011"))"
  }

  func lines(isPrecise: Bool = true) -> [String] { messages.map { line($0, isPrecise: isPrecise) } }

  /// In journal export format.
  func fields(_ message: Message) -> JournalLab.Fields {
    var fields: [(String, String)] = [
      ("__REALTIME_TIMESTAMP", "\(message.microseconds)"), ("__MONOTONIC_TIMESTAMP", "\(message.microseconds)"),
      ("_BOOT_ID", JournalLab.boot), ("_MACHINE_ID", "0123456789abcdef0123456789abcdef"), ("_HOSTNAME", host),
      ("SYSLOG_IDENTIFIER", message.program), ("PRIORITY", "\(message.priority)"), ("MESSAGE", message.text),
    ]
    if message.program == "kernel" {
      fields.append(("_TRANSPORT", "kernel"))
    } else {
      let pid = message.program == "systemd" ? 1 : message.pid
      fields += [
        ("_TRANSPORT", "syslog"), ("_PID", "\(pid)"), ("_UID", "0"), ("_COMM", message.program.lowercased()),
        ("_SYSTEMD_UNIT", "\(message.program.lowercased()).service"),
      ]
    }
    return fields.map { ($0.0, Array($0.1.utf8)) }
  }

  var entries: [JournalLab.Fields] { messages.map(fields) }

  /// The requests of a shop as a HAProxy logs them when they end.
  static func proxy(_ log: AccessLog) -> HostLog {
    var host = HostLog(seconds: 0)
    let ends = log.lines { r, _ in "\(r.at + r.latency)" }
    host.messages = zip(ends, log.lines { r, n in AccessLog.haproxyLine(r, number: n, ahead: 0) }).map { end, line in
      Message(at: Double(end) ?? 0, program: "haproxy", pid: 77, text: line)
    }
    return host
  }

  /// Adds what else is said.
  func with(_ others: [Message]) -> HostLog {
    var all = self
    all.messages = (messages + others).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element)
    return all
  }
}
