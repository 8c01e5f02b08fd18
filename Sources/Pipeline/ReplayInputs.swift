import Glibc
import Tailing

/// One thing to replay: a file, standard input, or journal files that libsystemd reads together; or what a folder
/// holds that is not read, and why.
enum ReplayInput: Hashable, Comparable {
  case file(String)
  case journal([String])
  case skipped(String, reason: String)

  var name: String {
    switch self {
    case .file(let path), .skipped(let path, _): path
    case .journal(let paths): paths.count == 1 ? paths[0] : "journal (\(paths.count) files of \(folder(of: paths)))"
    }
  }

  /// Bytes of it as they lie on the disk.
  var size: Int64 {
    switch self {
    case .file(let path): ReplayInputs.size(path)
    case .journal(let paths): paths.reduce(0) { $0 + ReplayInputs.size($1) }
    case .skipped: 0
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
  /// - Returns: the inputs in the order of their names, each file once, however often and by whatever paths it is named.
  static func find(_ paths: [String]) throws(ReplayError) -> [ReplayInput] {
    var found = Found()
    for path in paths {
      if path == "-" {
        found.readsStandardInput = true
        continue
      }
      guard let info = status(path, followingLinks: true) else {
        throw ReplayError(.noSuchPath, "\(path): \(errno == ENOENT ? "no such file or folder" : message(errno))")
      }
      switch info.st_mode & S_IFMT {
      case S_IFREG, S_IFIFO: found.add(path, info)
      case S_IFDIR: collect(path, into: &found, depth: 0)
      default: throw ReplayError(.unreadable, "\(path) is neither a file nor a folder")
      }
    }
    let folders = paths.filter { status($0, followingLinks: true)?.st_mode.isFolder ?? false }
    for link in found.links { follow(link, within: folders, &found) }
    let names = found.files.values
    let journals = names.filter { $0.hasSuffix(".journal") || $0.hasSuffix(".journal~") }.sorted()
    var inputs = Set(names).subtracting(journals).map { ReplayInput.file($0) }
    if found.readsStandardInput { inputs.append(.file("-")) }
    if !journals.isEmpty { inputs.append(.journal(journals)) }
    inputs += found.skipped.map { .skipped($0.key, reason: $0.value) }
    guard !inputs.isEmpty else {
      throw ReplayError(.nothingToRead, "no files in \(paths.joined(separator: ", "))")
    }
    return inputs.sorted()
  }

  private struct Found {
    /// Device and inode: two names of one file are one file.
    struct Identity: Hashable {
      var device: dev_t
      var inode: ino_t
    }

    var files: [Identity: String] = [:]
    var skipped: [String: String] = [:]
    var links: [String] = []
    var readsStandardInput = false

    func holds(_ info: stat) -> Bool { files[Identity(device: info.st_dev, inode: info.st_ino)] != nil }

    /// Adds a file; of several names the shortest stays.
    mutating func add(_ path: String, _ info: stat) {
      let identity = Identity(device: info.st_dev, inode: info.st_ino)
      guard let known = files[identity], (known.utf8.count, known) <= (path.utf8.count, path) else {
        files[identity] = path
        return
      }
    }
  }

  private static func status(_ path: String, followingLinks: Bool) -> stat? {
    var info = stat()
    return unsafe (followingLinks ? stat(path, &info) : lstat(path, &info)) == 0 ? info : nil
  }

  private static func message(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  /// Adds what a link in a folder leads to, unless it is read anyway, or is none of what was named (`LinkedFiles`).
  private static func follow(_ link: String, within folders: [String], _ found: inout Found) {
    let reason: String
    switch status(link, followingLinks: true).map({ ($0, $0.st_mode & S_IFMT) }) {
    case (let info, S_IFREG)?:
      if found.holds(info) { return }
      if let target = LinkedFiles.target(of: link, within: folders) { return found.add(target, info) }
      reason = "out of the folder; name it on the command line to follow it"
    case (_, S_IFDIR)?: reason = "to a folder; name it on the command line to follow it"
    case nil: reason = "that leads nowhere"
    default: reason = "to what is no regular file"
    }
    found.skipped[link] = "not read: a symbolic link \(reason)"
  }

  private static let deepest = 16

  /// Adds the regular files below a folder, and notes the links. Sockets, pipes and devices in it are left alone.
  private static func collect(_ folder: String, into found: inout Found, depth: Int) {
    guard depth < deepest else {
      found.skipped[folder] = "not read: more than \(deepest) folders deep"
      return
    }
    guard let handle = unsafe opendir(folder) else {
      found.skipped[folder] = "not read: \(message(errno))"
      return
    }
    defer { unsafe closedir(handle) }
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      guard let info = status(path, followingLinks: false) else {
        found.skipped[path] = "not read: \(message(errno))"
        continue
      }
      switch info.st_mode & S_IFMT {
      case S_IFREG: found.add(path, info)
      case S_IFDIR: collect(path, into: &found, depth: depth + 1)
      case S_IFLNK: found.links.append(path)
      default: found.skipped[path] = "not read: not a regular file"
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

extension mode_t {
  fileprivate var isFolder: Bool { self & S_IFMT == S_IFDIR }
}
