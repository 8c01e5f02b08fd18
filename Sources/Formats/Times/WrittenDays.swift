import Records

/// Dates that ISO 8601 counts otherwise than by months: `2024-157`, the day of the year, and `2024-W23-3`, week and day.
extension WrittenTime {
  /// Reads what stands behind the year at `at`: the index behind it; nil where there is no such date.
  mutating func readDayOfYear(_ line: RawSpan, _ at: Int) -> Int? {
    guard let year else { return nil }
    let days: Int
    let end: Int
    if line.byteOrZero(at) == UInt8(ascii: "W") {
      guard let week = line.twoDigits(at &+ 1), (1...53).contains(week), line.byteOrZero(at &+ 3) == Ascii.minus,
        let (day, behind) = line.number(at &+ 4), behind == at &+ 5, (1...7).contains(day)
      else { return nil }
      // January 4 is always in the first week; 1970-01-01 was a Thursday.
      let fourth = CivilDate(year: year, month: 1, day: 4).daysSinceEpoch
      let weekday = ((fourth + 3) % 7 + 7) % 7
      (days, end) = (fourth - weekday + (week - 1) * 7 + Int(day) - 1, behind)
    } else {
      guard let (day, behind) = line.number(at), behind == at &+ 3,
        (1...(TimeReader.length(ofMonth: 2, year: year) == 29 ? 366 : 365)).contains(day)
      else { return nil }
      (days, end) = (CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + Int(day) - 1, behind)
    }
    let date = CivilDate(daysSinceEpoch: days)
    (self.year, month, day) = (date.year, date.month, date.day)
    return end
  }
}
