/// A text as words, figures and signs, each with the white space before it.
struct TextTokens {
  struct Token: Equatable {
    var space: Substring
    var text: Substring
    /// Whether it begins with a digit: a number with what belongs to it, so that half a figure never changes.
    var isFigure: Bool
  }

  private(set) var tokens: [Token] = []
  private let scalars: Substring.UnicodeScalarView
  private var index: Substring.Index

  init(_ text: Substring) {
    scalars = text.unicodeScalars
    index = scalars.startIndex
    while true {
      let space = take { $0.properties.isWhitespace }
      guard index < scalars.endIndex else {
        // White space at the end belongs to a token without text.
        tokens.append(Token(space: space, text: "", isFigure: false))
        return
      }
      let start = index
      let isFigure = Self.isDigit(scalars[index])
      if isFigure { takeFigure() } else { takeWord() }
      tokens.append(Token(space: space, text: Substring(scalars[start..<index]), isFigure: isFigure))
    }
  }

  private mutating func take(_ belongs: (Unicode.Scalar) -> Bool) -> Substring {
    let start = index
    while index < scalars.endIndex, belongs(scalars[index]) { scalars.formIndex(after: &index) }
    return Substring(scalars[start..<index])
  }

  private mutating func takeWord() {
    if take(Self.isLetter).isEmpty { scalars.formIndex(after: &index) }
  }

  /// A number, and behind it units and further numbers: `31 min 37 s`, `2024-06-05 14:00:03 UTC`, `35.2 %`.
  private mutating func takeFigure() {
    takeNumber()
    while true {
      let end = index
      _ = take { $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" }
      let word = index < scalars.endIndex && scalars[index] == "%" ? "%" : take(Self.isLetter)
      if word == "%" { scalars.formIndex(after: &index) }
      guard Self.units.contains(word.lowercased()) else {
        index = end
        return
      }
      let unit = index
      let space = take { $0 == " " }
      // Another number goes on with the figure only behind a unit of time: "31 min 37 s".
      guard !space.isEmpty, index < scalars.endIndex, Self.isDigit(scalars[index]),
        Self.isPartOfDuration(at: index, in: scalars)
      else {
        index = unit
        return
      }
      takeNumber()
    }
  }

  private mutating func takeNumber() {
    var end = index
    while index < scalars.endIndex, Self.isDigit(scalars[index]) || ".,:-".unicodeScalars.contains(scalars[index]) {
      let isDigit = Self.isDigit(scalars[index])
      scalars.formIndex(after: &index)
      if isDigit { end = index }
    }
    index = end
    // A date goes on with its time.
    guard index < scalars.endIndex, scalars[index] == " ", scalars[..<index].suffix(3).first == "-" else { return }
    scalars.formIndex(after: &index)
    let clock = scalars[index...].prefix { Self.isDigit($0) || $0 == ":" }
    index = clock.contains(":") ? clock.endIndex : end
  }

  /// Whether a unit of time follows the number.
  private static func isPartOfDuration(at index: Substring.Index, in scalars: Substring.UnicodeScalarView) -> Bool {
    let rest = scalars[index...].drop { isDigit($0) || $0 == "." }
    let word = rest.drop { $0 == " " }.prefix(while: isLetter)
    return timeUnits.contains(Substring(word).lowercased())
  }

  private static let timeUnits: Set<String> = [
    "µs", "us", "ms", "s", "sec", "second", "seconds", "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour",
    "hours", "d", "day", "days", "week", "weeks",
  ]
  private static let units = timeUnits.union([
    "%", "percent", "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "bytes", "utc", "gmt", "am", "pm",
  ])

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || isDigit(scalar) || scalar == "_"
      || scalar.properties.generalCategory == .nonspacingMark
  }
}
