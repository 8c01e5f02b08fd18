package import Foundation

/// Writes a draft to a file: whole or not at all, for its owner's eyes, never through a symbolic link.
package enum DraftFile {
  /// - Parameters:
  ///   - force: whether a file that is there is replaced.
  ///   - group: who may read it beside its owner, where the file may be given to them.
  package static func write(
    _ text: String, to path: String, force: Bool, group: gid_t? = nil
  ) throws(DraftError) {
    try write(Data(text.utf8), to: path, force: force, group: group)
  }

  package static func write(
    _ content: Data, to path: String, force: Bool, group: gid_t? = nil
  ) throws(DraftError) {
    try check(path, force: force)
    let temporary = "\(path).\(getpid()).part"
    do {
      try create(temporary, content, group)
      try publish(temporary, as: path, force: force)
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
  }

  /// Throws where a file of that name may not be written.
  static func check(_ path: String, force: Bool) throws(DraftError) {
    var status = stat()
    if unsafe lstat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFLNK { throw DraftError(.symbolicLink, path) }
      guard force, status.st_mode & S_IFMT == S_IFREG else { throw DraftError(.fileExists, path) }
    }
  }

  private static func create(_ temporary: String, _ content: Data, _ group: gid_t?) throws(DraftError) {
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DraftError(.cannotWrite, temporary, errorNumber: errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    if let group, fchown(descriptor, uid_t.max, group) == 0 { fchmod(descriptor, 0o640) }
    do {
      try file.write(contentsOf: content)
      try file.synchronize()
      try file.close()
    } catch {
      throw DraftError(.cannotWrite, temporary)
    }
  }

  /// `link` fails where the name was taken meanwhile; `rename` replaces it.
  private static func publish(_ temporary: String, as path: String, force: Bool) throws(DraftError) {
    if force {
      guard unsafe rename(temporary, path) == 0 else { throw DraftError(.cannotWrite, path, errorNumber: errno) }
      return
    }
    guard unsafe link(temporary, path) == 0 else {
      throw DraftError(errno == EEXIST ? .fileExists : .cannotWrite, path, errorNumber: errno)
    }
    _ = unsafe unlink(temporary)
  }
}
