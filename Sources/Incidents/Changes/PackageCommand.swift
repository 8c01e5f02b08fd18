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

  static func read(_ command: String) -> PackageOperation? {
    let words = command.split(whereSeparator: { $0 == " " || $0 == "\t" }).prefix(64)
    guard let at = words.firstIndex(where: { managers.contains(program($0)) }) else { return nil }
    let manager = program(words[at])
    let rest = words[(at + 1)...]
    if manager == "cap" || manager == "ansible-playbook" || manager == "unattended-upgrade" {
      return PackageOperation(name: rest.last.map(String.init) ?? manager, version: "")
    }
    guard let verb = rest.firstIndex(where: { verbs.contains(String($0)) }),
      !harmless.contains("\(manager) \(rest[verb])")
    else { return nil }
    let names = rest[(verb + 1)...].filter { !$0.hasPrefix("-") }
    guard let first = names.first else { return PackageOperation(name: "", version: "") }
    return operation(String(first))
  }

  private static func program(_ word: Substring) -> String {
    String(word.split(separator: "/").last ?? word)
  }

  /// `name=version`, `name==version`, `name_1.2_amd64.deb`, or a bare name.
  private static func operation(_ word: String) -> PackageOperation {
    if word.hasSuffix(".deb"), let file = word.split(separator: "/").last {
      let parts = file.split(separator: "_")
      return PackageOperation(name: String(parts[0]), version: parts.count > 1 ? String(parts[1]) : "")
    }
    let parts = word.split(separator: "=", omittingEmptySubsequences: true)
    guard let name = parts.first else { return PackageOperation(name: word, version: "") }
    return PackageOperation(name: String(name), version: parts.count > 1 ? String(parts[1]) : "")
  }
}
