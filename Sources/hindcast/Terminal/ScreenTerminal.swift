import Foundation

/// A terminal taken over as a whole: its other screen, no echo, keys as they are pressed. What it was is put back.
struct ScreenTerminal {
  private let before: termios
  private let input: Int32
  private let output: Int32

  /// nil: one of the two is no terminal.
  init?(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) {
    var settings = termios()
    guard isatty(output) == 1, unsafe tcgetattr(input, &settings) == 0 else { return nil }
    before = settings
    self.input = input
    self.output = output
  }

  /// Columns and rows.
  var size: (width: Int, height: Int) {
    var size = winsize()
    guard unsafe ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Takes it over: the other screen, no cursor, no wrapping of long lines (xterm, "Private modes").
  func enter() {
    var settings = before
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    unsafe tcsetattr(input, TCSANOW, &settings)
    write("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l")
  }

  /// Puts back what was.
  func leave() {
    write("\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l")
    var settings = before
    unsafe tcsetattr(input, TCSADRAIN, &settings)
  }

  /// Draws over what is there, so that nothing flickers.
  func draw(_ lines: [String]) {
    write("\u{1b}[H" + lines.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n") + "\u{1b}[J")
  }

  /// A terminal that has gone takes nothing; that ends by a signal.
  private func write(_ text: String) {
    try? FileHandle(fileDescriptor: output, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
  }
}
