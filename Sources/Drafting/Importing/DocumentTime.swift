import Foundation
import Records

/// A time that opens a row of a timeline, as people write it: `10:00 AM:`, `14.30`, `2:05pm`, `1400Z`,
/// `14:30 (UTC+2)`, `November 15, 2023, 14:30 UTC`, `2024-06-05T14:30Z`, `14:30–14:45`.
struct DocumentTime: Equatable {
  /// nil: it was left out.
  var date: WrittenDate?
  /// Seconds since midnight; 86,400 is the midnight at the end of the day.
  var clock: Int
  var zone: WrittenZone?
  /// What was written of the span's other end; nil where it is no span.
  var until: String?
  /// Seconds from the start of the incident, where the time is counted from there and says nothing else.
  var sinceStart: Int?

  /// The time at the cursor, which then stands behind it; nil where there is none.
  static func read(_ cursor: inout TextCursor) -> DocumentTime? {
    cursor.attempt { cursor -> DocumentTime? in
      cursor.skip(anyOf: "[(~≈`")
      for word in ["at", "on", "around", "about", "approximately", "approx", "ca", "circa", "by"] {
        if cursor.attempt({ cursor -> Bool? in cursor.letters().lowercased() == word ? true : nil }) != nil {
          cursor.skip(anyOf: ".~")
        }
      }
      let date = WrittenDate.read(&cursor)
      var isJoined = false
      if date != nil {
        isJoined = cursor.take("T")
        if !isJoined { cursor.skip(anyOf: ",-–—@") }
        _ = cursor.attempt { cursor -> Bool? in cursor.letters().lowercased() == "at" ? true : nil }
        cursor.skipSpaces()
      }
      guard let clock = Clock.read(&cursor) else { return nil }
      var time = DocumentTime(date: date, clock: 0)
      time.zone = WrittenZone.read(&cursor, takesMinus: isJoined)
      let end = cursor.attempt(otherEnd)
      time.until = end?.text
      time.zone = time.zone ?? end?.zone
      time.clock = clock.seconds(meridiem: end?.meridiem)
      _ = cursor.take(anyOf: ")]`")
      if time.zone == nil { time.zone = WrittenZone.read(&cursor, takesMinus: false) }
      guard cursor.isAtEnd || cursor.next?.isWhitespace == true || cursor.take(anyOf: ":-–—|,.;>→") != nil else {
        return nil
      }
      cursor.skip(anyOf: ":-–—|,.;>→")
      return time
    }
  }

  /// The zone of the first time in a text that names one: `between 10:00 AM and 2:00 PM EST`.
  static func zone(in text: some StringProtocol) -> WrittenZone? {
    var cursor = TextCursor(text)
    var isInWord = false
    while let next = cursor.next {
      if !isInWord, next.isNumber, let time = read(&cursor) {
        if let zone = time.zone { return zone }
        continue
      }
      isInWord = next.isLetter || next.isNumber
      cursor.advance()
    }
    return nil
  }

  /// The other end of a span.
  private static func otherEnd(
    _ cursor: inout TextCursor
  ) -> (text: String, meridiem: Clock.Meridiem?, zone: WrittenZone?)? {
    cursor.skipSpaces()
    let isMarked = cursor.take(anyOf: "-–—→") != nil || ["to", "until", "till"].contains(cursor.letters().lowercased())
    guard isMarked else { return nil }
    cursor.skip(anyOf: ">")
    let text = cursor.rest
    let start = cursor.at
    if WrittenDate.read(&cursor) != nil { cursor.skip(anyOf: ",T") }
    guard let clock = Clock.read(&cursor) else { return nil }
    let zone = WrittenZone.read(&cursor, takesMinus: false)
    return (String(text.prefix(cursor.at - start)), clock.meridiem, zone)
  }

  /// A time of day.
  private struct Clock {
    enum Meridiem { case am, pm }

    var hour: Int
    var minute = 0
    var second = 0
    var meridiem: Meridiem?

    /// - Parameter other: what the span's other end says, where this end says nothing: `2:00–2:45 pm`.
    func seconds(meridiem other: Meridiem?) -> Int {
      var hour = hour
      if let meridiem = meridiem ?? other, (1...12).contains(hour) {
        hour = hour % 12 + (meridiem == .pm ? 12 : 0)
      }
      return hour * 3600 + minute * 60 + second
    }

    static func read(_ cursor: inout TextCursor) -> Clock? {
      cursor.attempt(inDigits) ?? cursor.attempt(inParts)
    }

    /// `1400Z`, `1400 UTC`, `1400h`, `1430 hrs`
    private static func inDigits(_ cursor: inout TextCursor) -> Clock? {
      guard let number = cursor.number(4...4), number / 100 < 24, number % 100 < 60 else { return nil }
      let isMarked = cursor.attempt { cursor -> Bool? in
        cursor.skipSpaces()
        return ["h", "hrs", "hours"].contains(cursor.letters().lowercased()) ? true : nil
      }
      var ahead = cursor
      guard isMarked != nil || WrittenZone.read(&ahead, takesMinus: false) != nil else { return nil }
      return Clock(hour: number / 100, minute: number % 100)
    }

    private static func inParts(_ cursor: inout TextCursor) -> Clock? {
      let start = cursor.at
      guard let hour = cursor.number(1...2) else { return nil }
      var clock = Clock(hour: hour)
      let hasTwoDigits = cursor.at - start == 2
      let mark = cursor.attempt { cursor -> Character? in
        guard let mark = cursor.take(anyOf: ":.h"), let minute = cursor.number(2...2), minute < 60 else { return nil }
        clock.minute = minute
        return mark
      }
      if mark == ":" || mark == "." {
        clock.second =
          cursor.attempt { cursor in
            guard cursor.take(mark ?? ":"), let second = cursor.number(2...2), second < 60 else { return nil }
            return second
          } ?? 0
        _ = cursor.attempt { cursor in cursor.take(anyOf: ".,") == nil ? nil : cursor.number(1...9) }
      }
      clock.meridiem = cursor.attempt(meridiem)
      let isClock = mark == ":" || mark == "h" || clock.meridiem != nil || mark == "." && hasTwoDigits
      guard isClock, cursor.next != "%", hour < 24 || hour == 24 && clock.minute == 0 else { return nil }
      return clock
    }

    private static func meridiem(_ cursor: inout TextCursor) -> Meridiem? {
      cursor.skipSpaces()
      guard let first = cursor.take(anyOf: "aApP") else { return nil }
      let isCut = cursor.take(".")
      guard cursor.take(anyOf: "mM") != nil else { return nil }
      if isCut { _ = cursor.take(".") }
      guard cursor.next?.isLetter != true else { return nil }
      return first == "a" || first == "A" ? .am : .pm
    }
  }
}
