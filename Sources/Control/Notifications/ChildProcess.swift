import CSpawn
import Foundation

/// A running program, and the pipes to it; used by one thread at a time.
struct ChildProcess: Sendable {
  /// What is kept of its output.
  private static let keptBytes = 4096

  private let process: pid_t
  /// Readable once the process has exited (pidfd_open(2)).
  private let exit: OpenFile
  private let input: [UInt8]
  private let inputPipe: Pipe
  private let outputPipe: Pipe
  private let deadline: ContinuousClock.Instant
  private let cancellation: OpenFile

  /// Starts the program.
  ///
  /// - Parameter cancellation: readable once the program is to be ended.
  init(
    command: [String], environment: [String], input: [UInt8], deadline: ContinuousClock.Instant, cancellation: OpenFile
  ) throws(ChildCommandError) {
    self.input = input
    self.deadline = deadline
    self.cancellation = cancellation
    inputPipe = try Pipe()
    outputPipe = try Pipe()
    process = try Self.spawn(command, environment, inputPipe.reading.descriptor, outputPipe.writing.descriptor)
    let exit = pidfd_open(process, 0)
    guard exit >= 0 else {
      let number = errno
      Self.end(process)
      throw ChildCommandError(number)
    }
    self.exit = OpenFile(exit)
    inputPipe.reading.close()
    outputPipe.writing.close()
    for end in [inputPipe.writing, outputPipe.reading] { _ = fcntl(end.descriptor, F_SETFL, O_NONBLOCK) }
  }

  /// Feeds it, hears it, and waits until it has exited; nil: it had to be ended.
  func finish() -> ChildCommand.Result? {
    var output: [UInt8] = []
    var unwritten = input[...]
    while true {
      if unwritten.isEmpty { inputPipe.writing.close() }
      let left = (deadline - .now).components
      let milliseconds = max(0, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000)
      // Descriptors below zero are passed over (poll(2)).
      var watched = [
        pollfd(fd: exit.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: outputPipe.reading.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: inputPipe.writing.descriptor, events: Int16(POLLOUT), revents: 0),
      ]
      let ready = unsafe poll(&watched, nfds_t(watched.count), CInt(min(milliseconds, 1_000_000)))
      if watched[2].revents != 0 { hear(&output) }
      if watched[3].revents != 0 { feed(&unwritten) }
      if watched[0].revents != 0 {
        hear(&output)
        return ChildCommand.Result(status: Self.end(process), output: String(decoding: output, as: UTF8.self))
      }
      if watched[1].revents != 0 || (ready == 0 && .now >= deadline) {
        Self.end(process)
        return nil
      }
    }
  }

  /// Reads what there is; what is beyond the part to keep is thrown away, so that the program never waits for us.
  private func hear(_ output: inout [UInt8]) {
    var block = [UInt8](repeating: 0, count: 65_536)
    // At most this often, so that one that writes without end does not keep us from its deadline.
    for _ in 0..<16 {
      let count = unsafe read(outputPipe.reading.descriptor, &block, block.count)
      if count == 0 { return outputPipe.reading.close() }
      guard count > 0 else { return }
      output += block.prefix(min(count, Self.keptBytes - output.count))
    }
  }

  /// Writes what it takes; a program need not read what it is told.
  private func feed(_ unwritten: inout ArraySlice<UInt8>) {
    let count = unsafe unwritten.withUnsafeBytes {
      unsafe write(inputPipe.writing.descriptor, $0.baseAddress, $0.count)
    }
    if count > 0 {
      unwritten = unwritten.dropFirst(count)
    } else if errno != EAGAIN && errno != EINTR {
      unwritten = []
    }
  }

  /// Ends all that is left of its group, and asks for its exit status.
  @discardableResult
  private static func end(_ process: pid_t) -> Int32 {
    // Until it is waited for, no other process can have its number.
    kill(-process, SIGKILL)
    var status: CInt = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    // wait(2): the low seven bits are the signal, the next byte is the exit status.
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private static let ignoreBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

  private static func spawn(_ command: [String], _ environment: [String], _ input: CInt, _ output: CInt)
    throws(ChildCommandError) -> pid_t
  {
    // A program that closes its input early must not end this one.
    ignoreBrokenPipes
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    unsafe posix_spawn_file_actions_addchdir_np(&actions, "/")
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var process: pid_t = 0
    let arguments = unsafe CStrings(command)
    let variables = unsafe CStrings(environment)
    let number = unsafe posix_spawn(&process, command[0], &actions, &attributes, arguments.start, variables.start)
    guard number == 0 else { throw ChildCommandError(number) }
    return process
  }
}

/// Strings as exec(3) takes them, for as long as the value lives.
@unsafe private final class CStrings {
  private var strings: [UnsafeMutablePointer<CChar>?]
  let start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  init(_ strings: [String]) {
    unsafe self.strings = unsafe strings.map { unsafe strdup($0) } + [nil]
    unsafe start = .allocate(capacity: strings.count + 1)
    unsafe start.initialize(from: self.strings, count: strings.count + 1)
  }

  deinit {
    while let string = unsafe strings.popLast() { unsafe free(string) }
    unsafe start.deallocate()
  }
}
