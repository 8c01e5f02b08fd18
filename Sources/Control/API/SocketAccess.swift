package import Foundation

/// Who stands at the other end of a Unix socket, as the kernel saw them connect (socket(7), SO_PEERCRED).
struct PeerCredentials: Sendable, Equatable {
  var user: uid_t
  /// The effective group and all supplementary ones.
  var groups: Set<gid_t>

  init(user: uid_t, groups: Set<gid_t>) {
    self.user = user
    self.groups = groups
  }

  /// nil: the kernel does not say.
  init?(descriptor: CInt) {
    // struct ucred: pid, uid, gid; 32 bits each.
    guard let credentials = Self.option(SO_PEERCRED, of: descriptor, count: 3), credentials.count == 3 else {
      return nil
    }
    user = credentials[1]
    groups = [credentials[2]]
    // Usual are few; at most NGROUPS_MAX, 65,536 (credentials(7)).
    let others =
      Self.option(SO_PEERGROUPS, of: descriptor, count: 64)
      ?? Self.option(SO_PEERGROUPS, of: descriptor, count: 65_536)
    groups.formUnion(others ?? [])
  }

  private static func option(_ name: CInt, of descriptor: CInt, count: Int) -> [UInt32]? {
    var values = [UInt32](repeating: 0, count: count)
    var length = socklen_t(count * MemoryLayout<UInt32>.size)
    let result = unsafe values.withUnsafeMutableBytes { bytes in
      unsafe getsockopt(descriptor, SOL_SOCKET, name, bytes.baseAddress, &length)
    }
    return result == 0 ? Array(values.prefix(Int(length) / MemoryLayout<UInt32>.size)) : nil
  }
}

/// Who may use the socket, for reading and writing alike.
package struct SocketAccess: Sendable, Equatable {
  package var users: Set<uid_t>
  package var group: gid_t?

  package init(users: Set<uid_t>, group: gid_t?) {
    self.users = users
    self.group = group
  }

  /// Root, the daemon's own user and the members of a group.
  ///
  /// - Parameter group: nil: nobody else.
  package static func standard(group: String?, path: String) throws(SocketFileError) -> SocketAccess {
    SocketAccess(
      users: [0, geteuid()], group: try group.map { name throws(SocketFileError) in try id(ofGroup: name, path) })
  }

  func allows(_ peer: PeerCredentials) -> Bool {
    users.contains(peer.user) || group.map(peer.groups.contains) ?? false
  }

  private static func id(ofGroup name: String, _ path: String) throws(SocketFileError) -> gid_t {
    var entry = unsafe Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    var room = [CChar](repeating: 0, count: 1 << 16)
    let result = unsafe room.withUnsafeMutableBufferPointer {
      unsafe getgrnam_r(name, &entry, $0.baseAddress, $0.count, &found)
    }
    guard result == 0, unsafe found != nil else { throw SocketFileError(.noSuchGroup(name), path: path) }
    return unsafe entry.gr_gid
  }
}
