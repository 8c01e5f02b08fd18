internal import Records

extension ContextEvents {
  /// `deploy : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/apt-get install shop-web=5.0.0`.
  static func sudo(_ line: ContextLine) -> ContextEvent? {
    guard let found = line.message.firstRange(of: "COMMAND=") else { return nil }
    let user = line.message.prefix { $0 != ":" }.split(separator: " ").first.map(String.init) ?? ""
    let command = String(line.message[found.upperBound...])
    // "user NOT in sudoers ; ..." and "command not allowed" did not happen.
    let head = line.message[..<found.lowerBound]
    if head.contains("NOT in sudoers") || head.contains("command not allowed") { return nil }
    return event(ofCommand: command, by: user, line)
  }

  /// The event of a command line: a package operation or deploy names what it changes, any other command who ran it.
  static func event(ofCommand command: String, by user: String, _ line: ContextLine) -> ContextEvent {
    var words = command.split(separator: " ").map(String.init)
    while let first = words.first, ["env", "nice", "sh", "bash"].contains(base(first)) || first.contains("=") {
      if words.count > 2, words[1] == "-c" { words.remove(at: 1) }
      words.removeFirst()
    }
    guard let program = words.first.map(base) else { return line.event(.command, user, command) }
    let arguments = words.dropFirst().filter { !$0.hasPrefix("-") }
    if let subject = packageSubject(program, arguments, all: words) {
      return line.event(.packageChange, subject, command)
    }
    if let subject = deploySubject(program, arguments) { return line.event(.deploy, subject, command) }
    return line.event(.command, user, command)
  }

  private static func base(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static let packageVerbs: Set<String> = [
    "install", "reinstall", "remove", "purge", "upgrade", "dist-upgrade", "full-upgrade", "autoremove", "update",
    "downgrade", "erase", "swap", "localinstall", "safe-upgrade",
  ]

  /// What a package manager's command changes; nil where it changes nothing.
  private static func packageSubject(_ program: String, _ arguments: [String], all words: [String]) -> String? {
    switch program {
    case "apt", "apt-get", "aptitude", "dnf", "yum", "microdnf", "zypper", "snap":
      guard let verb = arguments.first, packageVerbs.contains(verb) else { return nil }
      // `apt update` only fetches lists; `dnf update` upgrades.
      if verb == "update", program.hasPrefix("apt") { return nil }
      let names = arguments.dropFirst().map(packageName)
      return names.isEmpty ? "all packages" : names.joined(separator: ", ")
    case "dpkg", "rpm":
      let flags = words.dropFirst().filter { $0.hasPrefix("-") }
      let changes = flags.contains {
        ["-i", "--install", "-r", "--remove", "-P", "--purge", "--configure", "-U", "--upgrade", "-e", "--erase", "-F"]
          .contains($0) || program == "rpm" && ($0.hasPrefix("-U") || $0.hasPrefix("-i"))
      }
      return changes ? arguments.map { fileName($0) }.joined(separator: ", ") : nil
    case "unattended-upgrade", "unattended-upgrades": return "all packages"
    case "npm", "gem", "cargo":
      return arguments.first == "install" ? arguments.dropFirst().joined(separator: ", ") : nil
    case _ where program.hasPrefix("pip"):
      guard arguments.first == "install" || arguments.first == "uninstall" else { return nil }
      return arguments.dropFirst().map(packageName).joined(separator: ", ")
    default: return nil
    }
  }

  /// What a container or cluster command puts into service; nil where it does not.
  private static func deploySubject(_ program: String, _ arguments: [String]) -> String? {
    switch (program, arguments.first) {
    case ("docker", "compose"), ("podman", "compose"):
      return arguments.contains("up") || arguments.contains("restart") ? arguments.last ?? "" : nil
    case ("docker-compose", _): return arguments.contains("up") ? arguments.last ?? "" : nil
    case ("docker", "pull"), ("docker", "run"), ("docker", "service"), ("docker", "stack"), ("podman", "pull"),
      ("podman", "run"):
      return arguments.last ?? ""
    case ("kubectl", "apply"), ("kubectl", "set"), ("kubectl", "replace"), ("kubectl", "patch"), ("kubectl", "scale"):
      return arguments.dropFirst().last ?? ""
    case ("kubectl", "rollout"):
      return arguments.dropFirst().first == "status" || arguments.dropFirst().first == "history"
        ? nil : arguments.dropFirst(2).first ?? ""
    case ("helm", "upgrade"), ("helm", "install"), ("helm", "rollback"): return arguments.dropFirst().first ?? ""
    default: return nil
    }
  }

  /// `shop-web=5.0.0`, `shop-web:amd64`, `requests==2.31`, `shop-web/stable`, `./shop-web_5.0.0_amd64.deb`: the name.
  static func packageName(_ word: String) -> String {
    if word.hasSuffix(".deb") || word.hasSuffix(".rpm") { return fileName(word) }
    return String(word.prefix { $0 != "=" && $0 != ":" && $0 != "/" && $0 != ">" && $0 != "<" })
  }

  private static func fileName(_ path: String) -> String {
    let name = base(path)
    return name.hasSuffix(".deb") ? String(name.prefix { $0 != "_" }) : name
  }
}
