import Foundation

/// Where the output goes: a terminal of some width, or a file or pipe that nothing is cut for.
struct Terminal: Sendable {
  var isTerminal: Bool
  /// Columns; what is no terminal has no limit.
  var width: Int

  static func standardOutput(environment: [String: String]) -> Terminal {
    guard isatty(STDOUT_FILENO) == 1 else {
      return Terminal(isTerminal: false, width: environment["COLUMNS"].flatMap(Int.init) ?? .max)
    }
    var size = winsize()
    let isKnown = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Terminal(isTerminal: true, width: isKnown ? Int(size.ws_col) : 80)
  }

  /// Prints what `produce` writes; on a terminal through the pager that `PAGER` names, `less -FRX` by default, as git does.
  /// - Parameter produce: writes the text, some at a time, as often as it is called: again where there is no such pager.
  func page(
    _ environment: [String: String], _ produce: ((String) throws -> Void) throws -> Void
  ) throws {
    let pager = environment["PAGER"] ?? "less"
    func plainly(_ text: String) throws { try StandardOutput.write(text) }
    guard isTerminal, !pager.isEmpty, pager != "cat" else { return try produce(plainly) }
    for (name, value) in ["LESS": "FRX", "LV": "-c"] where environment[name] == nil { unsafe setenv(name, value, 0) }
    // In this process's own group: a pager in another one is stopped as soon as it asks the terminal for a key.
    guard let input = unsafe popen(pager, "w") else { return try produce(plainly) }
    // A reader who leaves the pager before the end of the text is no failure.
    _ = signal(SIGPIPE, SIG_IGN)
    let result = Result {
      try produce { text in
        var text = text
        let written = text.withUTF8 { unsafe fwrite($0.baseAddress, 1, $0.count, input) }
        if written < text.utf8.count { throw PagerHasEnded() }
      }
    }
    let status = unsafe pclose(input)
    // No such pager: the shell says so by 127.
    if status == 127 << 8 { return try produce(plainly) }
    do { try result.get() } catch is PagerHasEnded {}
  }

  /// Prints a text that is at hand.
  func page(_ text: String, _ environment: [String: String]) throws { try page(environment) { try $0(text) } }

  private struct PagerHasEnded: Error {}
}
