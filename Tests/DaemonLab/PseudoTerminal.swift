package import Foundation
import Glibc

/// A terminal that no person sits at (pty(7)).
package final class PseudoTerminal: Sendable {
  private let outside: Int32
  package let inside: FileHandle

  package init(columns: UInt16, rows: UInt16) throws {
    outside = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)), which are macros that Swift does not see.
    var lock: Int32 = 0
    var number: Int32 = 0
    guard unsafe ioctl(outside, 0x4004_5431, &lock) == 0, unsafe ioctl(outside, 0x8004_5430, &number) == 0 else {
      throw CocoaError(.fileNoSuchFile)
    }
    let path = "/dev/pts/\(number)"
    inside = FileHandle(fileDescriptor: unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC), closeOnDealloc: true)
    resize(columns: columns, rows: rows)
  }

  deinit { close(outside) }

  /// How lines are read from it.
  package var modes: UInt32 {
    var settings = termios()
    unsafe tcgetattr(inside.fileDescriptor, &settings)
    return settings.c_lflag
  }

  package func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(outside, UInt(TIOCSWINSZ), &size)
  }

  package func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe write(outside, bytes, bytes.count)
  }

  /// Whether this comes to be written to it within a while.
  package func shows(_ text: String) -> Bool { self.text(until: text).contains(text) }

  /// What is written to it until this comes, and what came with it; all of a while where it does not come.
  package func text(until end: String) -> String {
    var shown: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      var descriptor = pollfd(fd: outside, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&descriptor, 1, 1000) > 0 else { continue }
      let count = unsafe read(outside, &buffer, buffer.count)
      guard count > 0 else { break }
      shown += buffer.prefix(count)
      if String(decoding: shown, as: UTF8.self).contains(end) { break }
    }
    return String(decoding: shown, as: UTF8.self)
  }
}
