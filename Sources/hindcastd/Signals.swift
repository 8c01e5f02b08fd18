import Dispatch
import Glibc

/// Signals as they arrive, in place of what they do by default.
@safe
final class Signals: Sendable {
  let stream: AsyncStream<Int32>
  /// Kept so that they go on; never touched.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  init(_ numbers: [Int32]) {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    self.stream = stream
    unsafe sources = numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
    signal(SIGPIPE, SIG_IGN)
  }
}
