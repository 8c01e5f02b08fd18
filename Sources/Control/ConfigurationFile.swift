import Foundation
import Records
import Yams

/// One file of a configuration: YAML, of which what is not known is refused.
struct ConfigurationFile {
  /// Bytes of a file that no configuration needs.
  private static let sizeLimit = 1 << 20
  let path: String
  let text: String

  init(path: String) throws(ConfigurationError) {
    let found: Data
    do {
      found = try Data(contentsOf: URL(fileURLWithPath: path), options: [])
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw ConfigurationError(
        .unreadable, path: path, isThere ? "cannot be read: check its permissions" : "there is no such file")
    }
    guard found.count <= Self.sizeLimit, let text = String(data: found, encoding: .utf8) else {
      throw ConfigurationError(.unreadable, path: path, "is no text in UTF-8 of at most 1 MiB")
    }
    self.init(path: path, text: text)
  }

  init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// The configuration with what the file says in the place of what `base` says, key by key; lists are replaced whole.
  func laid(over base: Configuration) throws(ConfigurationError) -> Configuration {
    var configuration = base
    guard let root = try documents().first else { return configuration }
    let section = try ConfigurationSection(root, path: path, name: nil)
    try section.read([
      "deploy_patterns": { (value) throws(ConfigurationError) in configuration.deployPatterns = try value.patterns() },
      "trusted_proxies": { (value) throws(ConfigurationError) in configuration.trustedProxies = try value.networks() },
      "false_alarms_per_month": { (value) throws(ConfigurationError) in
        configuration.falseAlarmsPerMonth = try value.number(0.001...1000)
      },
      "phase_pause": { (value) throws(ConfigurationError) in
        configuration.phasePause = try value.duration(1...86_400, "1s to 1d")
      },
      "incident_pause": { (value) throws(ConfigurationError) in
        configuration.incidentPause = try value.duration(1...604_800, "1s to 7d")
      },
      "floors": { (value) throws(ConfigurationError) in
        configuration.floors = try floors(value, configuration.floors)
      },
      "redaction": { (value) throws(ConfigurationError) in
        configuration.redaction = try redaction(value, configuration.redaction)
      },
      "log_files": { (value) throws(ConfigurationError) in configuration.daemon.logFiles = try value.paths() },
      "follow_links": { (value) throws(ConfigurationError) in configuration.daemon.followsLinks = try value.flag() },
      "journal": { (value) throws(ConfigurationError) in configuration.daemon.readsJournal = try value.flag() },
      "journal_folders": { (value) throws(ConfigurationError) in
        configuration.daemon.journalFolders = try value.paths()
      },
      "socket_group": { (value) throws(ConfigurationError) in configuration.daemon.socketGroup = try value.text() },
      "notify": { (value) throws(ConfigurationError) in try notify(value, &configuration.daemon) },
      "keep": { (value) throws(ConfigurationError) in try keep(value, &configuration.daemon) },
    ])
    return configuration
  }

  /// An error at the first of these keys that the file has; nil where it has none of them.
  func error(
    _ reason: ConfigurationError.Reason, at keys: [String], saying message: String
  ) throws(ConfigurationError) -> ConfigurationError? {
    guard let root = try documents().first else { return nil }
    let error = try ConfigurationSection(root, path: path, name: nil).error(reason, at: keys, saying: message)
    return error.line == nil ? nil : error
  }

  private func notify(
    _ value: ConfigurationValue, _ daemon: inout DaemonConfiguration
  ) throws(ConfigurationError) {
    var commands = daemon.commands
    var webhooks = daemon.webhooks
    try ConfigurationSection(value.node, path: path, name: value.key).read([
      "commands": { (value) throws(ConfigurationError) in
        commands = []
        for item in try value.items("a list of commands, each a list of a program and its arguments") {
          commands.append(try item.command())
        }
      },
      "webhooks": { (value) throws(ConfigurationError) in
        webhooks = []
        for item in try value.items("a list of webhooks, each with a url") { webhooks.append(try webhook(item)) }
      },
    ])
    daemon.commands = commands
    daemon.webhooks = webhooks
  }

