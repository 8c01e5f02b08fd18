internal import Glibc

/// Reads and writes whole frames on a descriptor.
struct JournalPipe {
  let descriptor: Int32

  enum Outcome {
    case frame(JournalFrame)
    /// The other side closed the pipe between two frames.
    case end
    /// It closed it within one, or sent what is none.
    case broken
    /// Nothing came in time.
    case silent
  }

  /// Waits for a frame.
  /// - Parameter silence: milliseconds that may pass without a byte; -1: any.
  func read(silence: Int32 = -1) -> Outcome {
    var head: [UInt8] = []
    switch fill(&head, JournalFrame.headSize, silence) {
    case .end: return head.isEmpty ? .end : .broken
    case .silent: return .silent
    default: break
    }
    let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard count <= JournalFrame.cap else { return .broken }
    var content: [UInt8] = []
    switch fill(&content, count, silence) {
    case .end: return .broken
    case .silent: return .silent
    default: return JournalFrame(content: content).map { .frame($0) } ?? .broken
    }
  }

  /// Lets `write` look up while nobody reads.
  func doNotBlock() { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }

  /// Waits until all of it is written; false where nobody reads any more.
  /// - Parameter meanwhile: called every second that it waits, where `doNotBlock` was.
  func write(_ frame: JournalFrame, meanwhile: () -> Void = {}) -> Bool {
    let bytes = frame.encoded
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        if unsafe poll(&waited, 1, 1000) == 0 { meanwhile() }
        continue
      }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  private enum Filled { case whole, end, silent }

  private func fill(_ bytes: inout [UInt8], _ count: Int, _ silence: Int32) -> Filled {
    bytes = [UInt8](repeating: 0, count: count)
    var read = 0
    defer { bytes.removeLast(count - read) }
    while read < count {
      if silence >= 0 {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = unsafe poll(&waited, 1, silence)
        if ready < 0, errno == EINTR { continue }
        guard ready > 0 else { return .silent }
      }
      let got = unsafe bytes.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress! + read, count - read)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return .end }
      read += got
    }
    return .whole
  }
}
