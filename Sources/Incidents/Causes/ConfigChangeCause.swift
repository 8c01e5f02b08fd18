import Records

/// A reload, which is how a changed configuration takes effect, or a command that changes one.
struct ConfigChangeCause: CauseEvidence {
  let kinds: Set<CauseKind> = [.configChange]
  static let reloadCeiling = 0.93
  static let commandCeiling = 0.72
  static let grace = 300.0

  func candidates(_ facts: IncidentFacts) -> [CauseCandidate] {
    ChangeLog(facts.events).suspects.compactMap { change in
      let when = Wording.relative(change.at, toOnset: facts.startedAt)
      switch change.kind {
      case .reload:
        return CauseCandidate(
          .configChange, change.subject, at: change.at, onset: facts.startedAt,
          score: ChangeScore.of(change, ceiling: Self.reloadCeiling, facts: facts)
            * ChangeScore.freshness(lead: facts.startedAt.seconds(since: change.at), grace: Self.grace),
          summary: "\(change.subject) was reloaded, \(when).", evidence: change.events.map(\.evidence))
      case .command where change.package == nil && ConfigCommand.changesConfiguration(change.detail):
        let lead = facts.startedAt.seconds(since: change.began)
        return CauseCandidate(
          .configChange, Wording.oneLine(change.detail, atMost: 80), at: change.at, onset: facts.startedAt,
          score: Self.commandCeiling * ChangeScore.closeness(lead: lead),
          summary: "\(user(change)) ran `\(Wording.oneLine(change.detail, atMost: 200))`, \(when).",
          evidence: change.events.map(\.evidence))
      default: return nil
      }
    }
  }

  private func user(_ change: Change) -> String { change.subject.isEmpty ? "Somebody" : change.subject }
}

/// Commands that change how a running system behaves.
enum ConfigCommand {
  static let programs: Set<String> = [
    "nft", "iptables", "ip6tables", "ufw", "firewall-cmd", "sysctl", "ip", "tc", "route", "a2enmod", "a2dismod",
    "a2ensite", "a2dissite", "ansible", "ansible-playbook", "puppet", "chef-client", "salt-call", "terraform",
    "setsebool",
    "vi", "vim", "nano", "sed", "tee", "cp", "mv", "rm", "ln", "chmod", "chown", "psql", "mysql", "mariadb",
    "redis-cli",
    "nginx", "apachectl", "apache2ctl", "rabbitmqctl", "timedatectl", "hostnamectl", "crontab", "systemctl", "emacs",
    "mongosh", "rsync", "git", "date", "ulimit", "swapoff", "mount", "umount", "truncate", "fallocate",
  ]
  /// What such a program does when it only looks.
  private static let looking = [
    " status", " show", " list", " -t", " --list", " -L", " is-active", " cat ", "journalctl", " log", " diff",
    " select ",
    " SELECT ", " -l",
  ]
  /// Starts and stops of units have events of their own.
  private static let haveEvents = ["systemctl restart", "systemctl start", "systemctl stop", "systemctl reload"]

  static func changesConfiguration(_ command: String) -> Bool {
    let words = command.split(separator: " ").prefix(3)
    let named = words.contains { word in programs.contains(String(word.split(separator: "/").last ?? word)) }
    guard named else { return false }
    return !looking.contains { command.contains($0) } && !haveEvents.contains { command.contains($0) }
  }
}
