extension Int {
  /// Digits in groups of three: `20,000`.
  package var grouped: String {
    let digits = String(magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return self < 0 ? "-" + text : text
  }
}

extension Double {
  /// At most `places` decimals, no trailing zeros; whole thousands are grouped: `0.35`, `2,340.5`.
  package func figure(places: Int) -> String {
    guard isFinite, magnitude < 1e15 else { return isNaN ? "unknown" : "beyond measure" }
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((magnitude * Double(scale)).rounded())
    let text = (scaled / scale).grouped
    var decimals = String(scaled % scale)
    decimals = String(repeating: "0", count: Swift.max(0, places - decimals.count)) + decimals
    while decimals.last == "0" { decimals.removeLast() }
    let sign = self < 0 && scaled > 0 ? "-" : ""
    return sign + (decimals.isEmpty || places == 0 ? text : "\(text).\(decimals)")
  }
}

extension Duration {
  /// To the millisecond; what is no number or beyond 30 years is 30 years.
  package static func approximately(seconds: Double) -> Duration {
    let limit = 1e9
    let bounded = seconds.isNaN ? limit : Swift.min(Swift.max(seconds, -limit), limit)
    return .milliseconds(Int64((bounded * 1000).rounded()))
  }

  /// As people say it, in the two largest units: `0.4 s`, `16 s`, `31 min 37 s`, `3 h 12 min`, `2 d 3 h`.
  package var inWords: String {
    let (seconds, attoseconds) = components
    if seconds < 10 && seconds > -10 {
      return "\((Double(seconds) + Double(attoseconds) / 1e18).figure(places: 1)) s"
    }
    let sign = seconds < 0 ? "-" : ""
    let rounded = Int(seconds.magnitude) + (attoseconds.magnitude >= 500_000_000_000_000_000 ? 1 : 0)
    func pair(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
      sign + (small == 0 ? "\(large) \(largeUnit)" : "\(large) \(largeUnit) \(small) \(smallUnit)")
    }
    switch rounded {
    case ..<60: return "\(sign)\(rounded) s"
    case ..<3600: return pair(rounded / 60, "min", rounded % 60, "s")
    case ..<86_370:
      let minutes = (rounded + 30) / 60
      return pair(minutes / 60, "h", minutes % 60, "min")
    default:
      let hours = (rounded + 1800) / 3600
      return pair(hours / 24, "d", hours % 24, "h")
    }
  }
}

extension Timestamp {
  package func duration(since other: Timestamp) -> Duration { .microseconds(microseconds - other.microseconds) }
}
