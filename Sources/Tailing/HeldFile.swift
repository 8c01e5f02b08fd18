/// A log file held open, to be looked at in more than one way: whatever takes its place meanwhile, its path leads to it.
package final class HeldFile {
  private let file: OpenFile

  /// - Throws: an error that says why the file is refused or cannot be read.
  package init(_ path: String, followingLinks: Bool) throws(TailingError) {
    file = try OpenFile(path, followingLinks: followingLinks)
  }

  /// A path that leads to this file and nothing else, for as long as it is held.
  package var path: String { file.ownPath }
}
