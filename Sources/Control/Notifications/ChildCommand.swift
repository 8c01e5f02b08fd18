import Foundation

/// Runs a program for a bounded time: no shell, a clean environment, no open files, a process group of its own that is
/// ended as a whole.
///
/// The program is done when it has exited; what it leaves running in its group is ended then.
struct ChildCommand: Sendable {
  struct Result: Sendable, Equatable {
    /// The exit status, or 128 and the signal that ended it, as a shell counts.
    var status: Int32
    /// The beginning of what it wrote to standard output and error.
    var output: String
  }

  /// The program's path and its arguments.
  var command: [String]
  var environment: [String: String] = [:]
  var timeLimit: Duration

  /// - Returns: nil: it took longer than it may, or the task was cancelled, and it was ended.
  func run(input: [UInt8]) async throws(ChildCommandError) -> Result? {
    var variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
    variables.merge(environment) { _, own in own }
    let cancellation = try Pipe()
    let process = try ChildProcess(
      command: command, environment: variables.map { "\($0)=\($1)" }.sorted(), input: input,
      deadline: ContinuousClock.now + timeLimit, cancellation: cancellation.reading)
    // It is waited for on a thread of its own: Swift's pool has few, and none to spare for waiting.
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: process.finish()) }
      }
    } onCancel: {
      cancellation.writing.close()
    }
  }
}

/// Why a program could not be run, by the system's error number.
struct ChildCommandError: Error, Sendable, Equatable {
  var errorNumber: CInt

  init(_ errorNumber: CInt) { self.errorNumber = errorNumber }

  /// Whether it is the program's file that is wrong, not a want of memory or processes.
  var isLasting: Bool { [ENOENT, ENOTDIR, EACCES, EPERM, ENOEXEC, EISDIR, ELOOP, ENAMETOOLONG].contains(errorNumber) }
}

extension ChildCommandError: LocalizedError {
  var errorDescription: String? { unsafe String(cString: strerror(errorNumber)) }
}
