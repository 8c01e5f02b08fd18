extension DocumentTime {
  /// The time that a row begins with: of a clock, or counted from the start of the incident.
  static func ofRow(_ cursor: inout TextCursor) -> DocumentTime? { read(&cursor) ?? sinceStart(&cursor) }

  /// `T+5m`, `T-00:10`, `T0`, `+1h05m`, `+00:05`; two numbers are hours and minutes, as on a clock. `T+5` and `+5` do not
  /// say of what.
  private static func sinceStart(_ cursor: inout TextCursor) -> DocumentTime? {
    cursor.attempt { cursor -> DocumentTime? in
      cursor.skip(anyOf: "[(~≈`")
      let isNamed = cursor.take(anyOf: "Tt") != nil
      if isNamed { cursor.skipSpaces() }
      var seconds = 0
      if let sign = cursor.take(anyOf: "+-−") {
        // A dash without the letter is a mark of a list.
        guard isNamed || sign == "+" else { return nil }
        cursor.skipSpaces()
        guard let span = cursor.attempt(clock) ?? DurationInText.read(&cursor)?.seconds ?? cursor.attempt(zero) else {
          return nil
        }
        seconds = sign == "+" ? span : -span
      } else {
        guard isNamed, cursor.attempt(zero) != nil else { return nil }
      }
      _ = cursor.take(anyOf: ")]`")
      guard cursor.isAtEnd || cursor.next?.isWhitespace == true || cursor.take(anyOf: ":-–—|,.;>→") != nil else {
        return nil
      }
      cursor.skip(anyOf: ":-–—|,.;>→")
      return DocumentTime(clock: 0, sinceStart: seconds)
    }
  }

  private static func zero(_ cursor: inout TextCursor) -> Int? { cursor.number(1...1).flatMap { $0 == 0 ? 0 : nil } }

  /// `00:05`, `1:05:30`
  private static func clock(_ cursor: inout TextCursor) -> Int? {
    guard let hours = cursor.number(1...3), cursor.take(":"), let minutes = cursor.number(2...2), minutes < 60 else {
      return nil
    }
    let seconds = cursor.attempt { cursor in cursor.take(":") ? cursor.number(2...2) : nil } ?? 0
    return seconds < 60 ? hours * 3600 + minutes * 60 + seconds : nil
  }
}
