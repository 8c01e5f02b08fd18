import Foundation

/// Where the store lives, and how its file comes to be: 0600 in a folder of 0700, as logs may hold anything.
package enum StoreLocation {
  /// `$XDG_STATE_HOME/hindcast/hindcast.db`, else `~/.local/state/hindcast/hindcast.db` (XDG Base Directory
  /// Specification: a relative `XDG_STATE_HOME` is ignored).
  package static func standard(environment: [String: String]) throws(StoreError) -> String {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/hindcast/hindcast.db" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { throw StoreError(.noHome, path: "") }
    return home + "/.local/state/hindcast/hindcast.db"
  }

  /// Says why a file cannot be read, without opening it.
  static func checkIsReadable(_ path: String) throws(StoreError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw StoreError(isMissing ? .missing : .unreadable, path: path, errorNumber: isMissing ? nil : errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw StoreError(.noFile, path: path) }
    guard unsafe access(path, R_OK) == 0 else { throw StoreError(.unreadable, path: path, errorNumber: errno) }
  }

  /// Creates the file and the folders above it where they are missing. A file that is there is not even opened: closing it
  /// again would drop the locks that SQLite holds on it in this process (fcntl(2)).
  static func create(_ path: String) throws(StoreError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    if !FileManager.default.fileExists(atPath: folder.path) {
      do {
        try FileManager.default.createDirectory(
          at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw StoreError(.cannotCreate, path: path)
      }
    }
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw StoreError(.cannotCreate, path: path, errorNumber: errno)
    }
    close(descriptor)
  }
}
