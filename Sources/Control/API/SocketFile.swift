import Foundation

/// A listening Unix socket and its file, which only its owner and one group may ever connect to.
///
/// The socket is bound in a folder that only we may enter, gets its mode and group there, and is then moved to its
/// place: whatever the umask, no other process ever sees it with other rights (faults.md 80). What stands in its place
/// before is replaced only if it is a socket of ours that nobody answers on (82).
struct SocketFile: Sendable {
  static let mode: mode_t = 0o660

  let path: String
  let descriptor: CInt
  private let identity: FileIdentity

  /// - Parameter group: who may connect beside the owner; nil leaves the group that files in the folder get.
  static func listen(at path: String, group: gid_t?) throws(SocketFileError) -> SocketFile {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try checkPlace(path)
    let nursery = try makePrivateFolder(in: folder)
    defer { unsafe rmdir(nursery) }
    let infant = nursery + "/s"
    let descriptor = try bind(infant)
    do throws(SocketFileError) {
      try restrict(infant, group)
      guard Glibc.listen(descriptor, 128) == 0, let identity = FileIdentity(path: infant) else {
        throw SocketFileError(.create, path: path, errorNumber: errno)
      }
      guard unsafe rename(infant, path) == 0 else { throw SocketFileError(.create, path: path, errorNumber: errno) }
      return SocketFile(path: path, descriptor: descriptor, identity: identity)
    } catch {
      unsafe unlink(infant)
      close(descriptor)
      throw error
    }
  }

  /// Gives the socket to another group.
  /// - Parameter group: nil: to the group of this process.
  func give(to group: gid_t?) throws(SocketFileError) {
    guard FileIdentity(path: path) == identity else { throw SocketFileError(.notASocket, path: path) }
    guard unsafe lchown(path, uid_t.max, group ?? getegid()) == 0 else {
      throw SocketFileError(.group(group ?? getegid()), path: path, errorNumber: errno)
    }
  }

  /// Takes the file away, unless another has been put in its place.
  func remove() {
    if FileIdentity(path: path) == identity { unsafe unlink(path) }
  }

  private static func checkPlace(_ path: String) throws(SocketFileError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw SocketFileError(.create, path: path, errorNumber: errno)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw SocketFileError(.notASocket, path: path) }
    guard status.st_uid == geteuid() else { throw SocketFileError(.foreign, path: path) }
    // Only a refusal says that nobody listens: a full queue or no right to connect does not.
    switch UnixSocket.connectionError(to: path) {
    case ECONNREFUSED, ENOENT: return
    default: throw SocketFileError(.inUse, path: path)
    }
  }

  private static func makePrivateFolder(in folder: String) throws(SocketFileError) -> String {
    var template = Array((folder + "/.socket-XXXXXX").utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { room in
      guard let start = room.baseAddress else { return false }
      return unsafe mkdtemp(start) != nil
    }
    guard made else { throw SocketFileError(.folder, path: folder, errorNumber: errno) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func bind(_ path: String) throws(SocketFileError) -> CInt {
    guard var address = UnixSocket.address(path) else { throw SocketFileError(.tooLong, path: path) }
    let descriptor = socket(AF_UNIX, UnixSocket.kind, 0)
    guard descriptor >= 0 else { throw SocketFileError(.create, path: path, errorNumber: errno) }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      let number = errno
      close(descriptor)
      throw SocketFileError(.create, path: path, errorNumber: number)
    }
    return descriptor
  }

  private static func restrict(_ path: String, _ group: gid_t?) throws(SocketFileError) {
    if let group, unsafe chown(path, uid_t.max, group) != 0 {
      throw SocketFileError(.group(group), path: path, errorNumber: errno)
    }
    guard unsafe chmod(path, mode) == 0 else { throw SocketFileError(.create, path: path, errorNumber: errno) }
  }
}

/// A file, whatever its name.
private struct FileIdentity: Equatable {
  var device: dev_t
  var inode: ino_t

  init?(path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    device = status.st_dev
    inode = status.st_ino
  }
}
