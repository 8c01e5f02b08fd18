import Foundation

@testable import Control

/// A client that says whatever bytes it is told to; every wait ends after a minute.
final class RawConnection: Sendable {
  struct Closed: Error {}

  private let descriptor: CInt

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, UnixSocket.kind, 0)
    guard var address = UnixSocket.address(path) else { throw Closed() }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Closed() }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      unsafe setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  deinit { close(descriptor) }

  /// Whether all of it was taken.
  @discardableResult
  func send(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let sent = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// What comes until the text has come, or until the other side closes.
  func receive(until text: String? = nil) -> String {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let text, String(decoding: bytes, as: UTF8.self).contains(text) { break }
      let count = unsafe block.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
      guard count > 0 else { break }
      bytes += block.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Sends and returns the status and body of the answer; the other side is to close.
  static func ask(_ path: String, _ request: String) throws -> (status: Int, body: String) {
    let connection = try RawConnection(path)
    connection.send(request)
    return parts(of: connection.receive())
  }

  static func parts(of answer: String) -> (status: Int, body: String) {
    let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    let body = answer.range(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) } ?? ""
    return (status, body)
  }
}
