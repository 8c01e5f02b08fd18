/// Rows of a timeline that stand before earlier ones, midnights and clocks of twelve hours allowed for.
struct OrderRule: LintRule {
  let name = "order"
  let summary = "a row of the timeline that is out of order"

  private static let halfDay = 43_200

  func findings(in text: LintText) -> [LintFinding] {
    TimelineRows(text).parts.flatMap { rows -> [LintFinding] in
      let seconds = Self.seconds(rows)
      var inOrder = Self.longestAscent(seconds)[...]
      var last: Int?
      return rows.indices.compactMap { index -> LintFinding? in
        if inOrder.first == index {
          last = inOrder.removeFirst()
          return nil
        }
        // The row in order that it comes too late or too early for.
        let before = last.flatMap { seconds[$0] > seconds[index] ? $0 : nil }
        let other = before ?? inOrder.first.flatMap { seconds[$0] < seconds[index] ? $0 : nil }
        let side = other.map { $0 < index ? "stands behind" : "stands before" } ?? "is out of order with"
        let known = other.map { "\(rows[$0].time.words) of line \(rows[$0].line)" } ?? "the rows around it"
        return finding(
          rows[index].line, "\(rows[index].time.words) \(side) \(known)", "move the row, or correct its time")
      }
    }
  }

  /// The rows' times on one axis.
  private static func seconds(_ rows: [TimelineRows.Row]) -> [Int] {
    let isOfTwelveHours = rows.allSatisfy(\.isOfTwelveHours)
    var seconds: [Int] = []
    var (zone, days) = (rows.first?.zone, 0)
    for row in rows {
      zone = row.zone ?? zone
      var time = row.time.seconds(day: row.day ?? 0, zone: zone) + days
      if let last = seconds.last, row.time.written.date == nil {
        if isOfTwelveHours {
          while time < last, last - time >= halfDay / 2 { (time, days) = (time + halfDay, days + halfDay) }
        } else if last - time > halfDay {
          // Back by more than half a day is the next one.
          (time, days) = (time + 86_400, days + 86_400)
        }
      } else if row.time.written.date != nil {
        time -= days
        days = 0
      }
      seconds.append(time)
    }
    return seconds
  }

  /// Indices of the most rows that are in order, so that one wrong time is one finding.
  private static func longestAscent(_ seconds: [Int]) -> [Int] {
    var tops: [Int] = []
    var previous = [Int?](repeating: nil, count: seconds.count)
    for (index, time) in seconds.enumerated() {
      // The first top that is later: the tops ascend.
      var (place, end) = (0, tops.count)
      while place < end {
        let middle = (place + end) / 2
        if seconds[tops[middle]] > time { end = middle } else { place = middle + 1 }
      }
      if place > 0 { previous[index] = tops[place - 1] }
      if place == tops.count { tops.append(index) } else { tops[place] = index }
    }
    var run: [Int] = []
    var next = tops.last
    while let index = next {
      run.append(index)
      next = previous[index]
    }
    return run.reversed()
  }
}
