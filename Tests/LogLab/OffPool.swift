import Foundation

/// Runs what blocks on a thread of its own, so that the few threads of Swift's pool stay free for those it waits for.
package func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}
