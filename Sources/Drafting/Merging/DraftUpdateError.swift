import Foundation

/// Why a draft could not be renewed.
package struct DraftUpdateError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    case unreadable(CInt)
    case noFile
    case symbolicLink
    /// No UTF-8.
    case noText
    /// Conflicts of an earlier merge are still in it.
    case holdsConflicts(lines: [Int])
    /// Nothing in it says of which incident it is.
    case noStamp
    /// The text that it was generated as is not kept, or it does not say which one that is.
    case unknownBase(incident: String)
    /// It is a draft of this incident, and another one was named.
    case otherIncident(String)
    /// Somebody saved it while it was being renewed.
    case changedMeanwhile
    case cannotWrite(CInt)
  }

  package var reason: Reason
  package var path: String

  package init(_ reason: Reason, _ path: String) {
    self.reason = reason
    self.path = path
  }
}

extension DraftUpdateError: LocalizedError {
  /// One line: what happened and what to do.
  package var errorDescription: String? {
    switch reason {
    case .unreadable(let number): "cannot read \(path) (\(words(number))): check its name and permissions"
    case .noFile: "\(path) is no file: name the draft that you edited"
    case .symbolicLink: "\(path) is a symbolic link: name the file itself"
    case .noText: "\(path) is no text in UTF-8: convert it first"
    case .holdsConflicts(let lines):
      "\(path) holds marks of a conflict in line \(lines.map(String.init).joined(separator: ", ")): "
        + "keep what is right, delete the marks, and try again"
    case .noStamp:
      "\(path) does not say what it is a draft of, for its last line was deleted: "
        + "'hindcast draft ID --update FILE --base COPY' with a copy of what was generated"
    case .unknownBase(let incident):
      "what \(path) was generated as is not kept here: name a copy of it with --base FILE, as its first version in git, "
        + "or begin anew with 'hindcast draft \(incident) -o OTHER'"
    case .otherIncident(let incident):
      "\(path) is a draft of \(incident): leave out the incident's name, or begin anew with 'hindcast draft ID -o OTHER'"
    case .changedMeanwhile: "\(path) was saved while it was being renewed, and is as you saved it: try again"
    case .cannotWrite(let number): "cannot write \(path) (\(words(number))): check its folder"
    }
  }

  private func words(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }
}
