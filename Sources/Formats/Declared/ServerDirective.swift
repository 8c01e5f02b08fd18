import Records

/// Why a directive of a server is no declaration, as the end of a sentence.
package struct ServerDirectiveError: Error, Sendable, Equatable {
  package var message: String

  package init(message: String) { self.message = message }
}

/// How a server was told to write its access log: nginx's `log_format`, Apache's `LogFormat`.
package struct ServerDirective: Sendable {
  package enum Server: String, Sendable { case nginx, apache }

  package let server: Server
  /// As the server knows it; empty for Apache's that has none.
  package let name: String
  /// What is written in a line, in the server's own words.
  private let format: String
  /// Its lines as a pattern (`LinePlan`).
  package let pattern: String
  /// Whether texts are escaped as in JSON strings.
  package let isEscaped: Bool
  /// A line as the server would write it.
  package let sample: FormatDeclaration.Sample

  /// The directive again, on one line.
  package var text: String {
    switch server {
    case .nginx:
      let escape = isEscaped ? "escape=json " : ""
      let quoted = format.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return "log_format \(name) \(escape)'\(quoted)';"
    case .apache:
      let quoted = format.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "LogFormat \"\(quoted)\"" + (name.isEmpty ? "" : " \(name)")
    }
  }

  /// The name of the format that it declares.
  package var formatName: String { name.isEmpty ? server.rawValue : "\(server.rawValue)-\(name)" }

  /// - Parameter text: the whole directive, `log_format name '...' '...';` or `LogFormat "..." name`.
  package init(_ server: Server, _ text: String) throws(ServerDirectiveError) {
    let words: [String]
    switch server {
    case .nginx:
      let statements = NginxSyntax.statements(text)
      guard statements.count == 1, let statement = statements.first, statement.words.first == "log_format" else {
        throw ServerDirectiveError(message: "must be one directive as nginx has it: log_format name '...';")
      }
      if let problem = statement.problem { throw ServerDirectiveError(message: problem) }
      words = statement.words
    case .apache:
      let statements = ApacheSyntax.statements(text)
      guard statements.count == 1, let statement = statements.first, statement.words.first?.lowercased() == "logformat"
      else { throw ServerDirectiveError(message: "must be one directive as Apache has it: LogFormat \"...\" name") }
      if let problem = statement.problem { throw ServerDirectiveError(message: problem) }
      words = statement.words
    }
    try self.init(server, words: words)
  }

  /// What usually stands behind a `log_format`.
  private static let nginxStatements: Set = [
    "access_log", "error_log", "log_format", "server", "include", "sendfile", "keepalive_timeout", "gzip", "upstream",
    "map", "location", "http",
  ]

  /// - Parameter words: the directive's own name and its arguments, without quotes.
  package init(_ server: Server, words: [String]) throws(ServerDirectiveError) {
    self.server = server
    let pieces: [ServerPiece]
    var isEscaped = false
    switch server {
    case .nginx:
      guard words.count > 2 else { throw ServerDirectiveError(message: "has no format behind its name") }
      name = words[1]
      var format = words.dropFirst(2)
      if let first = format.first, first.hasPrefix("escape=") {
        isEscaped = first == "escape=json"
        format = format.dropFirst()
      }
      if let next = format.first(where: Self.nginxStatements.contains) {
        throw ServerDirectiveError(message: "does not end: a ; is missing before \(next)")
      }
      self.format = format.joined()
      pieces = NginxLogFormat.pieces(self.format)
    case .apache:
      guard words.count > 1 else { throw ServerDirectiveError(message: "has no format") }
      name = words.count > 2 ? words[2] : ""
      format = words[1]
      pieces = ApacheLogFormat.pieces(format)
    }
    self.isEscaped = isEscaped
    let settled = ServerPiece.settled(pieces)
    pattern = settled.map(\.pattern).joined()
    if let problem = LinePattern.problem(pattern) {
      throw ServerDirectiveError(message: "declares a format that cannot be read: its pattern \(problem)")
    }
    var declaration = FormatDeclaration(name: "sample", service: server.rawValue, lines: [pattern])
    declaration.isEscaped = isEscaped
    var sample = FormatDeclaration.Sample(line: settled.map(\.sample).joined(), fields: [:])
    guard let fields = declaration.read(sample) else {
      throw ServerDirectiveError(
        message: "declares a format whose lines cannot be told apart into fields: "
          + (declaration.problem(of: sample) ?? "") + "; put quotes around what may hold blanks")
    }
    for field in fields where field.name != "severity" { sample.fields[field.name] = field.value }
    self.sample = sample
  }
}
