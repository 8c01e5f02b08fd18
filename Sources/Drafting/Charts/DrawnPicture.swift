import Foundation
import Incidents

/// A picture as Hindcast writes it to a file: its last line holds a hash of the rest, so that it is known again, and known
/// to be untouched.
enum DrawnPicture {
  /// The content of the file.
  static func sealed(_ svg: String) -> String { svg + seal(of: svg) }

  /// Whether Hindcast wrote this, and nobody has changed it since.
  static func isOurs(_ content: String) -> Bool {
    guard let end = content.range(of: opening, options: .backwards) else { return false }
    return content[end.lowerBound...] == seal(of: String(content[..<end.lowerBound]))
  }

  private static let opening = "<!-- drawn by hindcast "

  private static func seal(of svg: String) -> String { "\(opening)\(sha256Hex(svg).prefix(16)) -->\n" }
}
