/// One statement of a server's configuration.
package struct ServerStatement: Sendable, Equatable {
  /// Its name and arguments, without quotes.
  package var words: [String]
  /// The line that it begins at, from 1.
  package var line: Int
  /// What is missing at its end, as the end of a sentence; nil where nothing is.
  package var problem: String?
}

/// The statements of an nginx configuration, whatever blocks they stand in.
package enum NginxSyntax {
  package static func statements(_ text: String) -> [ServerStatement] {
    var scanner = Scanner(text)
    return scanner.statements()
  }

  private struct Scanner {
    private var rest: Substring.UnicodeScalarView
    private var line = 1
    /// Whether the text in quotes that was read last ended with one.
    private var isClosed = true

    init(_ text: String) { rest = text[...].unicodeScalars }

    mutating func statements() -> [ServerStatement] {
      var found: [ServerStatement] = []
      var statement = ServerStatement(words: [], line: line)
      while let scalar = rest.first {
        switch scalar {
        case _ where scalar.properties.isWhitespace: take()
        case "#":
          while let next = rest.first, next != "\n" {
            _ = next
            take()
          }
        case ";", "{", "}":
          take()
          let name = statement.words.first ?? ""
          if !name.isEmpty { found.append(statement) }
          // Code of another language.
          if scalar == "{", name.hasSuffix("_by_lua_block") { skipBlock() }
          statement = ServerStatement(words: [], line: line)
        default:
          if statement.words.isEmpty { statement.line = line }
          let isQuoted = scalar == "'" || scalar == "\""
          statement.words.append(isQuoted ? quoted(by: scalar) : bare())
          if isQuoted, !isClosed { statement.problem = "has a quote (\(scalar)) that is not closed" }
        }
      }
      if !statement.words.isEmpty {
        if statement.problem == nil { statement.problem = "does not end: a ; is missing behind it" }
        found.append(statement)
      }
      return found
    }

    private mutating func take() {
      if rest.removeFirst() == "\n" { line += 1 }
    }

    private mutating func quoted(by quote: Unicode.Scalar) -> String {
      take()
      var word = String.UnicodeScalarView()
      while let scalar = rest.first, scalar != quote {
        take()
        if scalar == "\\", let next = rest.first {
          take()
          switch next {
          case "\"", "'", "\\": word.append(next)
          case "t": word.append("\t")
          case "r": word.append("\r")
          case "n": word.append("\n")
          default: word.append(contentsOf: [scalar, next])
          }
        } else {
          word.append(scalar)
        }
      }
      isClosed = !rest.isEmpty
      if isClosed { take() }
      return String(word)
    }

    private mutating func bare() -> String {
      var word = String.UnicodeScalarView()
      while let scalar = rest.first, !scalar.properties.isWhitespace, scalar != ";" {
        // A brace that belongs to a variable: ${name}.
        if scalar == "{" || scalar == "}" {
          guard scalar == "{" ? word.last == "$" : word.contains("{") else { break }
        }
        word.append(scalar)
        take()
      }
      return String(word)
    }

    private mutating func skipBlock() {
      var depth = 1
      while let scalar = rest.first, depth > 0 {
        if scalar == "{" { depth += 1 }
        if scalar == "}" { depth -= 1 }
        take()
      }
    }
  }
}

/// The statements of an Apache configuration, whatever sections they stand in.
package enum ApacheSyntax {
  package static func statements(_ text: String) -> [ServerStatement] {
    var found: [ServerStatement] = []
    var pending = ""
    var begin = 1
    for (index, part) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      if pending.isEmpty { begin = index + 1 }
      if part.last == "\\" {
        pending += part.dropLast()
        continue
      }
      let whole = pending + part
      pending = ""
      let (words, problem) = words(whole)
      if let first = words.first, !first.hasPrefix("#"), !first.hasPrefix("<") {
        found.append(ServerStatement(words: words, line: begin, problem: problem))
      }
    }
    if !pending.isEmpty {
      found.append(
        ServerStatement(words: words(pending).words, line: begin, problem: "goes on (\\) behind the last line"))
    }
    return found
  }

  private static func words(_ line: String) -> (words: [String], problem: String?) {
    var problem: String?
    var words: [String] = []
    var rest = line[...]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      guard let first = rest.first else { return (words, problem) }
      let quote: Character? = first == "\"" || first == "'" ? first : nil
      if quote != nil { rest.removeFirst() }
      var word = ""
      while let character = rest.first, quote == nil ? !character.isWhitespace : character != quote {
        rest.removeFirst()
        if character == "\\", let next = rest.first, next == "\\" || next == quote {
          word.append(next)
          rest.removeFirst()
        } else {
          word.append(character)
        }
      }
      if let quote {
        if rest.isEmpty { problem = "has a quote (\(quote)) that is not closed" } else { rest.removeFirst() }
      }
      words.append(word)
    }
  }
}
