import CSpawn
import Foundation
import Synchronization

/// An open file, closed once: when it is told to be, or with the value.
final class OpenFile: Sendable {
  private let state: Mutex<CInt?>

  init(_ descriptor: CInt) { state = Mutex(descriptor) }

  deinit { close() }

  /// -1 once it is closed.
  var descriptor: CInt { state.withLock { $0 } ?? -1 }

  func close() {
    state.withLock { descriptor in
      if let descriptor { _ = Glibc.close(descriptor) }
      descriptor = nil
    }
  }
}

/// A pipe whose ends no other program inherits.
struct Pipe: Sendable {
  let reading: OpenFile
  let writing: OpenFile

  init() throws(ChildCommandError) {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe2(&ends, CInt(O_CLOEXEC)) == 0 else { throw ChildCommandError(errno) }
    reading = OpenFile(ends[0])
    writing = OpenFile(ends[1])
  }
}