  private func webhook(_ value: ConfigurationValue) throws(ConfigurationError) -> DaemonConfiguration.Webhook {
    var webhook = DaemonConfiguration.Webhook(url: "")
    let section = try ConfigurationSection(value.node, path: path, name: "a webhook")
    try section.read([
      "url": { (value) throws(ConfigurationError) in webhook.url = try value.webAddress() },
      "format": { (value) throws(ConfigurationError) in
        webhook.isSlack = try value.choice(["json", "slack"]) == "slack"
      },
      "allow": { (value) throws(ConfigurationError) in webhook.allowedNetworks = try value.networks() },
    ])
    guard !webhook.url.isEmpty else {
      throw section.error(.wrongType, at: ["format", "allow"], saying: "a webhook must have a url")
    }
    return webhook
  }

  private func keep(
    _ value: ConfigurationValue, _ daemon: inout DaemonConfiguration
  ) throws(ConfigurationError) {
    var incidents = daemon.keepsIncidents
    var entries = daemon.keepsEntries
    try ConfigurationSection(value.node, path: path, name: value.key).read([
      "incidents": { (value) throws(ConfigurationError) in
        incidents = try value.duration(86_400...1e10, "1d on")
      },
      "entries": { (value) throws(ConfigurationError) in entries = try value.duration(86_400...1e10, "1d on") },
    ])
    daemon.keepsIncidents = incidents
    daemon.keepsEntries = entries
  }

  private func redaction(
    _ value: ConfigurationValue, _ base: RedactionPolicy
  ) throws(ConfigurationError) -> RedactionPolicy {
    var policy = base
    func treatment(_ value: ConfigurationValue) throws(ConfigurationError) -> RedactionPolicy.Treatment {
      let chosen = try value.choice(RedactionPolicy.Treatment.allCases.map(\.rawValue))
      return RedactionPolicy.Treatment(rawValue: chosen) ?? .mask
    }
    try ConfigurationSection(value.node, path: path, name: value.key).read([
      "clients": { (value) throws(ConfigurationError) in policy.clients = try treatment(value) },
      "emails": { (value) throws(ConfigurationError) in policy.emails = try treatment(value) },
      "users": { (value) throws(ConfigurationError) in policy.users = try treatment(value) },
    ])
    return policy
  }

  private func floors(
    _ value: ConfigurationValue, _ base: Configuration.Floors
  ) throws(ConfigurationError) -> Configuration.Floors {
    var floors = base
    try ConfigurationSection(value.node, path: path, name: value.key).read([
      "failed_percent": { (value) throws(ConfigurationError) in floors.failedPercent = try value.number(0...100) },
      "failed_requests": { (value) throws(ConfigurationError) in
        floors.failedRequests = try value.wholeNumber(1...1_000_000)
      },
      "slow_percent": { (value) throws(ConfigurationError) in floors.slowPercent = try value.number(0...100) },
      "slow_requests": { (value) throws(ConfigurationError) in
        floors.slowRequests = try value.wholeNumber(1...1_000_000)
      },
      "slow_margin": { (value) throws(ConfigurationError) in
        floors.slowMargin = try value.duration(0...3600, "0s to 1h")
      },
    ])
    return floors
  }

  /// What the file holds: one document, or several with `---` between them.
  func documents() throws(ConfigurationError) -> [Node] {
    do {
      var sequence = try Yams.compose_all(yaml: text)
      var documents: [Node] = []
      while let document = sequence.next() { documents.append(document) }
      if let error = sequence.error { throw error }
      return documents
    } catch let error as YamlError {
      throw refusal(error)
    } catch {
      throw ConfigurationError(.malformed, path: path, "is no YAML")
    }
  }

  private func refusal(_ error: YamlError) -> ConfigurationError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      // YAML takes a * at the beginning of a value for an alias.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let hasStar = lines.indices.contains(mark.line - 1) && lines[mark.line - 1].contains("*")
      return ConfigurationError(
        .malformed, path: path, line: mark.line,
        "is no YAML here: \(problem)" + (hasStar ? "; a pattern that begins with * needs quotes" : ""))
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      return ConfigurationError(
        .duplicateKey, path: path, line: second(key, after: context.mark.line),
        "\(key.debugDescription) is there twice: keep one of them")
    default: return ConfigurationError(.malformed, path: path, "is no YAML")
    }
  }

  /// The line where a key stands again whose first line is known; that one where it is not found.
  private func second(_ key: String, after first: Int) -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices.dropFirst(first) {
      let line = lines[index].drop { $0 == " " || $0 == "\"" || $0 == "'" }
      if line.hasPrefix(key), line.dropFirst(key.count).contains(":") { return index + 1 }
    }
    return first
  }
}
