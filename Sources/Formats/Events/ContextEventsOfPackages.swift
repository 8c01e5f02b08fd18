package import Records

extension ContextEvents {
  /// A package manager's own line: dpkg's log, apt's history, what unattended-upgrade, dnf and yum write.
  package static func package(_ line: ContextLine) -> ContextEvent? {
    let words = line.message.split(separator: " ").map(String.init)
    // dpkg.log: `upgrade shop-web:amd64 4.9.0 5.0.0`, `install ... <none> 5.0.0`, `remove ... 5.0.0 <none>`; the same version
    // twice is a reinstallation. What its other lines tell (`status`, `configure`, `trigproc`) follows from these, or is the
    // answer of a package that stays as it is to a change of another one.
    if words.count == 4, ["install", "upgrade", "remove", "purge"].contains(words[0]) {
      return words[2] == words[3] ? nil : line.event(.packageChange, packageName(words[1]))
    }
    // apt's history: `Upgrade: shop-web:amd64 (4.9.0, 5.0.0), libc6:amd64 (...)`, `Commandline: apt-get install shop-web`.
    guard let colon = line.message.firstRange(of: ": ") else { return nil }
    let rest = String(line.message[colon.upperBound...])
    switch line.message[..<colon.lowerBound] {
    case "Commandline":
      let event = event(ofCommand: rest, by: line.user, line)
      return event.kind == .packageChange ? event : nil
    case "Install", "Upgrade", "Remove", "Purge", "Downgrade", "Reinstall":
      return line.event(.packageChange, names(ofHistory: rest))
    case "Packages that will be upgraded":
      return rest.isEmpty ? nil : line.event(.packageChange, rest.split(separator: " ").joined(separator: ", "))
    // dnf and yum: `Upgraded: shop-web-5.0.0-1.x86_64`.
    case "Installed", "Updated", "Upgraded", "Erased", "Removed", "Downgraded":
      return line.event(.packageChange, nameOfRPM(rest))
    default: return nil
    }
  }

  private static func names(ofHistory text: String) -> String {
    text.split(separator: ")").compactMap { part in
      part.split(whereSeparator: { $0 == " " || $0 == "," }).first.map { packageName(String($0)) }
    }.joined(separator: ", ")
  }

  /// `shop-web-5.0.0-1.x86_64`, with an epoch `1:` before it or not: all before the version.
  private static func nameOfRPM(_ text: String) -> String {
    let parts = text.split(separator: "-")
    let name = parts.prefix { !($0.first?.isNumber ?? false) }.joined(separator: "-")
    return name.isEmpty ? text : name
  }
}
