import Glibc

/// Why a source could not be read, or not to its end.
public struct TailingError: Error, Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    case open, read
    /// The compressed stream ends before its end mark.
    case truncatedCompression
    /// The compressed stream is damaged.
    case corruptCompression
    /// What lies at the path is not read, whoever may read it.
    case refused(FileRefusal)
    /// Changes in a folder are not announced.
    case watch
    /// The compressed stream needs more memory than it may take here.
    case largeCompression
  }

  public var reason: Reason
  public var path: String
  /// `errno` of the call that failed; 0 where none did.
  public var code: Int32
  /// Bytes of the (decompressed) source read before.
  public var offset: UInt64

  init(_ reason: Reason, path: String, code: Int32 = 0, offset: UInt64 = 0) {
    self.reason = reason
    self.path = path
    self.code = code
    self.offset = offset
  }

  /// Whether the file can be read, but not decompressed.
  var isOfCompression: Bool {
    [.corruptCompression, .truncatedCompression, .largeCompression].contains(reason)
  }

  /// The operating system's words for `code`.
  public var systemMessage: String { unsafe String(cString: strerror(code)) }
}

/// Why a path is not followed whatever its permissions are.
public enum FileRefusal: String, Codable, Sendable {
  case symbolicLink = "a symbolic link; the configuration does not allow to follow it"
  case noRegularFile = "no regular file"
  case hardLink = "a hard link in a folder that others write to"
  case journal = "a journal file; journals are read as such"
  case accounting = "a binary file of login records"
  case compressed = "compressed in a way that cannot be read here"
}

extension TailingError: CustomStringConvertible {
  /// One sentence: what is the matter and what to do.
  public var description: String {
    switch reason {
    case .open where code == EACCES || code == EPERM:
      "\(path) may not be read; let a group that owns it (often adm) hold the user that reads it"
    case .open where code == EMFILE || code == ENFILE: "\(path) cannot be opened: too many open files"
    case .open: "\(path) cannot be opened: \(systemMessage)"
    case .read: "\(path) cannot be read at byte \(offset): \(systemMessage)"
    case .truncatedCompression: "\(path) ends within its compressed data, after \(offset) bytes of content"
    case .corruptCompression: "\(path) is damaged after \(offset) bytes of content"
    case .largeCompression: "\(path) takes more than 128 MiB of memory to decompress: decompress it first"
    case .watch where code == ENOSPC:
      "\(path) is looked at regularly: the system's limit of watches is reached; raise fs.inotify.max_user_watches"
    case .watch where path.isEmpty:
      "files are looked at regularly: inotify is not to be had (\(systemMessage)); raise fs.inotify.max_user_instances"
    case .watch: "\(path) is looked at regularly: it cannot be watched: \(systemMessage)"
    case .refused(let refusal): "\(path) is not read: it is \(refusal.rawValue)"
    }
  }
}
