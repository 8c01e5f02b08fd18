import Foundation

/// Why a draft could not be made, renewed, read or written.
package struct DraftError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    case style(StyleMistake)
    case fileExists
    case symbolicLink
    /// A page would take the place of the text that it is made of.
    case isItsSource
    /// A folder, a pipe or a device.
    case noFile
    case unreadable(CInt)
    /// No UTF-8.
    case noText
    case tooLarge(bytes: Int)
    case cannotWrite(CInt)
    /// Somebody saved it while it was being replaced.
    case changedMeanwhile
    /// A picture would take the place of one that Hindcast did not draw, or that somebody has changed.
    case foreignPicture
    /// A page in HTML, made of a draft.
    case page
    /// Conflicts of an earlier merge are still in it.
    case holdsConflicts(lines: [Int])
    /// Nothing in it says of which incident it is.
    case noStamp
    /// Its last line says this, which means nothing.
    case unknownStamp(String)
    /// The text that it was generated as is not kept, or it does not say which one that is.
    case unknownBase(incident: String)
    /// It was drafted in a user's own style of this name, which is not there; the folder that was looked into.
    case otherStyle(String, folder: String)
    /// It is a draft of this incident, and another one was named.
    case otherIncident(String)
  }

  package var reason: Reason
  /// The file or style that is meant.
  package var name: String

  package init(_ reason: Reason, _ name: String) {
    self.reason = reason
    self.name = name
  }

  init(_ mistake: StyleMistake, _ name: String) { self.init(.style(mistake), name) }
}

extension DraftError: LocalizedError {
  /// One line: what happened and what to do.
  package var errorDescription: String? {
    switch reason {
    case .style(let mistake): mistake.words(name)
    case .fileExists: "\(name) exists: overwrite it with --force or write to another file"
    case .isItsSource: "\(name) is the text that the page is made of: name another file, as PAGE.html"
    case .symbolicLink: "\(name) is a symbolic link: name the file itself"
    case .noFile: "\(name) is no file but a folder, a pipe or a device: name a file"
    case .unreadable(let number): "cannot read \(name) (\(words(number))): check its name and permissions"
    case .noText: "\(name) is no text in UTF-8: convert it first"
    case .tooLarge(let bytes): "\(name) is larger than \(bytes >> 20) MiB: no postmortem is"
    case .cannotWrite(ENOSPC), .cannotWrite(EDQUOT): "no room left to write \(name): free some and try again"
    case .cannotWrite(let number): "cannot write \(name) (\(words(number))): check its folder"
    case .changedMeanwhile: "\(name) was saved while it was being renewed, and is as you saved it: try again"
    case .foreignPicture:
      "\(name) is none of Hindcast's pictures, or was changed since: rename it, or leave the charts out by --no-charts"
    case .page:
      "\(name) is a page made of a draft: renew the draft in Markdown, and make the page again by "
        + "'hindcast draft --from DRAFT.md -o PAGE.html'"
    case .holdsConflicts(let lines):
      "\(name) holds marks of a conflict in line \(lines.map(String.init).joined(separator: ", ")): "
        + "keep what is right, delete the marks, and try again"
    case .noStamp:
      "\(name) does not say what it is a draft of, for its last line was deleted: "
        + "'hindcast draft ID --update FILE --base COPY' with a copy of what was generated"
    case .unknownStamp(let part):
      "\(name) says in its last line '\(part)', which Hindcast does not know: correct it, as a fresh draft has it"
    case .unknownBase(let incident):
      "what \(name) was generated as is not kept here: name a copy of it with --base FILE, as its first version in git, "
        + "or begin anew with 'hindcast draft \(incident) -o OTHER'"
    case .otherStyle(let style, let folder):
      "\(name) was drafted in a style '\(style)' of your own, of which nothing is in \(folder): name its folder with "
        + "--styles, or take another style with --template"
    case .otherIncident(let incident):
      "\(name) is a draft of \(incident): leave out the incident's name, or begin anew with 'hindcast draft ID -o OTHER'"
    }
  }

  private func words(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }
}
