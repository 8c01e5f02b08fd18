import Foundation
import Testing

/// A postmortem that was published, as a draft of the same facts must be: the lab has the logs of its outage.
struct PublishedExample: Sendable, CustomTestStringConvertible {
  /// The lab's scenario.
  var scenario: String
  var style: String
  /// The zone of its times.
  var zone: String
  /// What the people of the example did and thought, noted at its times: `10:05`, on the day of the outage.
  var notes: [Note]
  /// Its headings, as they are marked, in their order.
  var headings: [String]
  /// Beginnings of lines that stand in this order: labels and list marks.
  var outline: [String]
  /// How a row of its timeline begins.
  var row: String
  /// Its times and figures that logs or notes can know, each where it stands.
  var facts: [Fact]
  /// What only people can say: the draft's blanks.
  var blanks: [String]

  var testDescription: String { "\(style) (\(scenario))" }

  struct Note: Sendable {
    var at: String
    var text: String
    var kind: String?

    init(_ at: String, _ text: String, kind: String? = nil) {
      self.at = at
      self.text = text
      self.kind = kind
    }
  }

  struct Fact: Sendable {
    enum Value: Sendable {
      /// A time of the day of the outage, at most so many seconds early or late.
      case time(String, early: Int, late: Int)
      /// A percentage, within 2 points.
      case share(Double)
      /// Words that stand there.
      case words
    }

    var name: String
    /// What finds it; its first group is the time or the figure.
    var pattern: String
    var value: Value

    static func time(_ name: String, _ pattern: String, _ at: String, early: Int = 30, late: Int = 30) -> Fact {
      Fact(name: name, pattern: pattern, value: .time(at, early: early, late: late))
    }

    /// The end of an outage: within 15 s.
    static func end(_ name: String, _ pattern: String, _ at: String) -> Fact {
      time(name, pattern, at, early: 15, late: 15)
    }

    static func share(_ name: String, _ pattern: String, _ percent: Double) -> Fact {
      Fact(name: name, pattern: pattern, value: .share(percent))
    }

    static func words(_ name: String, _ pattern: String) -> Fact { Fact(name: name, pattern: pattern, value: .words) }
  }

  /// Seconds of a time of day such as `14:30`, `14:30:05`, `2:30 PM`, `2:30:05 PM`.
  static func seconds(_ time: String) -> Int? {
    let parts = time.split(whereSeparator: { $0 == ":" || $0 == " " })
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count >= 2 else { return nil }
    let isTwelve = parts.last == "AM" || parts.last == "PM"
    let hour = isTwelve ? numbers[0] % 12 + (parts.last == "PM" ? 12 : 0) : numbers[0]
    return hour * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
  }
}
