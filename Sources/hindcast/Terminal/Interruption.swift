import Dispatch
import Foundation

/// Signals that end what a command does for as long as it is left alone.
enum Interruption {
  /// Does the work until it is done or one of these signals comes, which is a good end, too.
  static func ending(_ signals: [Int32], _ work: @escaping @Sendable () async throws -> Void) async throws {
    let (arrived, continuation) = AsyncStream.makeStream(of: Void.self)
    let sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { for await _ in arrived { return } }
      tasks.addTask {
        do {
          try await work()
        } catch {
          // What fails because it was ended has not failed; nor has one whose reader has gone.
          if Task.isCancelled || error.isBrokenPipe { return }
          throw error
        }
      }
      try await tasks.next()
      tasks.cancelAll()
    }
  }
}

extension Error {
  /// Whether what was written to is read by nobody any more.
  fileprivate var isBrokenPipe: Bool {
    if let error = self as? OutputError { return error.number == EPIPE }
    let error = self as NSError
    let reason = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    return reason.domain == NSPOSIXErrorDomain && reason.code == Int(EPIPE)
  }
}
