internal import Glibc

/// Finds the journal files that paths name.
enum JournalFiles {
  /// The files among `paths`, and the journal files in the folders among them and in folders of those (journald keeps
  /// a folder a machine). Sorted, so that the order of the paths makes no difference. Symbolic links below a named
  /// folder are not followed.
  static func find(_ paths: [String]) -> (files: [String], errors: [JournalError]) {
    var files: [String] = []
    var errors: [JournalError] = []
    for path in paths.sorted() {
      guard isFolder(path, followingLinks: true) else {
        files.append(path)
        continue
      }
      let before = (files.count, errors.count)
      collect(path, depth: 0, &files, &errors)
      if before == (files.count, errors.count) { errors.append(JournalError(.noJournal, path: path)) }
    }
    return (files, errors)
  }

  /// Whether a file of that name can be a journal: live and archived ones, and those that journald set aside (`~`).
  package static func isJournalName(_ name: String) -> Bool {
    name.hasSuffix(".journal") || name.hasSuffix(".journal~")
  }

  private static func collect(_ folder: String, depth: Int, _ files: inout [String], _ errors: inout [JournalError]) {
    let names: [String]
    do {
      names = try list(folder)
    } catch {
      errors.append(error)
      return
    }
    for name in names.sorted() {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      if isFolder(path, followingLinks: false) {
        if depth < 3 { collect(path, depth: depth + 1, &files, &errors) }
      } else if isJournalName(name) {
        files.append(path)
      }
    }
  }

  private static func list(_ folder: String) throws(JournalError) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw JournalError(.unreadable, path: folder, code: errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func isFolder(_ path: String, followingLinks: Bool) -> Bool {
    var status = stat()
    let found = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
    return found == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
