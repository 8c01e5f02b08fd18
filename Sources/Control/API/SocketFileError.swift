package import Foundation

/// Why the daemon could not listen on its socket.
package struct SocketFileError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// The folder is missing, or may not be written.
    case folder
    /// Longer than the address of a Unix socket holds.
    case tooLong
    /// Something else stands in the socket's place.
    case notASocket
    /// A socket of another user.
    case foreign
    /// Another process answers on it.
    case inUse
    /// The socket may not be given to this group.
    case group(gid_t)
    /// No group has this name.
    case noSuchGroup(String)
    case create
  }

  package var reason: Reason
  package var path: String
  package var errorNumber: CInt?

  package init(_ reason: Reason, path: String, errorNumber: CInt? = nil) {
    self.reason = reason
    self.path = path
    self.errorNumber = errorNumber
  }
}

extension SocketFileError: LocalizedError {
  package var errorDescription: String? {
    switch reason {
    case .folder: "cannot make a socket in \(path)\(detail): create the folder, writable for the daemon's user only"
    case .tooLong: "the socket's path \(path) is too long: 107 bytes at most, less 16 for its making"
    case .notASocket: "\(path) is there and is no socket: move it away"
    case .foreign: "the socket \(path) belongs to another user: remove it, or run as that user"
    case .inUse: "another hindcastd answers on \(path): stop it first"
    case .group(let group): "cannot give the socket \(path) to group \(group)\(detail): run as a member of it"
    case .noSuchGroup(let name): "there is no group \(name) for the socket \(path): create it with 'groupadd --system'"
    case .create: "cannot listen on \(path)\(detail): check its folder"
    }
  }

  private var detail: String {
    errorNumber.map { " (\(unsafe String(cString: strerror($0))))" } ?? ""
  }
}
