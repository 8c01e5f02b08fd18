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

  /// Prints the text; on a terminal through the pager that `PAGER` names, `less -FRX` by default, as git does.
  func page(_ text: String, _ environment: [String: String]) throws {
    let pager = environment["PAGER"] ?? "less"
    guard isTerminal, !pager.isEmpty, pager != "cat" else {
      return try StandardOutput.write(text)
    }
    for (name, value) in ["LESS": "FRX", "LV": "-c"] where environment[name] == nil { unsafe setenv(name, value, 0) }
    // In this process's own group: a pager in another one is stopped as soon as it asks the terminal for a key.
    guard let input = unsafe popen(pager, "w") else {
      return try StandardOutput.write(text)
    }
    // A reader who leaves the pager before the end of the text is no failure.
    _ = signal(SIGPIPE, SIG_IGN)
    var text = text
    _ = text.withUTF8 { unsafe fwrite($0.baseAddress, 1, $0.count, input) }
    let status = unsafe pclose(input)
    // No such pager: the shell says so by 127.
    if status == 127 << 8 { try StandardOutput.write(text) }
  }
}
