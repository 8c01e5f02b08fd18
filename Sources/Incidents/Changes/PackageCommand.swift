import Records

/// Reads a package operation from a command line: `apt-get install shop-web=5.0.0`.
enum PackageCommand {
  static let managers: Set<String> = [
    "apt", "apt-get", "aptitude", "dpkg", "yum", "dnf", "rpm", "zypper", "apk", "pacman", "snap", "pip", "pip3",
    "npm", "yarn", "gem", "composer", "helm", "kubectl", "docker", "podman", "docker-compose", "nomad", "cap",
    "ansible-playbook", "dokku", "nixos-rebuild", "rpm-ostree", "unattended-upgrade",
  ]
  static let verbs: Set<String> = [
    "install", "upgrade", "dist-upgrade", "full-upgrade", "reinstall", "downgrade", "update", "remove", "purge",
    "autoremove", "rollback", "refresh", "-i", "-U", "-Uvh", "-r", "--install", "add", "del", "-S", "-Syu", "pull",
    "up", "run", "apply", "set", "deploy", "rollout", "switch", "stop", "restart", "job",
  ]
  /// `apt-get update` changes nothing that runs.
  static let harmless: Set<String> = ["apt update", "apt-get update", "aptitude update", "apk update", "docker pull"]

  /// The operation, with its command; nil where the command line is none.
  static func read(_ command: String) -> PackageOperation? {
    let words = command.split(whereSeparator: { $0 == " " || $0 == "\t" }).prefix(256)
    guard let at = words.firstIndex(where: { managers.contains(program($0)) }) else { return nil }
    let manager = program(words[at])
    // What a shell runs after it is another command.
    let rest = words[(at + 1)...].prefix { !["&&", "||", ";", "|", "&"].contains($0) }
    if manager == "unattended-upgrade" { return PackageOperation(packages: [], command: command) }
    if manager == "cap" || manager == "ansible-playbook" {
      return PackageOperation(packages: [named(rest.last.map(String.init) ?? manager)], command: command)
    }
    guard let verb = rest.firstIndex(where: { verbs.contains(String($0)) }),
      !harmless.contains("\(manager) \(rest[verb])")
    else { return nil }
    let names = rest[(verb + 1)...].filter { !$0.hasPrefix("-") }.prefix(PackageOperation.limit)
    return PackageOperation(packages: names.map { package(String($0)) }, command: command)
  }

  /// What an event of a package manager tells: a command, a line such as dpkg's `upgrade shop-web:amd64 4.9.7 5.0.0`, or
  /// a name and the bare version.
  static func operation(_ event: ContextEvent) -> PackageOperation {
    let read = read(event.detail)
    // `apt upgrade` names none.
    if let read, read.packages.isEmpty { return read }
    let names = event.subject.split(separator: ", ").prefix(PackageOperation.limit).map(String.init)
    var packages = names.map { PackageOperation.Package(name: $0, isNamed: read != nil) }
    if let read, read.packages.count == packages.count {
      for index in packages.indices { packages[index].version = read.packages[index].version }
    } else if packages.count == 1 {
      packages[0].version = version(in: event.detail)
    }
    return PackageOperation(packages: packages, command: read?.command ?? "")
  }

  private static func version(in detail: String) -> String {
    let words = detail.split(separator: " ")
    guard let last = words.last, last.contains(where: \.isNumber) else { return "" }
    let isLine = words.count == 4 && ["upgrade", "install"].contains(words[0])
    return words.count == 1 || isLine ? String(last) : ""
  }

  private static func program(_ word: Substring) -> String {
    String(word.split(separator: "/").last ?? word)
  }

  private static func named(_ name: String, _ version: String = "") -> PackageOperation.Package {
    PackageOperation.Package(name: name, version: version, isNamed: true)
  }

  /// `name=version`, `name==version`, `name_1.2_amd64.deb`, or a bare name.
  private static func package(_ word: String) -> PackageOperation.Package {
    if word.hasSuffix(".deb"), let file = word.split(separator: "/").last {
      let parts = file.split(separator: "_")
      return named(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
    let parts = word.split(separator: "=", omittingEmptySubsequences: true)
    guard let name = parts.first else { return named(word) }
    return named(String(name), parts.count > 1 ? String(parts[1]) : "")
  }
}
