import Glibc
import Synchronization

/// The names in folders.
enum FolderListing {
  /// The folder part of a path.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  static func path(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  private struct Known {
    var folder: String
    /// When the folder was last changed, nanoseconds since the epoch.
    var modified: Int64
    var names: [String]
  }

  /// The folder that was listed last: each of thousands of new files in one asks for it.
  private static let latest = Mutex<Known?>(nil)
  /// A change so shortly after another one may not be seen in a folder's time, nanoseconds.
  private static let resolution: Int64 = 2_000_000_000

  /// The names in a folder, sorted; none where there is no such folder.
  static func names(in folder: String) throws(TailingError) -> [String] {
    let modified = try? FileStatus(folder, followingLinks: true).modified
    let known = latest.withLock { $0 }
    if let known, known.folder == folder, known.modified == modified { return known.names }
    let names = try list(folder)
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    if let modified, Int64(now.tv_sec) * 1_000_000_000 - modified > resolution {
      latest.withLock { $0 = Known(folder: folder, modified: modified, names: names) }
    }
    return names
  }

  /// Those of a sorted list that begin so.
  static func names(_ sorted: [String], from prefix: String) -> some Sequence<String> {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < prefix { low = middle + 1 } else { high = middle }
    }
    return sorted[low...].prefix { $0.hasPrefix(prefix) }
  }

  private static func list(_ folder: String) throws(TailingError) -> [String] {
    guard let stream = unsafe opendir(folder) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw TailingError(.open, path: folder, code: errno)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
