import Foundation

/// One POST as `curl` reads it from its standard input, where no list of processes shows the URL's secrets (curl(1)).
struct CurlRequest {
  static let command = ["/usr/bin/curl", "--disable", "--config", "-"]
  /// Stands for the checked addresses; by RFC 2606 it can be nobody's name.
  private static let pinnedName = "pinned.invalid"

  var url: String
  var port: Int
  /// The only ones it may connect to, best first.
  var addresses: [String]
  /// The idempotency key.
  var key: String
  var body: String
  var timeLimit: Duration

  var configuration: String {
    let pins = addresses.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
    let options: [(String, String)] = [
      ("url", url),
      ("connect-to", "::\(Self.pinnedName):\(port)"),
      ("resolve", "\(Self.pinnedName):\(port):\(pins)"),
      ("proto", "=http,https"),
      ("noproxy", "*"),
      ("max-redirs", "0"),
      ("max-time", String(timeLimit.components.seconds)),
      ("max-filesize", "65536"),
      ("header", "Content-Type: application/json"),
      ("header", "Idempotency-Key: \(key)"),
      ("header", "Expect:"),
      ("user-agent", "hindcastd"),
      ("data-binary", body),
      ("output", "/dev/null"),
      ("write-out", "%{http_code}\\n%header{retry-after}\\n"),
    ]
    return "silent\nshow-error\ngloboff\n"
      + options.map { "\($0) = \(Self.quoted($1))\n" }.joined()
  }

  /// In quotes, curl takes escapes; control characters have no place in any of these, and none becomes another header.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": quoted += "\\\\"
      case "\"": quoted += "\\\""
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
