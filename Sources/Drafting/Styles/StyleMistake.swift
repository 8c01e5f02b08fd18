import Records

/// What is wrong with a style, or with how one is named. Lines are the style's, from 1.
package enum StyleMistake: Sendable, Equatable {
  /// No style has this name; those that there are.
  case unknown(known: [String])
  /// A style is named by letters, digits, `-` and `_`, never by a path.
  case invalidName
  case unreadable
  case tooLong(bytes: Int)
  /// Nothing in it would be printed.
  case empty
  /// Nothing in it was printed of an incident.
  case saysNothing
  /// It is no Mustache template.
  case malformed(line: Int?)
  /// It names a field that there is not.
  case unknownField(line: Int, field: String, nearest: String?)
  /// It would print a field that is no text; what it could say.
  case noText(line: Int, field: String, instead: String)
  /// It applies a function that there is not, or not for this.
  case unknownFunction(line: Int, function: String, known: [String])
  case unknownPartial(String, known: [String])
  case partialOfItself(line: Int, String)
  /// Sections within sections, or partials within partials, without end.
  case tooDeep(line: Int)
  /// It has a tag that could put text from logs into the draft as it is.
  case forbiddenTag(line: Int, tag: String)

  /// One line: what is wrong and what to do.
  func words(_ name: String) -> String {
    switch self {
    case .unknown(let known):
      "no draft style '\(name)': "
        + (NearestNames.meant(by: name, among: known).map { "did you mean \($0)? " } ?? "")
        + "there is \(known.joined(separator: ", "))"
    case .invalidName: "'\(name)' names no draft style: a name has letters, digits, - and _ only"
    case .unreadable: "cannot read the draft style \(name): check that it is a readable UTF-8 file"
    case .tooLong(let bytes): "the draft style \(name) is larger than \(bytes >> 10) KiB: no template is"
    case .empty: "the draft style \(name) is empty: begin with a copy of a built-in one"
    case .saysNothing:
      "the draft style \(name) prints nothing of this incident: write outside of its sections what is to stand in each draft"
    case .malformed(let line):
      "the draft style \(name) is no Mustache template\(line.map { " (line \($0))" } ?? ""): check its sections and braces"
    case .unknownField(let line, let field, let nearest):
      "the draft style \(name), line \(line): there is no field '\(field)' here"
        + (nearest.map { ": did you mean '\($0)'?" } ?? "") + " ('hindcast styles --fields' lists them)"
    case .noText(let line, let field, let instead):
      "the draft style \(name), line \(line): '\(field)' is no text by itself: write \(instead)"
    case .unknownFunction(let line, let function, let known):
      "the draft style \(name), line \(line): there is no function '\(function)' of this"
        + (known.isEmpty ? "" : ": there is \(known.joined(separator: ", "))")
    case .unknownPartial(let partial, let known):
      "the draft style \(name): there is no partial '\(partial)': there is \(known.joined(separator: ", "))"
    case .partialOfItself(let line, let partial):
      "the draft style \(name), line \(line): the partial '\(partial)' contains itself"
    case .tooDeep(let line):
      "the draft style \(name), line \(line): too many sections or partials within each other: take some apart"
    case .forbiddenTag(let line, let tag):
      "the draft style \(name), line \(line): '{{\(tag)}}' is no tag that a style may have, for log text could break "
        + "the Markdown: use {{field}}, {{#field}}, {{^field}}, {{>_partial}}"
    }
  }
}
