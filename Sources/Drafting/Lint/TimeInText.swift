import Foundation
import Records

/// A time that a document names, on an axis of seconds: since the epoch where its day is known, since some midnight where
/// it is not.
struct TimeInText: Equatable {
  var written: DocumentTime
  /// As it is written.
  var words: String

  /// All times in a text, both ends of spans, in its order.
  static func all(in text: String) -> [TimeInText] {
    var cursor = TextCursor(text)
    let characters = Array(text)
    var times: [TimeInText] = []
    var isInWord = false
    while let next = cursor.next {
      let start = cursor.at
      if !isInWord, next.isNumber || next.isLetter, let time = DocumentTime.read(&cursor) {
        var time = time
        let words = String(characters[start..<cursor.at]).trimmedOfMarks
        let end = time.until.flatMap { first(of: $0) }
        time.until = nil
        times.append(TimeInText(written: time, words: words))
        if var end {
          end.written.date = end.written.date ?? time.date
          end.written.zone = end.written.zone ?? time.zone
          times.append(end)
        }
        isInWord = false
        continue
      }
      isInWord = next.isLetter || next.isNumber
      cursor.advance()
    }
    return times
  }

  /// The time that a text begins with.
  static func first(of text: String) -> TimeInText? {
    var cursor = TextCursor(text)
    guard let time = DocumentTime.read(&cursor) else { return nil }
    let words = String(text.prefix(cursor.at)).trimmedOfMarks
    return TimeInText(written: time, words: words)
  }

  /// Seconds on the axis.
  /// - Parameters:
  ///   - day: days since the epoch where the time names none.
  ///   - zone: where it names none.
  func seconds(day: Int, zone: WrittenZone?) -> Int {
    let named = written.date.flatMap { $0.day(inYear: CivilDate(daysSinceEpoch: day).year)?.daysSinceEpoch }
    let local = (named ?? day) * 86_400 + written.clock
    let shift = (written.zone ?? zone).map { $0.zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local))) }
    return local - (shift ?? 0)
  }
}

extension String {
  fileprivate var trimmedOfMarks: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace || ":-–—|,.;>→".contains(last) { text = text.dropLast() }
    return String(text)
  }
}
