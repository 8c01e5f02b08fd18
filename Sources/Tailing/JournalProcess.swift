internal import CLinux
internal import CSpawn
internal import Glibc

/// A process of the journal's reader, with a pipe to its standard input and one from its standard output.
@safe
struct JournalProcess {
  let id: pid_t
  let input: Int32
  let output: Int32

  /// Starts `command`, the program's path first. It inherits nothing but its standard error.
  init(_ command: [String]) throws(JournalProcessError) {
    var down: [Int32] = [-1, -1]
    var up: [Int32] = [-1, -1]
    guard unsafe pipe2(&down, O_CLOEXEC) == 0, unsafe pipe2(&up, O_CLOEXEC) == 0 else {
      let code = errno
      for descriptor in down + up where descriptor >= 0 { close(descriptor) }
      throw JournalProcessError(code: code)
    }
    defer {
      close(down[0])
      close(up[1])
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO)
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    // The signals that the calling thread blocks are not the child's affair.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var id: pid_t = 0
    let code = unsafe posix_spawn(&id, command[0], &actions, &attributes, &arguments, environ)
    guard code == 0 else {
      close(down[1])
      close(up[0])
      throw JournalProcessError(code: code)
    }
    self.id = id
    input = down[1]
    output = up[0]
  }

  /// Ends the process where it still runs, and tells in words how it ended.
  func end() -> String {
    close(input)
    close(output)
    kill(id, SIGKILL)
    var status: Int32 = 0
    while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    if signal == SIGKILL { return "did not end by itself" }
    if signal != 0 { return "was killed by signal \(signal) (\(unsafe String(cString: strsignal(signal))))" }
    return "ended with status \(status >> 8 & 0xFF)"
  }
}

struct JournalProcessError: Error {
  var code: Int32
}
