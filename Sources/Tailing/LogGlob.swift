import Glibc

/// What a list of patterns (`/var/log/nginx/*.log`) means at the moment.
package struct LogGlob: Sendable {
  package struct Match: Sendable, Equatable {
    /// Files to follow, sorted.
    package var files: [String] = []
    /// What matches and is not followed, and why.
    package var skipped: [String: FileRefusal] = [:]
    /// What cannot be looked into: a folder without permission.
    package var errors: [TailingError] = []
    /// Folders in which files may appear that match.
    package var folders: Set<String> = []
  }

  private let patterns: [String]
  private let followsLinks: Bool

  /// - Parameter patterns: absolute paths; `*`, `?` and `[...]` stand for parts of one name, as in a shell.
  package init(_ patterns: [String], followsLinks: Bool = false) {
    self.patterns = patterns
    self.followsLinks = followsLinks
  }

  /// - Parameter known: paths that are followed already. What is a rotated sibling of one of them, or of a file that is
  ///   there, is no log of its own.
  package func match(known: Set<String> = []) -> Match {
    var match = Match()
    for pattern in patterns {
      let parts = pattern.split(separator: "/").map(String.init)
      expand("/", parts[...], &match)
    }
    let found = followsLinks ? LinkedFiles.distinct(Set(match.files)) : Set(match.files)
    let logs = found.union(known)
    match.files = found.filter { !isRotated($0, beside: logs) }.sorted()
    match.skipped = match.skipped.filter { !isRotated($0.key, beside: logs) }
    return match
  }

  /// Whether a path is one that a pattern stands for, whatever lies there.
  package func covers(_ path: String) -> Bool {
    let names = path.split(separator: "/").map(String.init)
    return patterns.contains { pattern in
      let parts = pattern.split(separator: "/").map(String.init)
      return parts.count == names.count
        && zip(parts, names).allSatisfy { part, name in
          unsafe part == name || fnmatch(part, name, FNM_PERIOD) == 0
        }
    }
  }

  /// Whether a change at a path may change what matches: the path is covered, or a folder on the way to one that is.
  package func isConcerned(by path: String) -> Bool {
    let depth = path.split(separator: "/").count
    let prefixes = patterns.map { "/" + $0.split(separator: "/").prefix(depth).joined(separator: "/") }
    return LogGlob(prefixes).covers(path)
  }

  /// The log that the file at a path is a rotated sibling of, by its name; nil where the name is none that a rotation
  /// gives.
  package static func log(ofSibling path: String) -> String? {
    RotatedName(FolderListing.name(of: path)).map { FolderListing.path(FolderListing.folder(of: path), $0.base) }
  }

  private func expand(_ folder: String, _ parts: ArraySlice<String>, _ match: inout Match) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    var names = [part]
    if part.contains(where: { "*?[".contains($0) }) {
      do throws(TailingError) {
        names = try FolderListing.names(in: folder).filter { unsafe fnmatch(part, $0, FNM_PERIOD) == 0 }
      } catch {
        match.errors.append(error)
        names = []
      }
      match.folders.insert(folder)
    } else if rest.isEmpty {
      match.folders.insert(folder)
    }
    for name in names {
      let path = FolderListing.path(folder, name)
      if rest.isEmpty {
        admit(path, isNamed: name == part, &match)
      } else if name == part || (try? FileStatus(path, followingLinks: false))?.kind == .folder {
        expand(path, rest, &match)
      }
    }
  }

  private func admit(_ path: String, isNamed: Bool, _ match: inout Match) {
    do throws(TailingError) {
      if let refusal = LogGlob.refusal(FolderListing.name(of: path)) {
        match.skipped[path] = refusal
        return
      }
      let status = try FileStatus(path, followingLinks: followsLinks)
      // Folders match `*` as well; nobody means them.
      if status.kind == .folder, !isNamed { return }
      try OpenFile.admit(status, path: path)
      match.files.append(path)
    } catch  where error.code == ENOENT {
      // A file that a pattern names in full is followed once it appears.
      if isNamed { match.files.append(path) }
    } catch {
      if case .refused(let refusal) = error.reason { match.skipped[path] = refusal } else { match.errors.append(error) }
    }
  }

  /// Why a file of that name is no log to follow.
  private static func refusal(_ name: String) -> FileRefusal? {
    if JournalFiles.isJournalName(name) { return .journal }
    let accounting = ["lastlog", "wtmp", "btmp", "utmp", "faillog", "tallylog"]
    let base = RotatedName(name)?.base ?? name
    if accounting.contains(base) { return .accounting }
    return [".gz", ".xz", ".zst", ".bz2", ".lz4", ".zip", ".Z"].contains(where: name.hasSuffix) ? .compressed : nil
  }

  private func isRotated(_ path: String, beside others: Set<String>) -> Bool {
    guard let base = LogGlob.log(ofSibling: path) else { return false }
    return others.contains(base) || (try? FileStatus(base, followingLinks: followsLinks)) != nil
  }
}
