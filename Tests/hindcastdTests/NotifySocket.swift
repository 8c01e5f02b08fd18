import DaemonLab
import Foundation
import LogLab
import Synchronization

/// The socket that a service manager listens on (sd_notify(3)): what a daemon says to it, and when.
final class NotifySocket: Sendable {
  struct Message: Sendable {
    var at: ContinuousClock.Instant
    var text: String
  }

  let path: String
  private let heard: Mutex<[Message]>
  private let descriptor: Int32

  init(_ folder: TemporaryFolder) throws {
    path = folder.file("notify")
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    heard = Mutex([])
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let isBound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isBound else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    Thread.detachNewThread { [self] in hear() }
  }

  /// Ends the hearing; nothing is heard any more.
  func close() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func hear() {
    var room = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe recv(descriptor, &room, room.count, 0)
      guard count > 0 else { break }
      let text = String(decoding: room.prefix(count), as: UTF8.self)
      heard.withLock { $0.append(Message(at: .now, text: text)) }
    }
    _ = Glibc.close(descriptor)
  }

  var messages: [Message] { heard.withLock { $0 } }

  func count(_ text: String) -> Int { messages.count { $0.text.contains(text) } }

  /// When it last said this; nil: never.
  func last(_ text: String) -> ContinuousClock.Instant? { messages.last { $0.text.contains(text) }?.at }

  /// The status as it was said last.
  var status: String {
    let lines = messages.flatMap { $0.text.split(separator: "\n") }
    return String(lines.last { $0.hasPrefix("STATUS=") }?.dropFirst(7) ?? "")
  }

  func hears(_ text: String, times: Int = 1) async throws -> Bool { try await eventually { self.count(text) >= times } }
}
