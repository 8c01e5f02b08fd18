import Records
import Testing

@testable import Drafting

@Suite struct TimelineTableTests {
  private func read(_ rows: String) throws -> WrittenTimeline {
    try TimelineReading().timeline(
      of: "# 2024-06-05\n## Timeline\n| Time (UTC) | Who | What |\n|--|--|--|\n" + rows)
  }

  @Test func aRowWithoutATimeIsOfTheTimeOfTheRowAbove() throws {
    let timeline = try read("| 14:30 | ops | Alert fired |\n| | dba | Paged the DBA |\n| | | Nobody answered |\n")
    #expect(
      timeline.rows.map { "\($0.at.rfc3339.dropFirst(11).prefix(5)) \($0.text)" } == [
        "14:30 Alert fired (ops)", "14:30 Paged the DBA (dba)", "14:30 Nobody answered",
      ])
    #expect(
      timeline.remarks == [
        "line 6 has no time: it is read as of the row above it",
        "line 7 has no time: it is read as of the row above it",
      ])
  }

  @Test func aSentenceGoesOnInARowOfItsOwn() throws {
    let timeline = try read(
      "| 14:30 | ops | Alert fired, |\n| | | then it stopped |\n| | | … and came again |\n| 14:31 | | x y |\n")
    #expect(timeline.rows.map(\.text) == ["Alert fired, then it stopped … and came again (ops)", "x y"])
    #expect(timeline.remarks.isEmpty)
  }

  @Test func numbersOfRowsSayNothing() throws {
    let timeline = try TimelineReading().timeline(
      of:
        "# 2024-06-05\n## Timeline\n| # | Time (UTC) | What |\n|--|--|--|\n| 1 | 14:30 | Alert[^1] |\n\n[^1]: the graph\n"
    )
    #expect(timeline.rows.map(\.text) == ["Alert"] && timeline.leftOut.isEmpty)
  }

  @Test func cellsBeyondTheHeadingsAreKept() throws {
    let timeline = try read("| 14:30 | ops | cat log | grep 5xx | wc -l |\n")
    #expect(timeline.rows.map(\.text) == ["cat log | grep 5xx | wc -l (ops)"])
    #expect(timeline.remarks == ["line 5 has more cells than its table has columns: all are kept, in one text"])
  }
}
