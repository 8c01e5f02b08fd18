import Glibc

/// One thing to replay: a file, standard input, or journal files that libsystemd reads together.
enum ReplayInput: Hashable, Comparable {
  case file(String)
  case journal([String])

  var name: String {
    switch self {
    case .file(let path): path
    case .journal(let paths): paths.count == 1 ? paths[0] : "journal (\(paths.count) files of \(folder(of: paths)))"
    }
  }

  private func folder(of paths: [String]) -> String {
    let parts = paths.map { $0.split(separator: "/", omittingEmptySubsequences: false).dropLast() }
    var common = parts[0]
    for other in parts.dropFirst() {
      let same = zip(common, other).prefix { $0 == $1 }.count
      common = common.prefix(same)
    }
    return common.isEmpty ? "." : common.joined(separator: "/")
  }

  static func < (a: ReplayInput, b: ReplayInput) -> Bool { a.name < b.name }
}

/// Finds what paths name: files, folders (with what is below them), journal files and folders of them.
enum ReplayInputs {
  /// - Returns: the inputs in the order of their names, each once, however the paths were given.
  static func find(_ paths: [String]) throws(ReplayError) -> [ReplayInput] {
    var files: Set<String> = []
    for path in paths {
      if path == "-" {
        files.insert(path)
        continue
      }
      switch kind(of: path, followingLinks: true) {
      case .file: files.insert(path)
      case .folder: collect(path, into: &files, depth: 0)
      case .other: throw ReplayError(.unreadable, "\(path) is neither a file nor a folder")
      case nil:
        throw ReplayError(
          .noSuchPath, "\(path): \(errno == ENOENT ? "no such file or folder" : unsafe String(cString: strerror(errno)))")
      }
    }
    let journals = files.filter { $0.hasSuffix(".journal") || $0.hasSuffix(".journal~") }.sorted()
    var inputs = files.subtracting(journals).map { ReplayInput.file($0) }
    if !journals.isEmpty { inputs.append(.journal(journals)) }
    guard !inputs.isEmpty else {
      throw ReplayError(.nothingToRead, "no files in \(paths.joined(separator: ", "))")
    }
    return inputs.sorted()
  }

  private enum Kind { case file, folder, other }

  private static func kind(of path: String, followingLinks: Bool) -> Kind? {
    var info = stat()
    guard unsafe (followingLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { return nil }
    switch info.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFIFO where followingLinks: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Adds the regular files below a folder; links, sockets and devices in it are left alone.
  private static func collect(_ folder: String, into files: inout Set<String>, depth: Int) {
    guard depth < 16, let handle = unsafe opendir(folder) else { return }
    defer { unsafe closedir(handle) }
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      switch kind(of: path, followingLinks: false) {
      case .file: files.insert(path)
      case .folder: collect(path, into: &files, depth: depth + 1)
      case .other, nil: break
      }
    }
  }

  /// Time of a file's last change, seconds since the epoch; now for standard input.
  static func newest(_ path: String) -> Int64 {
    var info = stat()
    guard path != "-", unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return Int64(time(nil)) }
    return Int64(info.st_mtim.tv_sec)
  }

  static func size(_ path: String) -> Int64 {
    var info = stat()
    guard path != "-", unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return 0 }
    return Int64(info.st_size)
  }
}
