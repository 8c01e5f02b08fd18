/// An instant: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
  public var microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }
  public init(seconds: Int64) { microseconds = seconds * 1_000_000 }

  /// The whole second this instant lies in, rounded towards the past.
  public var second: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : (microseconds + 1) / 1_000_000 - 1
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  /// Seconds from `other` to this instant.
  public func seconds(since other: Timestamp) -> Double {
    Double(microseconds - other.microseconds) / 1_000_000
  }

  public func advanced(bySeconds seconds: Double) -> Timestamp {
    Timestamp(microseconds: microseconds + Int64(seconds * 1_000_000))
  }
}

/// A date of the proleptic Gregorian calendar.
/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days).
public struct CivilDate: Hashable, Sendable, BitwiseCopyable {
  public var year: Int
  public var month: Int
  public var day: Int

  @inlinable
  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date `days` after 1970-01-01.
  public init(daysSinceEpoch days: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    day = doy - (153 * mp + 2) / 5 + 1
    month = mp < 10 ? mp + 3 : mp - 9
    year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01.
  @inlinable
  public var daysSinceEpoch: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yoe = y - era * 400
    let doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy
    return era * 146_097 + doe - 719_468
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339, UTC, milliseconds, `Z`: the form of every time in JSON.
  public var rfc3339: String {
    let milliseconds = microseconds >= 0 ? microseconds / 1000 : -((-microseconds + 999) / 1000)
    let day = Int(milliseconds >= 0 ? milliseconds / 86_400_000 : -((-milliseconds + 86_399_999) / 86_400_000))
    let inDay = Int(milliseconds) - day * 86_400_000
    let date = CivilDate(daysSinceEpoch: day)
    func pad(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
    }
    let time = inDay / 1000
    return "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))T"
      + "\(pad(time / 3600, 2)):\(pad(time / 60 % 60, 2)):\(pad(time % 60, 2)).\(pad(inDay % 1000, 3))Z"
  }

  public var description: String { rfc3339 }

  /// Reads what `rfc3339` writes: `YYYY-MM-DDTHH:MM:SS[.fraction]` and `Z` or `+HH:MM`.
  public init?(rfc3339 text: String) {
    let b = Array(text.utf8)
    func number(_ from: Int, _ count: Int) -> Int? {
      guard from + count <= b.count else { return nil }
      var value = 0
      for i in from..<from + count {
        guard b[i] >= 48, b[i] <= 57 else { return nil }
        value = value * 10 + Int(b[i] - 48)
      }
      return value
    }
    guard b.count >= 20, let year = number(0, 4), b[4] == 45, let month = number(5, 2), b[7] == 45,
      let day = number(8, 2), b[10] == 84 || b[10] == 116 || b[10] == 32, let hour = number(11, 2), b[13] == 58,
      let minute = number(14, 2), b[16] == 58, let second = number(17, 2),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    var at = 19
    var micros: Int64 = 0
    if b[at] == 46 {
      at += 1
      var unit: Int64 = 100_000
      while at < b.count, b[at] >= 48, b[at] <= 57 {
        micros += Int64(b[at] - 48) * unit
        unit /= 10
        at += 1
      }
    }
    var offset = 0
    guard at < b.count else { return nil }
    if b[at] == 90 || b[at] == 122 {
      guard at + 1 == b.count else { return nil }
    } else {
      guard b[at] == 43 || b[at] == 45, b.count == at + 6, b[at + 3] == 58, let h = number(at + 1, 2),
        let m = number(at + 4, 2)
      else { return nil }
      offset = (h * 60 + m) * (b[at] == 45 ? -60 : 60)
    }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(microseconds: Int64(seconds) * 1_000_000 + micros)
  }
}

/// In JSON a text in RFC 3339 with milliseconds, as everything that is printed has it. A coder whose `userInfo` holds
/// `inMicroseconds` keeps the exact number instead, and reads texts too: what was kept before it was exact.
extension Timestamp: Codable {
  public static let inMicroseconds = CodingUserInfoKey(rawValue: "timestampsInMicroseconds")

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let key = Timestamp.inMicroseconds, decoder.userInfo[key] != nil,
      let exact = try? container.decode(Int64.self)
    {
      microseconds = exact
      return
    }
    let text = try container.decode(String.self)
    guard let time = Timestamp(rfc3339: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
    }
    self = time
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let key = Timestamp.inMicroseconds, encoder.userInfo[key] != nil {
      try container.encode(microseconds)
    } else {
      try container.encode(rfc3339)
    }
  }
}
