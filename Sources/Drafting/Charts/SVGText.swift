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
    text.reduce(0) { $0 + width(of: $1) } * size
  }

  /// How much wider bold text is.
  static let bold = 1.12

  /// In sizes of the font, as in the widest of the usual ones (DejaVu Sans).
  private static func width(of character: Character) -> Double {
    switch character {
    case "i", "j", "l", "f", "t", "I", "J", " ", ".", ",", ":", ";", "'", "|", "!", "(", ")", "[", "]", "-", "/": 0.4
    case "m", "w", "M", "W", "%", "@": 1
    case "A"..."Z", "+", "=", "<", ">", "~", "#", "^", "&": 0.84
    default: character.isASCII ? 0.64 : character.unicodeScalars.contains { $0.value > 0xFFFF } ? 1.4 : 1
    }
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

  /// The text in lines of so many pixels, broken between words where these fit; the last one is cut.
  static func lines(_ text: String, width limit: Double, size: Double, atMost most: Int) -> [String] {
    var lines: [String] = []
    var rest = text.controlsVisible.split(separator: " ")[...]
    while let first = rest.first, lines.count + 1 < most {
      var line = ""
      while let word = rest.first {
        let longer = line.isEmpty ? String(word) : "\(line) \(word)"
        guard width(longer, size: size) <= limit else { break }
        (line, rest) = (longer, rest.dropFirst())
      }
      if line.isEmpty {
        // A word that is longer than a line.
        while width(line + String(first.dropFirst(line.count).prefix(1)), size: size) <= limit {
          line.append(contentsOf: first.dropFirst(line.count).prefix(1))
        }
        rest = [first.dropFirst(line.count)] + rest.dropFirst()
      }
      lines.append(line)
    }
    return rest.isEmpty ? lines : lines + [cut(rest.joined(separator: " "), to: limit, size: size)]
  }
}
