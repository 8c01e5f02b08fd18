import Foundation

/// Why a draft could not be rendered or written.
package struct DraftError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// No style has this name; those that there are.
    case noSuchStyle(known: [String])
    /// A style is named by letters, digits, `-` and `_`, never by a path.
    case invalidStyleName
    case unreadableStyle
    /// The style is no Mustache template.
    case malformedStyle(line: Int?)
    /// It names a field that there is not.
    case unknownField(line: Int, field: String, nearest: String?)
    case noSuchPartial(String, known: [String])
    case partialOfItself(line: Int, String)
    /// It has a tag that could put text from logs into the draft as it is.
    case forbiddenTag(line: Int, tag: String)
    case fileExists
    case symbolicLink
    case cannotWrite
  }

  package var reason: Reason
  /// The file or style that is meant.
  package var name: String
  package var errorNumber: Int32?

  package init(_ reason: Reason, _ name: String, errorNumber: Int32? = nil) {
    self.reason = reason
    self.name = name
    self.errorNumber = errorNumber
  }
}

extension DraftError: LocalizedError {
  /// One line: what happened and what to do.
  package var errorDescription: String? {
    switch reason {
    case .noSuchStyle(let known): "no draft style '\(name)': there is \(known.joined(separator: ", "))"
    case .invalidStyleName: "'\(name)' names no draft style: a name has letters, digits, - and _ only"
    case .unreadableStyle: "cannot read the draft style \(name)\(detail): check that it is a readable UTF-8 file"
    case .malformedStyle(let line):
      "the draft style \(name) is no Mustache template\(line.map { " (line \($0))" } ?? ""): check its sections and braces"
    case .unknownField(let line, let field, let nearest):
      "the draft style \(name), line \(line): there is no field '\(field)' here"
        + (nearest.map { ": did you mean '\($0)'?" } ?? "") + " ('hindcast styles --fields' lists them)"
    case .noSuchPartial(let partial, let known):
      "the draft style \(name): there is no partial '\(partial)': there is \(known.joined(separator: ", "))"
    case .partialOfItself(let line, let partial):
      "the draft style \(name), line \(line): the partial '\(partial)' contains itself"
    case .forbiddenTag(let line, let tag):
      "the draft style \(name), line \(line): '{{\(tag)}}' is no tag that a style may have, for log text could break "
        + "the Markdown: use {{field}}, {{#field}}, {{^field}}, {{>_partial}}"
    case .fileExists: "\(name) exists: overwrite it with --force or write to another file"
    case .symbolicLink: "\(name) is a symbolic link: name the file itself"
    case .cannotWrite: "cannot write \(name)\(detail): check its folder"
    }
  }

  private var detail: String {
    errorNumber.map { " (\(unsafe String(cString: strerror($0))))" } ?? ""
  }
}
