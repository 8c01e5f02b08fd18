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
    try place(content, at: path) { descriptor in
      if let group, fchown(descriptor, uid_t.max, group) == 0 { fchmod(descriptor, 0o640) }
    } publish: { temporary throws(DraftError) in
      if force { return try move(temporary, to: path) }
      // `link` fails where the name was taken meanwhile; `rename` replaces it.
      if unsafe link(temporary, path) == 0 {
        _ = unsafe unlink(temporary)
      } else if [EPERM, EOPNOTSUPP, ENOTSUP, ENOSYS].contains(errno) {
        try moveWithoutLink(temporary, to: path)
      } else {
        throw DraftError(errno == EEXIST ? .fileExists : .cannotWrite(errno), path)
      }
    }
  }

  /// Puts a text in the place of a file that was looked at, with its mode, owner and group; refused where it has changed
  /// since.
  static func replace(_ path: String, as seen: FileState, with text: String) throws(DraftError) {
    try place(Data(text.utf8), at: path) { descriptor in
      // Only root may give a file away; a group that it cannot have gets no rights of another's.
      let hasGroup = fchown(descriptor, uid_t.max, seen.group) == 0
      _ = fchown(descriptor, seen.owner, gid_t.max)
      fchmod(descriptor, hasGroup ? seen.mode : seen.mode & ~0o070)
    } publish: { temporary throws(DraftError) in
      guard let now = try? FileState(path), now == seen else { throw DraftError(.changedMeanwhile, path) }
      try move(temporary, to: path)
    }
  }

  /// Throws where a file of that name may not be written.
  package static func check(_ path: String, force: Bool) throws(DraftError) {
    guard FileState.exists(path) else { return }
    _ = try FileState(path)
    if !force { throw DraftError(.fileExists, path) }
  }

  /// Writes the content to a file beside the place, and has that published under its name.
  private static func place(
    _ content: Data, at path: String, grant: (CInt) -> Void, publish: (String) throws(DraftError) -> Void
  ) throws(DraftError) {
    // No other has the same name, whoever writes beside: in containers processes have the same numbers.
    let temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).part"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DraftError(.cannotWrite(errno), path) }
    do throws(DraftError) {
      grant(descriptor)
      var failure = WholeWrite.write(content, to: descriptor)
      if failure == 0, fsync(descriptor) != 0 { failure = errno }
      if close(descriptor) != 0, failure == 0 { failure = errno }
      if failure != 0 { throw DraftError(.cannotWrite(failure), path) }
      try publish(temporary)
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
  }

  /// Gives a file its name where the file system has no hard links, as vfat and some shares: fails where the name was taken
  /// meanwhile, too. An empty file holds the name until the whole one replaces it.
  static func moveWithoutLink(_ temporary: String, to path: String) throws(DraftError) {
    let holder = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard holder >= 0 else { throw DraftError(errno == EEXIST ? .fileExists : .cannotWrite(errno), path) }
    close(holder)
    do throws(DraftError) {
      try move(temporary, to: path)
    } catch {
      _ = unsafe unlink(path)
      throw error
    }
  }

  private static func move(_ temporary: String, to path: String) throws(DraftError) {
    guard unsafe rename(temporary, path) == 0 else { throw DraftError(.cannotWrite(errno), path) }
  }
}
