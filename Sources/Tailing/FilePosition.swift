import Glibc

/// How far the file of one path has been read, through all its generations. Reading resumes from it exactly: what was
/// handed out before it is never handed out again, and what was not is read or counted as a gap.
package struct FilePosition: Codable, Sendable, Equatable {
  package var path: String
  /// The number of the newest generation so far; 0 before the first.
  package var newest = 0
  /// Those that may still be read, oldest first. The last one is what later generations are recognised by, also when it
  /// has been read to its end.
  package var generations: [GenerationPosition] = []

  package init(path: String) { self.path = path }

  /// Whether nothing is left to read: nothing is at the path, all that was there has been handed out, and it was last
  /// written to before a time (nanoseconds since the epoch).
  package func isSpent(before time: Int64) -> Bool {
    guard generations.allSatisfy({ $0.isFinished && $0.modified < time }) else { return false }
    do throws(TailingError) {
      _ = try FileStatus(path, followingLinks: false)
      return false
    } catch {
      return error.code == ENOENT || error.code == ENOTDIR
    }
  }
}

/// How far one generation of a log file has been read: one content, from its beginning to its rotation.
package struct GenerationPosition: Codable, Sendable, Equatable {
  /// Counts the generations of a path from 1.
  package var number: Int
  /// Where the file was when it was last seen; rotation may have renamed it since.
  package var name: String
  package var identity: FileIdentity
  /// Of the file's beginning: at most `GenerationPosition.headLength` bytes.
  package var head: Fingerprint
  /// Of the bytes just before the offset.
  package var check: Fingerprint
  /// The first byte that has not been handed out, in the decompressed content.
  package var offset: UInt64
  /// Whether the offset lies within a record that was too long.
  package var isSkipping: Bool
  /// The largest size seen.
  package var size: UInt64
  /// When the file was last changed, nanoseconds since the epoch.
  package var modified: Int64
  /// Whether all of it has been handed out and nothing more is expected.
  package var isFinished: Bool

  static let headLength = 1024
}

/// What tells one file from another on a host: inodes alone do not, because they are used again.
package struct FileIdentity: Codable, Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64
  /// When the inode was born, nanoseconds since the epoch; nil where the file system does not say.
  package var birth: Int64?

  /// Whether both may be the same file. Devices are not compared: their numbers change when a host starts.
  func mayBe(_ other: FileIdentity) -> Bool {
    guard inode == other.inode else { return false }
    guard let birth, let otherBirth = other.birth else { return true }
    return birth == otherBirth
  }
}
