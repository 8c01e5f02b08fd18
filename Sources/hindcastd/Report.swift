import Foundation
import Records

/// The daemon's own words, for the journal: lines on standard error with their priority before them (sd-daemon(3)).
enum Report {
  static func info(_ text: String) { write("<6>", text) }
  static func warning(_ text: String) { write("<4>", text) }
  static func error(_ text: String) { write("<3>", text) }

  private static func write(_ priority: String, _ text: String) {
    FileHandle.standardError.write(Data("\(priority)\(text.controlsVisible)\n".utf8))
  }
}
