import Foundation

/// Why the daemon could not be asked, or would not answer.
package struct DaemonError: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    case notRunning
    /// The same of the daemon that `HINDCAST_SOCKET` names, in whose place no store is taken.
    case namedNotRunning
    /// The socket is there, but not for us; the group that may use it, if it has a name.
    case denied(group: String?)
    /// It does not know what was asked.
    case tooOld
    /// It answered that it would not.
    case refused(APIError)
    /// It closed the connection, or was silent for too long.
    case noAnswer
    /// It answered what no daemon of this version does.
    case strange
    /// The connection failed, by the system's error number.
    case failed(CInt)
  }

  package var reason: Reason
  package var path: String

  package init(_ reason: Reason, path: String) {
    self.reason = reason
    self.path = path
  }

  /// The error that connecting met.
  init(errorNumber: CInt, path: String) {
    switch errorNumber {
    case ENOENT, ECONNREFUSED, ENOTDIR: self.init(.notRunning, path: path)
    case EACCES, EPERM: self.init(.denied(group: Self.group(of: path)), path: path)
    default: self.init(.failed(errorNumber), path: path)
    }
  }

  /// The group of the socket, or of the folder that hides it.
  private static func group(of path: String) -> String? {
    for place in [path, URL(fileURLWithPath: path).deletingLastPathComponent().path] {
      var status = stat()
      guard unsafe stat(place, &status) == 0 else { continue }
      guard status.st_gid != 0, let entry = unsafe getgrgid(status.st_gid) else { return nil }
      return unsafe String(cString: entry.pointee.gr_name)
    }
    return nil
  }
}

extension DaemonError: LocalizedError {
  /// One line: what happened and what to do.
  package var errorDescription: String? {
    switch reason {
    case .notRunning: "no hindcastd answers on \(path): start it with 'systemctl start hindcastd'"
    case .namedNotRunning:
      "no hindcastd answers on \(path), which HINDCAST_SOCKET names: start it, or name a store with --store FILE"
    case .denied(let group?):
      "you may not use the socket \(path): join its group with 'sudo usermod -aG \(group) $USER' and log in again, or name a store with --store FILE"
    case .denied(nil): "you may not use the socket \(path): ask as root, or name a store with --store FILE"
    case .tooOld:
      "the hindcastd on \(path) is older than this hindcast: restart it with 'systemctl restart hindcastd'"
    case .refused(let error): error.errorDescription
    case .noAnswer: "hindcastd on \(path) did not answer: see 'systemctl status hindcastd', and try again"
    case .strange: "hindcastd on \(path) gave no answer that this hindcast knows: use both of the same version"
    case .failed(let number):
      "cannot reach hindcastd on \(path) (\(unsafe String(cString: strerror(number)))): try again"
    }
  }
}
