import Records

/// Text, numbers and elements as SVG writes them.
enum SVGText {
  /// Text from logs and people as characters of XML: markup is escaped, what XML or a reader cannot bear is visible.
  static func escape(_ text: some StringProtocol) -> String {
    var escaped = ""
    for scalar in text.controlsVisible.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // No characters of XML 1.0 (2.2 "Characters").
      case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// To a tenth of a pixel, the same on every machine.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  /// Pixels that a text takes in a usual sans-serif font; rather too many.
  static func width(_ text: some StringProtocol, size: Double) -> Double {
    text.reduce(0) { $0 + ($1.isASCII ? ("il.,:;'|!()[] ".contains($1) ? 0.36 : 0.6) : 1) } * size
  }

  /// The text cut to so many pixels.
  static func cut(_ text: String, to limit: Double, size: Double) -> String {
    let text = text.controlsVisible
    guard width(text, size: size) > limit else { return text }
    var kept = ""
    var used = size
    for character in text {
      used += width(String(character), size: size)
      if used > limit { break }
      kept.append(character)
    }
    while kept.last == " " { kept.removeLast() }
    return kept + "…"
  }
}
