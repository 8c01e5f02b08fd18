import Foundation

/// A draft in a file, which a person may have edited: read whole, and replaced whole.
package struct EditedDraft: Sendable {
  /// More than any postmortem has.
  static let maximumBytes = 16 << 20

  package let path: String
  package let text: String
  private let state: FileState

  package init(_ path: String) throws(DraftError) {
    self.path = path
    state = try FileState(path)
    text = try Self.read(path)
  }

  /// Throws where a text is a page already, or still holds conflicts of a merge.
  package static func checkIsFinishedMarkdown(_ text: String, _ name: String) throws(DraftError) {
    if isPage(text) { throw DraftError(.page, name) }
    let marks = ConflictMarks.lines(in: text)
    if !marks.isEmpty { throw DraftError(.holdsConflicts(lines: marks), name) }
  }

  /// Puts a text in the place of the one that was read, whole or not at all, with the mode, owner and group that the file
  /// has; refused where it has changed since.
  package func replace(with text: String) throws(DraftError) {
    try DraftFile.replace(path, as: state, with: text)
  }

  /// A text in UTF-8 of a file, a pipe, or, by the name `-`, of standard input.
  package static func read(_ path: String) throws(DraftError) -> String {
    let name = path == "-" ? "standard input" : path
    let descriptor = path == "-" ? dup(STDIN_FILENO) : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DraftError(.unreadable(errno), name) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var data = Data()
    do {
      // A pipe gives what it has.
      while data.count <= maximumBytes, let more = try file.read(upToCount: 1 << 20), !more.isEmpty { data += more }
    } catch {
      throw DraftError(.unreadable(errno), name)
    }
    if data.count > maximumBytes { throw DraftError(.tooLarge(bytes: maximumBytes), name) }
    guard let text = String(validating: data, as: UTF8.self) else { throw DraftError(.noText, name) }
    return text
  }

  private static func isPage(_ text: String) -> Bool {
    text.prefix(200).drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased().hasPrefix("<!doctype html")
  }
}
