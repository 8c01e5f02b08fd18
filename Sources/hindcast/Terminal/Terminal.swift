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
      return try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
    // A reader who leaves the pager before the end of the text is no failure.
    _ = signal(SIGPIPE, SIG_IGN)
    let input = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", pager]
    process.environment = environment.merging(["LESS": "FRX", "LV": "-c"]) { own, _ in own }
    process.standardInput = input
    try process.run()
    try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    // No such pager: the shell says so by 127.
    if process.terminationStatus == 127 { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }
  }
}
