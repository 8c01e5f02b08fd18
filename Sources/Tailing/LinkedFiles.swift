import Glibc

/// Files that are reached through symbolic links.
///
/// Everywhere the same holds: a file is read once, under its own name where that is asked for, too (`current.log ->
/// app.log` beside its target adds nothing); links to folders are not gone into, so that there are no loops; and a link that
/// a folder holds is followed only to what lies in the folders that were named, or where the user says so: who may write
/// to a folder of logs must not decide what is read besides it (faults.md 22).
package enum LinkedFiles {
  /// Where a path leads, without links; nil where it leads nowhere.
  package static func target(of path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// Where a link leads that lies in one of these folders, as a path below the one that holds it; nil where it leads out of
  /// them, or nowhere.
  package static func target(of link: String, within folders: [String]) -> String? {
    guard let target = target(of: link) else { return nil }
    for folder in folders {
      guard let root = self.target(of: folder) else { continue }
      let prefix = root.hasSuffix("/") ? root : root + "/"
      if target.hasPrefix(prefix) { return FolderListing.path(folder, String(target.dropFirst(prefix.count))) }
    }
    return nil
  }

  /// The same paths without the links to what another one of them names.
  static func distinct(_ paths: Set<String>) -> Set<String> {
    func isLink(_ path: String) -> Bool { (try? FileStatus(path, followingLinks: false))?.kind == .symbolicLink }
    var links: [String] = []
    var named: Set<FileIdentity> = []
    for path in paths.sorted() {
      if isLink(path) {
        links.append(path)
      } else if let status = try? FileStatus(path, followingLinks: true) {
        named.insert(status.identity)
      }
    }
    return paths.subtracting(
      links.filter { link in
        // What is not there yet may come.
        guard let status = try? FileStatus(link, followingLinks: true) else { return false }
        return !named.insert(status.identity).inserted
      })
  }
}
