import Formats
import Foundation
import Records
import Yams

/// A file that declares formats, one a document. What is not known in it or does not hold is refused.
struct FormatFile {
  private let file: ConfigurationFile

  init(path: String) throws(ConfigurationError) { file = try ConfigurationFile(path: path) }
  init(path: String, text: String) { file = ConfigurationFile(path: path, text: text) }

  /// The declarations, and the line that each begins at. Their samples have been read.
  func declarations() throws(ConfigurationError) -> [(declaration: FormatDeclaration, line: Int)] {
    let documents = try file.documents()
    var declarations: [(declaration: FormatDeclaration, line: Int)] = []
    for document in documents {
      // What stands between two --- may be nothing.
      if document.null != nil { continue }
      if let found = try Self.configured(document, file.path) {
        declarations += found
        continue
      }
      declarations.append((try FormatDocument(document, path: file.path).declaration, document.mark?.line ?? 1))
    }
    guard !declarations.isEmpty else {
      throw ConfigurationError(
        .malformed, path: file.path, "declares no format: it needs name, service and lines, or server_configuration")
    }
    return declarations
  }
}

extension FormatFile {
  /// The formats that the configuration of a server declares, where a document names one; nil where it names none. Those
  /// that cannot be read are left out.
  private static func configured(
    _ document: Node, _ path: String
  ) throws(ConfigurationError) -> [(declaration: FormatDeclaration, line: Int)]? {
    guard document.mapping?["server_configuration"] != nil else { return nil }
    var named = ""
    let section = try ConfigurationSection(document, path: path, name: nil)
    try section.read(["server_configuration": { (value) throws(ConfigurationError) in named = try value.text() }])
    guard named.hasPrefix("/") else {
      throw section.error(
        .wrongType, at: ["server_configuration"],
        saying: "server_configuration must be the path of a configuration, such as /etc/nginx/nginx.conf")
    }
    let configuration: ServerConfiguration
    do throws(ConfigurationError) {
      configuration = try ServerConfiguration(path: named)
    } catch {
      throw section.error(
        .unreadable, at: ["server_configuration"], saying: "the configuration \(named) \(error.message)")
    }
    return configuration.declarations.map { ($0.declaration, document.mark?.line ?? 1) }
  }
}

/// One declaration as it is written.
private struct FormatDocument {
  private let node: Node
  private let path: String
  private(set) var declaration = FormatDeclaration(name: "", service: "", lines: [])
  /// Lines of patterns and samples in the file.
  private var places: (lines: [Int?], samples: [Int?]) = ([], [])

  init(_ node: Node, path: String) throws(ConfigurationError) {
    self.node = node
    self.path = path
    try read()
    try check()
  }

  private mutating func read() throws(ConfigurationError) {
    let section = try ConfigurationSection(node, path: path, name: nil)
    let path = path
    var found = declaration
    var places = places
    var pasted: (directive: ServerDirective, place: Int?)?
    var keys: [String: String] = [:]
    try section.read([
      "name": { (value) throws(ConfigurationError) in found.name = try value.formatName() },
      "service": { (value) throws(ConfigurationError) in found.service = try value.text() },
      "stamp": { (value) throws(ConfigurationError) in
        found.stamp = FormatDeclaration.Stamp(
          rawValue: try value.choice(FormatDeclaration.Stamp.allCases.map(\.rawValue)))
      },
      "lines": { (value) throws(ConfigurationError) in
        found.lines = try value.texts(Self.patterns)
        places.lines = try value.items(Self.patterns).map(\.line)
      },
      "directives": { (value) throws(ConfigurationError) in found.directives = try value.flag() },
      "joins": { (value) throws(ConfigurationError) in found.joins = try value.flag() },
      "keys": { (value) throws(ConfigurationError) in keys = try value.fieldsByKey(path) },
      "severities": { (value) throws(ConfigurationError) in found.severities = try value.severities(path) },
      "samples": { (value) throws(ConfigurationError) in
        for item in try value.items(Self.samples) {
          found.samples.append(try item.sample(path))
          places.samples.append(item.line)
        }
      },
      "nginx": { (value) throws(ConfigurationError) in pasted = (try value.directive(.nginx), value.line) },
      "apache": { (value) throws(ConfigurationError) in pasted = (try value.directive(.apache), value.line) },
    ])
    if let (directive, place) = pasted {
      guard found.lines.isEmpty else {
        throw section.error(
          .duplicateKey, at: ["lines"], saying: "a directive of a server is the pattern already: leave lines out")
      }
      found.lines = [directive.pattern]
      found.isEscaped = directive.isEscaped
      places.lines = [place]
      if found.name.isEmpty { found.name = directive.formatName }
      if found.service.isEmpty { found.service = directive.server.rawValue }
    }
    if found.joins == true, found.directives == true {
      throw section.error(
        .outOfRange, at: ["joins"],
        saying: "joins would take directives for lines of the records before them: leave joins or directives out")
    }
    found.keys = keys.isEmpty ? nil : keys
    declaration = found
    self.places = places
    for (key, value) in [("name", found.name), ("service", found.service), ("lines", found.lines.first ?? "")]
    where value.isEmpty {
      throw ConfigurationError(
        .wrongType, path: path, line: node.mark?.line,
        "a format must have \(key)"
          + (key == "lines" ? ", a list of patterns, or nginx or apache with a directive" : ""))
    }
  }

