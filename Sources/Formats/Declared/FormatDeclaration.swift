import Records
import Yams

/// A file of `Config/formats`, as it is written.
struct FormatDeclaration: Decodable {
  struct Sample: Decodable {
    var line: String
    /// Fields as `hindcast parse --json` prints them.
    var fields: [String: String]
  }

  enum Stamp: String, Decodable { case start, completion }

  var name: String
  var service: String
  /// What a request's time stands for; without it completion.
  var stamp: Stamp?
  /// Patterns (`LinePlan`).
  var lines: [String]
  /// Whether the directives of a W3C extended log may stand between the lines; they count from there on.
  var directives: Bool?
  /// Fields that stand as `key=value` anywhere in a line, by key.
  var keys: [String: String]?
  var samples: [Sample]

  init(yaml: String) throws { self = try YAMLDecoder().decode(FormatDeclaration.self, from: yaml) }

  var format: DeclaredFormat {
    DeclaredFormat(
      name: name, service: service, stampMeaning: stamp == .start ? .start : .completion, lines: lines,
      keys: keys ?? [:], takesDirectives: directives ?? false)
  }

  /// Those that ship, by the names of their files.
  static let shipped: [FormatDeclaration] = EmbeddedConfig.files.sorted { $0.key < $1.key }.compactMap {
    try? FormatDeclaration(yaml: $0.value)
  }
}
