import Records
import Yams

/// A format as a file declares it: of `Config/formats`, or a user's.
package struct FormatDeclaration: Decodable, Sendable {
  package struct Sample: Decodable, Sendable {
    package var line: String
    /// Fields as `hindcast parse --json` prints them.
    package var fields: [String: String]

    package init(line: String, fields: [String: String]) {
      self.line = line
      self.fields = fields
    }
  }

  package enum Stamp: String, Decodable, Sendable, CaseIterable { case start, completion }

  package var name: String
  package var service: String
  /// What a request's time stands for; without it completion.
  package var stamp: Stamp?
  /// Patterns (`LinePlan`).
  package var lines: [String]
  /// Whether a line that no pattern fits belongs to the record before it.
  package var joins: Bool?
  /// Whether the directives of a W3C extended log may stand between the lines; they count from there on.
  package var directives: Bool?
  /// Fields that stand as `key=value` anywhere in a line, by key.
  package var keys: [String: String]?
  /// Words of `$severity`, by the name of the severity.
  package var severities: [String: [String]]?
  package var samples: [Sample]
  /// Whether texts are escaped as in JSON strings, as a server was told to write them.
  package var isEscaped = false
  /// Whether a user declared it, so that another file may say something else under the same name.
  package var isOwn = false

  private enum CodingKeys: String, CodingKey {
    case name, service, stamp, lines, joins, directives, keys, severities, samples
  }

  package init(name: String, service: String, lines: [String], samples: [Sample] = []) {
    self.name = name
    self.service = service
    self.lines = lines
    self.samples = samples
    isOwn = true
  }

  init(yaml: String) throws { self = try YAMLDecoder().decode(FormatDeclaration.self, from: yaml) }

  package var format: any LogFormat {
    DeclaredFormat(
      name: name, identifier: isOwn ? "\(name) \(fingerprint)" : nil, service: service,
      stampMeaning: stamp == .start ? .start : .completion, joinsLines: joins ?? false, isEscaped: isEscaped,
      lines: lines, keys: keys ?? [:],
      severities: Dictionary(
        uniqueKeysWithValues: (severities ?? [:]).compactMap { name, words in
          Severity.allCases.first { $0.name == name }.map { ($0, words) }
        }), takesDirectives: directives ?? false)
  }

  /// Tells what is declared from anything else under the same name.
  private var fingerprint: String {
    var text = [name, service, stamp?.rawValue ?? "", String(joins ?? false), String(isEscaped)] + lines
    text.append(String(directives ?? false))
    text += (keys ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    text += (severities ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return Fingerprint.of(text.joined(separator: "\u{0}"))
  }

  /// Those that ship, by the names of their files.
  package static let shipped: [FormatDeclaration] = EmbeddedConfig.files.sorted { $0.key < $1.key }.compactMap {
    try? FormatDeclaration(yaml: $0.value)
  }
}
