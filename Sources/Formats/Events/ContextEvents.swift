package import Records

/// A log line that may say something happened: who wrote it and what it says.
package struct ContextLine: Sendable, Equatable {
  /// The program: a syslog tag without its pid, or for journal entries what the trusted fields allow it to be.
  package var tag: String
  package var message: String
  package var host: String
  package var time: Timestamp
  package var position: SourcePosition
  /// The writer's process; -1 where not known.
  package var pid: Int64
  /// Who wrote it, for notes: a user's name or `uid 1000`; empty where not known.
  package var user: String

  package init(
    tag: String, message: String, host: String = "", time: Timestamp, position: SourcePosition, pid: Int64 = -1,
    user: String = ""
  ) {
    self.tag = tag
    self.message = message
    self.host = host
    self.time = time
    self.position = position
    self.pid = pid
    self.user = user
  }

  func event(_ kind: ContextEvent.Kind, _ subject: String, _ detail: String? = nil) -> ContextEvent {
    ContextEvent(
      kind: kind, time: time, host: host, subject: subject, detail: detail ?? message, position: position,
      text: message)
  }
}

/// Classifies lines into context events: what happened to units, packages and hosts, and what people did and noted.
///
/// Without memory: what needs it (repeats, routine) is `ContextEventHistory`.
package enum ContextEvents {
  /// The tag under which people write notes, with `logger -t` or `systemd-cat -t`.
  package static let noteTag = "hindcast-note"

  /// Whether lines of that tag are worth a look: called for every line, decides by length and a few bytes.
  @inline(__always)
  package static func concerns(tag: RawSpan) -> Bool {
    switch tag.byteCount {
    case 3:
      tag.matches("apt", at: 0) || tag.matches("dnf", at: 0) || tag.matches("yum", at: 0) || tag.matches("rpm", at: 0)
    case 4: tag.matches("sudo", at: 0) || tag.matches("dpkg", at: 0)
    case 6: tag.matches("kernel", at: 0)
    case 7: tag.matches("systemd", at: 0)
    case 8: tag.matches("yum-cron", at: 0)
    case 13: tag.matches("hindcast-note", at: 0)
    case 16: tag.matches("systemd-journald", at: 0)
    case 18: tag.matches("unattended-upgrade", at: 0)
    case 19: tag.matches("unattended-upgrades", at: 0)
    // A unit in the program's place (`journalctl -o with-unit`): systemd's own, and sessions, in which sudo runs.
    default: tag.byteCount > 6 && tag.matches(".scope", at: tag.byteCount &- 6)
    }
  }

  /// The program of a line whose tag may be its unit (`journalctl -o with-unit`).
  static func program(tag: String, message: String) -> String {
    guard tag.hasSuffix(".scope") else { return tag }
    if tag == "init.scope" { return "systemd" }
    return message.contains(" ; COMMAND=") ? "sudo" : tag
  }

  /// The event that a line tells of; nil where it tells of none.
  package static func event(_ line: ContextLine) -> ContextEvent? {
    switch line.tag {
    case noteTag: line.message.isEmpty ? nil : line.event(.note, line.user)
    case "systemd": line.pid == 1 || line.pid == -1 ? systemd(line) : nil
    case "kernel": kernel(line)
    case "sudo": sudo(line)
    case "systemd-journald": line.message.hasPrefix("Suppressed ") ? suppressed(line) : nil
    case "apt", "dpkg", "dnf", "yum", "rpm", "yum-cron", "unattended-upgrade", "unattended-upgrades": package(line)
    default: nil
    }
  }

  /// `Suppressed 1234 messages from shop.service`: journald's rate limit, so the count is at least that.
  static func suppressed(_ line: ContextLine) -> ContextEvent {
    let words = line.message.split(separator: " ")
    let from = words.firstIndex(of: "from").map { $0 + 1 }
    let unit = from.flatMap { $0 < words.count ? String(words[$0]) : nil } ?? ""
    return line.event(.suppressed, unit)
  }

  /// Kernel lines of the out-of-memory killer.
  static func kernel(_ line: ContextLine) -> ContextEvent? {
    // "Out of memory: Killed process 123 (name) total-vm:..." and "Memory cgroup out of memory: Killed process ...".
    if line.message.lowercased().contains("out of memory"), let name = killedName(line.message) {
      return line.event(.oomKill, name)
    }
    // "oom-kill:constraint=CONSTRAINT_MEMCG,...,task=name,pid=123,uid=33".
    guard line.message.contains("oom-kill:constraint=") else { return nil }
    for field in line.message.split(separator: ",") where field.hasPrefix("task=") {
      return line.event(.oomKill, String(field.dropFirst(5)))
    }
    return line.event(.oomKill, "")
  }

  private static func killedName(_ message: String) -> String? {
    guard message.contains("Kill"), let open = message.firstIndex(of: "("),
      let close = message[open...].firstIndex(of: ")")
    else { return nil }
    return String(message[message.index(after: open)..<close])
  }
}
