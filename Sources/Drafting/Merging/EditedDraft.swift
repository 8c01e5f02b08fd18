import Foundation

/// A draft in the file that a person edits: read whole, and replaced whole, with the mode, owner and group that it has.
package struct EditedDraft: Sendable {
  package let path: String
  package let text: String
  private let status: FileState

  /// What tells whether a file is still the one that was read.
  private struct FileState: Sendable, Equatable {
    var inode: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
    var mode: mode_t
    var owner: uid_t
    var group: gid_t

    init(_ path: String) throws(DraftUpdateError) {
      var found = stat()
      guard unsafe lstat(path, &found) == 0 else { throw DraftUpdateError(.unreadable(errno), path) }
      if found.st_mode & S_IFMT == S_IFLNK { throw DraftUpdateError(.symbolicLink, path) }
      guard found.st_mode & S_IFMT == S_IFREG else { throw DraftUpdateError(.noFile, path) }
      (inode, size) = (UInt64(found.st_ino), Int64(found.st_size))
      (seconds, nanoseconds) = (found.st_mtim.tv_sec, found.st_mtim.tv_nsec)
      (mode, owner, group) = (found.st_mode & 0o7777, found.st_uid, found.st_gid)
    }
  }

  package init(_ path: String) throws(DraftUpdateError) {
    self.path = path
    status = try FileState(path)
    text = try Self.read(path)
    let marks = ConflictMarks.lines(in: text)
    if !marks.isEmpty { throw DraftUpdateError(.holdsConflicts(lines: marks), path) }
  }

  /// A text file in UTF-8.
  package static func read(_ path: String) throws(DraftUpdateError) -> String {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw DraftUpdateError(.unreadable(errno), path)
    }
    guard let text = String(validating: data, as: UTF8.self) else { throw DraftUpdateError(.noText, path) }
    return text
  }

  /// Puts a text in the place of the one that was read, whole or not at all; refused where the file has changed since.
  package func replace(with text: String) throws(DraftUpdateError) {
    let temporary = "\(path).\(getpid()).part"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DraftUpdateError(.cannotWrite(errno), temporary) }
    do throws(DraftUpdateError) {
      try write(text, descriptor, temporary)
      guard try FileState(path) == status else { throw DraftUpdateError(.changedMeanwhile, path) }
      guard unsafe rename(temporary, path) == 0 else { throw DraftUpdateError(.cannotWrite(errno), path) }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
  }

  private func write(_ text: String, _ descriptor: CInt, _ temporary: String) throws(DraftUpdateError) {
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    // Only root may give a file away; a group that it cannot have gets no rights of another's.
    let hasGroup = fchown(descriptor, uid_t.max, status.group) == 0
    _ = fchown(descriptor, status.owner, gid_t.max)
    fchmod(descriptor, hasGroup ? status.mode : status.mode & ~0o070)
    do {
      try file.write(contentsOf: Data(text.utf8))
      try file.synchronize()
      try file.close()
    } catch {
      throw DraftUpdateError(.cannotWrite(errno), temporary)
    }
  }
}
