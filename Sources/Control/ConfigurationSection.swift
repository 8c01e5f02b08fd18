import Formats
import Pipeline
import Records
import Yams

/// A mapping of keys to values; every key is known, or the configuration is refused.
struct ConfigurationSection {
  typealias Reader = (ConfigurationValue) throws(ConfigurationError) -> Void

  private let mapping: Node.Mapping
  private let path: String
  private let name: String?

  init(_ node: Node, path: String, name: String?) throws(ConfigurationError) {
    guard case .mapping(let mapping) = node else {
      throw ConfigurationError(
        .wrongType, path: path, line: node.mark?.line,
        "\(name ?? "the configuration") must be keys with values (key: value)")
    }
    self.mapping = mapping
    self.path = path
    self.name = name
  }

  /// Hands every value to its key's reader, in the order of the file.
  func read(_ readers: [String: Reader]) throws(ConfigurationError) {
    for (keyNode, node) in mapping {
      let key = keyNode.string ?? ""
      guard let reader = readers[key] else {
        let place = name.map { " in \($0)" } ?? ""
        let meant = NearestNames.meant(by: key, among: Array(readers.keys)).map { "; did you mean \($0)?" } ?? ""
        throw ConfigurationError(
          .unknownKey, path: path, line: keyNode.mark?.line,
          "unknown key \(key.debugDescription)\(place); allowed are \(readers.keys.sorted().joined(separator: ", "))"
            + meant)
      }
      try reader(ConfigurationValue(node: node, key: key, path: path, line: node.mark?.line ?? keyNode.mark?.line))
    }
  }

  /// An error at the first of these keys that the file has.
  func error(_ reason: ConfigurationError.Reason, at keys: [String], saying message: String) -> ConfigurationError {
    let line = keys.lazy.compactMap { key in mapping.first { $0.key.string == key }?.key.mark?.line }.first
    return ConfigurationError(reason, path: path, line: line, message)
  }
}

/// A value of a configuration, and where it stands.
struct ConfigurationValue {
  let node: Node
  let key: String
  let path: String
  let line: Int?

  func number(_ allowed: ClosedRange<Double>) throws(ConfigurationError) -> Double {
    let range = "a number from \(allowed.lowerBound.figure(places: 3)) to \(allowed.upperBound.figure(places: 3))"
    guard let scalar = plain, let number = Double(scalar), number.isFinite else { throw wrong(range) }
    guard allowed.contains(number) else { throw error(.outOfRange, range) }
    return number
  }

  func wholeNumber(_ allowed: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    let range = "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)"
    guard let scalar = plain, let number = Int(scalar) else { throw wrong(range) }
    guard allowed.contains(number) else { throw error(.outOfRange, range) }
    return number
  }

  /// Seconds of a span such as `25ms`, `90s`, `5m`, `1h30m`.
  func duration(_ allowed: ClosedRange<Double>, _ range: String) throws(ConfigurationError) -> Double {
    let form = "a span such as 90s, 5m or 1h30m, from \(range)"
    guard let text = node.scalar?.string, text.last?.isLetter == true else { throw wrong(form) }
    let seconds =
      text.hasSuffix("ms")
      ? Int(text.dropLast(2)).map { Double($0) / 1000 } : TimeExpression.seconds(ofSpan: text)
    guard let seconds else { throw wrong(form) }
    guard allowed.contains(seconds) else { throw error(.outOfRange, form) }
    return seconds
  }

  func patterns() throws(ConfigurationError) -> [String] {
    let form = "a list of patterns, such as [\"deployed * to production\"]"
    guard case .sequence(let items) = node else { throw wrong(form) }
    var patterns: [String] = []
    for item in items {
      let value = ConfigurationValue(node: item, key: key, path: path, line: item.mark?.line ?? line)
      guard case .scalar(let scalar) = item, item.tag == Tag(.str) || scalar.style != .plain else {
        throw value.wrong(form)
      }
      guard scalar.string.contains(where: { $0 != "*" && !$0.isWhitespace }), scalar.string.utf8.count <= 1000 else {
        throw value.error(.outOfRange, "patterns with some text beside the *, of at most 1000 bytes")
      }
      patterns.append(scalar.string)
    }
    return patterns
  }

  func flag() throws(ConfigurationError) -> Bool {
    switch plain {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw wrong("true or false")
    }
  }

  func text() throws(ConfigurationError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else { throw wrong("a text") }
    return text
  }

  func choice(_ allowed: [String]) throws(ConfigurationError) -> String {
    guard let text = node.scalar?.string, allowed.contains(text) else {
      throw wrong("one of \(allowed.joined(separator: ", "))")
    }
    return text
  }

  func webAddress() throws(ConfigurationError) -> String {
    let text = try text()
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else { throw wrong("an http or https address") }
    return text
  }

  /// The name of a time zone.
  func zone() throws(ConfigurationError) -> String {
    let form = "a time zone such as Europe/Berlin, UTC or \"+02:00\""
    guard let text = node.scalar?.string, ZoneRules(named: text) != nil else { throw wrong(form) }
    return text
  }

  /// Absolute paths, patterns allowed.
  func paths() throws(ConfigurationError) -> [String] {
    let form = "a list of absolute paths, such as [/var/log/nginx/*.log]"
    let paths = try texts(form)
    guard paths.allSatisfy({ $0.hasPrefix("/") }) else { throw error(.outOfRange, form) }
    return paths
  }

  func texts(_ form: String) throws(ConfigurationError) -> [String] {
    var texts: [String] = []
    for item in try items(form) {
      guard let text = item.node.scalar?.string, !text.isEmpty else { throw item.wrong(form) }
      texts.append(text)
    }
    return texts
  }

  /// Networks as `NetworkRange` reads them.
  func networks() throws(ConfigurationError) -> [String] {
    let form = "a list of networks, such as [\"10.0.0.0/8\"]"
    for item in try items(form) {
      guard let text = item.node.scalar?.string, NetworkRange(text) != nil else { throw item.wrong(form) }
    }
    return try texts(form)
  }

  /// A program, by its absolute path, and its arguments.
  func command() throws(ConfigurationError) -> [String] {
    let form = "a list of an absolute path and arguments, such as [/usr/local/bin/page-me, --quiet]"
    let words = try texts(form)
    guard words.first?.hasPrefix("/") == true else { throw error(.outOfRange, form) }
    return words
  }

  func items(_ form: String) throws(ConfigurationError) -> [ConfigurationValue] {
    guard case .sequence(let items) = node else { throw wrong(form) }
    return items.map { ConfigurationValue(node: $0, key: key, path: path, line: $0.mark?.line ?? line) }
  }

  /// The text of a value that is not quoted.
  private var plain: String? { node.scalar.flatMap { $0.style == .plain ? $0.string : nil } }

  func wrong(_ form: String) -> ConfigurationError { error(.wrongType, form) }

  func error(_ reason: ConfigurationError.Reason, _ form: String) -> ConfigurationError {
    ConfigurationError(reason, path: path, line: line, "\(key) must be \(form)")
  }
}
