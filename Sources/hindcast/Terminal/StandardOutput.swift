import Drafting
import Foundation

/// Where results go.
enum StandardOutput {
  /// Writes all of the text, or throws why that could not be.
  static func write(_ text: String, to descriptor: CInt = STDOUT_FILENO) throws(OutputError) {
    try write(Data(text.utf8), to: descriptor)
  }

  static func write(_ bytes: Data, to descriptor: CInt = STDOUT_FILENO) throws(OutputError) {
    let failure = WholeWrite.write(bytes, to: descriptor)
    if failure != 0 { throw OutputError(number: failure) }
  }
}

/// Why the output could not be written.
struct OutputError: LocalizedError, Equatable {
  var number: CInt

  var errorDescription: String? {
    "cannot write to standard output (\(unsafe String(cString: strerror(number)))): check where it is redirected to"
  }
}
