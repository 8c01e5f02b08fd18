package import Formats
import Foundation
import Glibc
import Records

/// The formats of access logs that a web server's own configuration declares: `log_format` of nginx, `LogFormat` of
/// Apache, with the files that these include.
package struct ServerConfiguration: Sendable {
  package struct Found: Sendable {
    /// Where it stands.
    package var path: String
    package var line: Int
    /// Its name, for people.
    package var name: String
    package var result: Result<ServerDirective, ServerDirectiveError>
    /// Logs that are written in it.
    package var logs: [String]
  }

  /// Files that a configuration may include.
  private static let mostFiles = 1000

  package private(set) var found: [Found] = []
  private let server: ServerDirective.Server
  private let folder: String
  private var seen: Set<String> = []
  /// Logs by the name of their format.
  private var logs: [String: [String]] = [:]
  private var root: String

  /// - Throws: where the file itself cannot be read; of what it includes that is left out.
  package init(path: String) throws(ConfigurationError) {
    let file = try ConfigurationFile(path: path)
    server = Self.server(file.text)
    folder = (path as NSString).deletingLastPathComponent
    root = folder.isEmpty ? "." : folder
    read(path, file.text)
    for index in found.indices { found[index].logs = logs[found[index].name] ?? [] }
  }

  /// nginx ends its statements.
  private static func server(_ text: String) -> ServerDirective.Server {
    let ended = text.split(whereSeparator: \.isNewline).count { line in
      line.prefix { $0 != "#" }.reversed().first { !$0.isWhitespace }.map { ";{}".contains($0) } ?? false
    }
    return ended > 0 ? .nginx : .apache
  }

  private mutating func read(_ path: String, _ text: String) {
    guard seen.insert(path).inserted, seen.count <= Self.mostFiles else { return }
    let statements = server == .nginx ? NginxSyntax.statements(text) : ApacheSyntax.statements(text)
    for statement in statements {
      let words = statement.words
      switch words[0].lowercased() {
      case "include", "includeoptional":
        if words.count > 1 { include(words[1]) }
      case "serverroot":
        if words.count > 1 { root = words[1] }
      case "log_format" where server == .nginx && words.count > 1: add(statement, path, name: words[1])
      case "logformat" where server == .apache && (words.count > 2 || statement.problem != nil):
        add(statement, path, name: words.count > 2 ? words[2] : "LogFormat")
      case "access_log" where server == .nginx && words.count > 2: logs[words[2], default: []].append(words[1])
      case "customlog" where server == .apache && words.count > 2:
        if words[2].contains("%") {
          let stem = (words[1] as NSString).lastPathComponent.prefix { $0 != "." }
          var format = statement
          format.words = ["LogFormat", words[2], String(stem)]
          add(format, path, name: String(stem))
          logs[String(stem), default: []].append(words[1])
        } else {
          logs[words[2], default: []].append(words[1])
        }
      default: break
      }
    }
  }

  private mutating func add(_ statement: ServerStatement, _ path: String, name: String) {
    let result: Result<ServerDirective, ServerDirectiveError>
    do throws(ServerDirectiveError) {
      if let problem = statement.problem { throw ServerDirectiveError(message: problem) }
      result = .success(try ServerDirective(server, words: statement.words))
    } catch {
      result = .failure(error)
    }
    found.append(Found(path: path, line: statement.line, name: name, result: result, logs: []))
  }

  private mutating func include(_ pattern: String) {
    for path in Self.paths(pattern.hasPrefix("/") ? pattern : "\(root)/\(pattern)") {
      guard let file = try? ConfigurationFile(path: path) else { continue }
      read(path, file.text)
    }
  }

  /// The files that a pattern names, those of a folder where it names one, in the order of their names.
  private static func paths(_ pattern: String) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
    var paths: [String] = []
    for index in unsafe 0..<Int(found.gl_pathc) {
      guard let path = unsafe found.gl_pathv[index] else { continue }
      paths.append(unsafe String(cString: path))
    }
    return paths.flatMap { path -> [String] in
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return [path] }
      return names.sorted().map { "\(path)/\($0)" }
    }
  }
}

extension ServerConfiguration {
  /// The formats that can be read, each once.
  package var declarations: [(declaration: FormatDeclaration, path: String, line: Int)] {
    var names: Set<String> = []
    return found.compactMap { found in
      guard let declaration = found.declaration, names.insert(declaration.name).inserted else { return nil }
      return (declaration, found.path, found.line)
    }
  }

  /// Why lines of one of the formats may be read as those of another, a sentence each.
  package var doubts: [String] { FormatDeclaration.doubts(among: declarations.map(\.declaration)) }
}

extension ServerConfiguration.Found {
  /// Nil where it cannot be read.
  package var declaration: FormatDeclaration? {
    guard case .success(let directive) = result else { return nil }
    var declaration = FormatDeclaration(
      name: directive.formatName, service: directive.server.rawValue, lines: [directive.pattern],
      samples: [directive.sample])
    declaration.isEscaped = directive.isEscaped
    return declaration
  }

  /// The declaration as a document for the folder of formats, or why there is none.
  package var text: String {
    let place = "\(name), \(path):\(line)"
    let written = logs.isEmpty ? [] : ["Written to " + logs.joined(separator: ", ")]
    switch result {
    case .success(let directive): return declaration?.yaml(remark: [place] + written, directive: directive) ?? ""
    case .failure(let error): return "# \(place): \(error.message)\n"
    }
  }
}
