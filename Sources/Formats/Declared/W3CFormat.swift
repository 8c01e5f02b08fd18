import Records

/// Logs whose columns their own head names, `#Fields: date time c-ip cs-method ...` (W3C extended log file format): of
/// IIS, CloudFront and others.
enum W3CFormat {
  /// The format that the head in a file's beginning declares; nil without one.
  static func declared(in sample: RawSpan) -> DeclaredFormat? {
    var at = 0
    while at < sample.byteCount, sample.byte(at) == UInt8(ascii: "#") {
      let end = sample.lineEnd(from: at) ?? sample.byteCount
      if sample.matches("#Fields:", at: at) {
        return declared(by: sample.text(ByteRange(at, end)))
      }
      at = end + 1
    }
    return nil
  }

  /// The format that a line `#Fields: ...` declares; nil where it is none.
  static func declared(by head: String) -> DeclaredFormat? {
    guard head.hasPrefix("#Fields:") else { return nil }
    let names = head.dropFirst(8).split(whereSeparator: \.isWhitespace).map(String.init)
    return names.isEmpty ? nil : format(names)
  }

  private static func format(_ names: [String]) -> DeclaredFormat {
    let isCloudFront = names.contains("x-edge-location")
    var columns: [String] = []
    for (i, name) in names.enumerated() {
      if name == "time", i > 0, names[i - 1] == "date" { continue }
      let isMoment = name == "date" && i + 1 < names.count && names[i + 1] == "time"
      // The draft says seconds, as CloudFront has it; IIS writes milliseconds.
      let variable = name == "time-taken" ? (isCloudFront ? "latency" : "latency_ms") : variables[name] ?? "_"
      columns.append(isMoment ? "$time_utc" : "$" + variable)
    }
    return DeclaredFormat(
      name: "w3c", identifier: "#Fields: " + names.joined(separator: " "),
      service: isCloudFront ? "cloudfront" : "iis",
      lines: [columns.joined(separator: " ")])
  }

  private static let variables = [
    "c-ip": "client", "cs-username": "user", "cs-method": "method", "cs-uri-stem": "path", "cs-version": "protocol",
    "cs-protocol-version": "protocol", "cs-host": "host", "cs(Host)": "host", "sc-status": "status",
    "sc-bytes": "bytes", "cs(User-Agent)": "agent", "cs(Referer)": "referrer",
  ]
}