  private func check() throws(ConfigurationError) {
    for (pattern, line) in zip(declaration.lines, places.lines) {
      guard let problem = LinePattern.problem(pattern) else { continue }
      throw ConfigurationError(
        .outOfRange, path: path, line: line, "the pattern \(Self.cut(pattern)) \(problem)")
    }
    if let patterns = declaration.severities, !declaration.lines.contains(where: { $0.contains("$severity") }) {
      throw ConfigurationError(
        .outOfRange, path: path, line: node.mark?.line,
        "severities names words (\(patterns.values.joined().sorted().joined(separator: ", "))), but no pattern has $severity"
      )
    }
    for (sample, line) in zip(declaration.samples, places.samples) {
      guard let problem = declaration.problem(of: sample) else { continue }
      throw ConfigurationError(.outOfRange, path: path, line: line, "the sample \(Self.cut(sample.line)) \(problem)")
    }
  }

  private static func cut(_ line: String) -> String {
    (line.count > 100 ? line.prefix(100) + "…" : line[...]).debugDescription
  }

  private static let patterns = "a list of patterns, such as ['$time $severity $message']"
  private static let samples = "a list of samples, each with a line and fields"
}

extension ConfigurationValue {
  fileprivate func formatName() throws(ConfigurationError) -> String {
    let form = "a name of letters, digits, - and _, such as shop-access"
    let name = try text()
    guard name.utf8.count <= 64, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    else { throw wrong(form) }
    return name
  }

  /// Names of fields by keys of lines.
  fileprivate func fieldsByKey(_ path: String) throws(ConfigurationError) -> [String: String] {
    let form = "keys of lines with the names of fields, such as {addr: client}"
    guard case .mapping(let mapping) = node else { throw wrong(form) }
    var fields: [String: String] = [:]
    for (key, value) in mapping {
      guard let name = key.string, let field = value.string, !name.isEmpty else { throw wrong(form) }
      guard LinePattern.fieldNames.contains(field) else {
        let meant = NearestNames.meant(by: field, among: LinePattern.fieldNames).map { "; did you mean \($0)?" } ?? ""
        throw ConfigurationError(
          .unknownKey, path: path, line: value.mark?.line,
          "the key \(name) is to be a field \(field.debugDescription), which is not known"
            + (meant.isEmpty ? "; 'hindcast formats --fields' lists the fields" : meant))
      }
      fields[name] = field
    }
    return fields
  }

  fileprivate func severities(_ path: String) throws(ConfigurationError) -> [String: [String]] {
    let form = "severities with the words for them, such as {notice: [N, NOTE]}"
    guard case .mapping(let mapping) = node else { throw wrong(form) }
    let names = Severity.allCases.map(\.name)
    var severities: [String: [String]] = [:]
    for (key, words) in mapping {
      guard let name = key.string, names.contains(name) else {
        throw ConfigurationError(
          .unknownKey, path: path, line: key.mark?.line,
          "there is no severity \((key.string ?? "").debugDescription): they are \(names.joined(separator: ", "))")
      }
      let value = ConfigurationValue(node: words, key: name, path: path, line: words.mark?.line)
      severities[name] = try value.texts("a list of the words for it, such as [N, NOTE]")
    }
    return severities
  }

  fileprivate func sample(_ path: String) throws(ConfigurationError) -> FormatDeclaration.Sample {
    var sample = FormatDeclaration.Sample(line: "", fields: [:])
    try ConfigurationSection(node, path: path, name: "a sample").read([
      "line": { (value) throws(ConfigurationError) in sample.line = try value.text() },
      "fields": { (value) throws(ConfigurationError) in
        guard case .mapping(let mapping) = value.node else {
          throw value.wrong("fields with the values that are expected, such as {status: 502}")
        }
        for (key, value) in mapping { sample.fields[key.string ?? ""] = value.string ?? "" }
      },
    ])
    guard !sample.line.isEmpty else { throw error(.wrongType, "samples, each with a line") }
    return sample
  }

  fileprivate func directive(_ server: ServerDirective.Server) throws(ConfigurationError) -> ServerDirective {
    let text = try text()
    do throws(ServerDirectiveError) {
      return try ServerDirective(server, text)
    } catch {
      throw ConfigurationError(.malformed, path: path, line: line, "\(key) \(error.message)")
    }
  }
}
