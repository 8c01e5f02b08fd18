import Drafting
import Testing

@Suite struct DraftMergeTests {
  private func merge(_ base: String, _ mine: String, _ theirs: String) -> DraftMerge {
    DraftMerge(base: base, mine: mine, theirs: theirs, label: "draft.md")
  }

  private let table = """
    | Time | What |
    | --- | --- |
    | 14:00:03 | latency of GET /cart rose from 40 ms to 900 ms |
    | 14:05:10 | shop began to log 12 errors a minute |
    | 14:15:03 | shop restarted by anna |
    | 14:31:40 | latency was as usual again |

    **TODO (responders):** what was decided.

    """

  @Test func aChangeOfOneSideIsTaken() {
    #expect(merge("a\nb\nc\n", "a\nb\nc\n", "a\nB\nc\n").text == "a\nB\nc\n")
    #expect(merge("a\nb\nc\n", "a\nx\nc\n", "a\nb\nc\n").text == "a\nx\nc\n")
    #expect(merge("a\nb\nc\n", "x\nb\nc\n", "a\nb\nz\n").text == "x\nb\nz\n")
  }

  @Test func theSameChangeOfBothIsMadeOnce() {
    let merged = merge("a\nb\nc\n", "a\nB\nc\nd\n", "a\nB\nc\nd\n")
    #expect(merged.text == "a\nB\nc\nd\n" && merged.conflicts.isEmpty)
  }

  @Test func wordsAroundARenewedFigureSurvive() {
    let merged = merge(
      "About 35.2 % of 900 requests failed.\n",
      "About 35.2 % of all 900 requests failed, most of them at the checkout.\n",
      "About 41.7 % of 1,040 requests failed.\n")
    #expect(merged.text == "About 41.7 % of all 1,040 requests failed, most of them at the checkout.\n")
    #expect(merged.conflicts.isEmpty && merged.renewed == 1)
  }

  @Test func aParagraphThatWasWrappedOtherwiseIsRenewed() {
    let merged = merge(
      "Of 900 requests 9 failed, and 3 were slow, from 14:00 to 14:30.\n",
      "Of 900\nrequests 9 failed (the cart only),\nand 3 were slow, from 14:00 to 14:30.\n",
      "Of 950 requests 12 failed, and 3 were slow, from 14:00 to 14:30.\n")
    #expect(merged.text == "Of 950\nrequests 12 failed (the cart only),\nand 3 were slow, from 14:00 to 14:30.\n")
  }

  @Test func aFigureThatBothChangedIsAConflict() {
    let merged = merge(
      "# Impact\n\nIt took 31 min 37 s.\n\nEnd\n", "# Impact\n\nIt took 30 min.\n\nEnd\n",
      "# Impact\n\nIt took 45 min 2 s.\n\nEnd\n")
    #expect(
      merged.text == """
        # Impact

        <<<<<<< draft.md
        It took 30 min.
        =======
        It took 45 min 2 s.
        >>>>>>> hindcast

        End

        """)
    #expect(merged.conflicts == [3])
    #expect(ConflictMarks.lines(in: merged.text) == [3, 7])
  }

  @Test func aFieldOfATableThatBothChangedIsAConflictOfItsRowAlone() {
    let base = "| Start | 14:00:03 |\n| Duration | 31 min 37 s |\n| Severity | major |\n"
    let merged = merge(
      base, base.replacing("31 min 37 s", with: "half an hour").replacing("major", with: "major, we think"),
      base.replacing("31 min 37 s", with: "45 min 2 s").replacing("14:00:03", with: "14:00:00"))
    #expect(
      merged.text == """
        | Start | 14:00:00 |
        <<<<<<< draft.md
        | Duration | half an hour |
        =======
        | Duration | 45 min 2 s |
        >>>>>>> hindcast
        | Severity | major, we think |

        """)
    #expect(merged.conflicts == [2] && merged.renewed == 1)
  }

  @Test func halfAFigureNeverChanges() {
    // Words alone would make "30 min 2 s" of these.
    #expect(!merge("Took 31 min 37 s.\n", "Took 30 min 37 s.\n", "Took 31 min 2 s.\n").conflicts.isEmpty)
    #expect(
      !merge("At 2024-06-05 14:00:03 UTC.\n", "At 2024-06-05 14:00:10 UTC.\n", "At 2024-06-06 14:00:03 UTC.\n")
        .conflicts.isEmpty)
  }

  @Test func aRowThatAPersonDeletedStaysDeletedThoughItWasRenewed() {
    let mine = table.replacing("| 14:05:10 | shop began to log 12 errors a minute |\n", with: "")
    let merged = merge(table, mine, table.replacing("12 errors", with: "15 errors"))
    #expect(merged.text == mine)
    #expect(merged.conflicts.isEmpty && merged.leftOut == 1)
  }

  @Test func aNewRowLandsInItsPlaceAmongDeletedAndEditedOnes() {
    let mine = table.replacing("| 14:05:10 | shop began to log 12 errors a minute |\n", with: "")
      .replacing("restarted by anna", with: "restarted by anna, which did not help")
    let theirs = table.replacing(
      "| 14:15:03 |", with: "| 14:09:00 | orders stopped |\n| 14:15:03 |")
    let merged = merge(table, mine, theirs)
    #expect(merged.conflicts.isEmpty)
    #expect(
      merged.text.contains(
        """
        900 ms |
        | 14:09:00 | orders stopped |
        | 14:15:03 | shop restarted by anna, which did not help |
        """))
    #expect(!merged.text.contains("12 errors"))
  }

  @Test func aNewRowAmongDeletedOnesLandsToo() {
    let mine = table.replacing(
      "| 14:05:10 | shop began to log 12 errors a minute |\n| 14:15:03 | shop restarted by anna |\n", with: "")
    let theirs = table.replacing("| 14:15:03 |", with: "| 14:09:00 | orders stopped |\n| 14:15:03 |")
    let merged = merge(table, mine, theirs)
    #expect(merged.conflicts.isEmpty)
    #expect(merged.text == mine.replacing("| 14:31:40", with: "| 14:09:00 | orders stopped |\n| 14:31:40"))
  }

  @Test func whatIsNewInATableThatAPersonTookAwayIsLeftOut() {
    let mine = "**TODO (responders):** what was decided.\n"
    let merged = merge(
      table, mine, table.replacing("| 14:15:03 |", with: "| 14:09:00 | orders stopped |\n| 14:15:03 |"))
    #expect(merged.text == mine)
    #expect(merged.leftOut == 1 && merged.conflicts.isEmpty)
  }

  @Test func rowsOfAPersonAndNewOnesStandInTheOrderOfTheirTimes() {
    let mine = table.replacing("| 14:15:03 |", with: "| 14:12:00 | the mayor called |\n| 14:15:03 |")
    let theirs = table.replacing(
      "| 14:15:03 |", with: "| 14:09:00 | orders stopped |\n| 14:13:00 | orders again |\n| 14:15:03 |")
    let merged = merge(table, mine, theirs)
    #expect(
      merged.text.contains(
        "| 14:09:00 | orders stopped |\n| 14:12:00 | the mayor called |\n| 14:13:00 | orders again |\n"))
  }

  @Test func aRowThatAPersonEditedAndTheRenewalWithdrewIsAConflict() {
    let row = "| 14:15:03 | shop restarted by anna |"
    let edited = "| 14:15:03 | shop restarted by anna, in vain |"
    let merged = merge(table, table.replacing(row, with: edited), table.replacing(row + "\n", with: ""))
    let marked = "<<<<<<< draft.md\n\(edited)\n=======\n>>>>>>> hindcast"
    #expect(merged.text == table.replacing(row, with: marked) && merged.conflicts == [5])
  }

  @Test func aBlankThatAPersonFilledInIsTheirsWhenItIsAskedNoMore() {
    let base = "- 14:00 began\n- **TODO(responders):** what ended it?\n"
    let mine = base.replacing("**TODO(responders):** what ended it?", with: "We restarted it.")
    let merged = merge(base, mine, "- 14:00 began\n")
    #expect(merged.text == mine && merged.conflicts.isEmpty)
  }

  @Test func linesThatBeginWithATimeAreMergedOneByOne() {
    let base = "10:05 AM: it began  \n10:07 AM: 12 errors  \nJune 6, 2024, 12:10 AM: over  \n"
    let mine = base.replacing("it began", with: "it began, as anna saw")
    let merged = merge(base, mine, base.replacing("10:07 AM: 12 errors  \n", with: "10:08 AM: a deploy  \n"))
    #expect(merged.text == "10:05 AM: it began, as anna saw  \n10:08 AM: a deploy  \nJune 6, 2024, 12:10 AM: over  \n")
  }

  @Test func aRowThatAPersonMovedIsRenewedWhereItIs() {
    let row = "| 14:05:10 | shop began to log 12 errors a minute |\n"
    let mine = table.replacing(row, with: "") + row
    let merged = merge(table, mine, table.replacing("12 errors", with: "15 errors"))
    #expect(merged.text == mine.replacing("12 errors", with: "15 errors"))
  }

  @Test func ofLinesThatStandTwiceTheOneThatWasNotMovedStaysAsItIs() {
    let merged = merge(
      "- failed: 1\n- b\n\n## Two\n\n- failed: 1\n", "- b\n- failed: 1\n\n## Two\n\n- failed: 1\n",
      "- failed: 2\n- b\n\n## Two\n\n- failed: 1\n")
    #expect(merged.text.hasSuffix("## Two\n\n- failed: 1\n"))
  }

  @Test func aPersonsParagraphBelowATableDoesNotBreakIt() {
    let mine = table.replacing("\n\n**TODO", with: "\n\nIt was a long night.\n\n**TODO")
    let merged = merge(table, mine, table.replacing("again |\n", with: "again |\n| 14:40:00 | it began again |\n"))
    #expect(merged.text.contains("again |\n| 14:40:00 | it began again |\n\nIt was a long night.\n\n**TODO"))
  }

  @Test func anAnsweredTodoStays() {
    let mine = table.replacing("**TODO (responders):** what was decided.", with: "We decided to roll back.")
    let merged = merge(
      table, mine,
      table.replacing("900 ms", with: "950 ms").replacing("**TODO (responders):** what was decided.\n", with: ""))
    #expect(merged.text == mine.replacing("900 ms", with: "950 ms"))
  }

  @Test func aFootnoteAndAPersonsWordsBehindTheSameSentenceAreBothKept() {
    let merged = merge("It recovered.\n", "It recovered. Nobody knows why.\n", "It recovered.[^e12ab34c]\n")
    #expect(merged.text == "It recovered.[^e12ab34c] Nobody knows why.\n")
  }

  @Test func lineEndsAndTheEndOfTheFileStayAsThePersonHasThem() {
    let (base, theirs) = ("a 1\nb\nc\n", "a 2\nb\nc\nd\n")
    #expect(merge(base, "a 1\r\nb!\r\nc\r\n", theirs).text == "a 2\r\nb!\r\nc\r\nd\r\n")
    #expect(merge(base, "a 1\nb!\nc", theirs).text == "a 2\nb!\nc\nd")
    #expect(merge(base, "a 1\r\nb\r\nc", theirs).text == "a 2\r\nb\r\nc\r\nd")
    #expect(merge("", "mine\n", "theirs\n").text == "mine\n\ntheirs\n")
  }

  @Test func aSetextHeadingIsNoConflict() {
    #expect(ConflictMarks.lines(in: "Title\n=======\n").isEmpty)
    #expect(ConflictMarks.lines(in: "<<<<<<< a\r\nx\r\n=======\r\ny\r\n>>>>>>> b") == [1, 5])
  }

  // MARK: Sections

  private let impact = "## Impact\n\nOf 900 requests 9 failed.\n\n"
  private let causes = "## Causes\n\n1. the deploy, 12 s before\n\n"
  private let ending = "## Resolution\n\nIt was over at 14:31.\n\n"
  private let notes = "[^e1]: line 7\n[^e2]: line 9\n"
  private func renewed(_ text: String) -> String {
    text.replacing("9 failed", with: "12 failed").replacing("12 s", with: "15 s").replacing("14:31", with: "14:45")
  }

  @Test func sectionsThatAPersonMovedAreRenewedWhereTheyAre() {
    let base = "# T\n\n" + impact + causes + ending + notes
    for order in [[ending, impact, causes], [causes, ending, impact], [ending, causes, impact]] {
      let mine = "# T\n\n" + order.joined() + notes
      let merged = merge(base, mine, renewed(base) + "[^e3]: line 12\n")
      #expect(merged.text == renewed(mine) + "[^e3]: line 12\n")
      #expect(merged.conflicts.isEmpty && merged.leftOut == 0)
    }
    // Behind the footnotes, too.
    let last = "# T\n\n" + causes + ending + notes + "\n" + impact
    #expect(merge(base, last, renewed(base)).text == renewed(last))
  }

  @Test func aConflictInAMovedSectionHoldsItsLineAlone() {
    let base = "# T\n\n" + impact + causes + ending
    let mine = "# T\n\n" + ending + causes + impact.replacing("9 failed", with: "10 failed")
    let merged = merge(base, mine, renewed(base))
    #expect(
      merged.text
        == renewed("# T\n\n" + ending + causes)
          + """
          ## Impact

          <<<<<<< draft.md
          Of 900 requests 10 failed.
          =======
          Of 900 requests 12 failed.
          >>>>>>> hindcast


          """)
  }

  @Test func aDeletedSectionStaysDeletedBesideLinesThatBothChanged() {
    let base = "# T\n\n" + impact + causes + ending
    let mine = "# T\n\n" + impact.replacing("9 failed", with: "10 failed") + ending
    let merged = merge(base, mine, renewed(base))
    #expect(!merged.text.contains("Causes") && merged.text.hasSuffix(renewed(ending)))
    #expect(merged.text.contains("<<<<<<< draft.md\nOf 900 requests 10 failed.\n=======\nOf 900"))
    #expect(merged.conflicts.count == 1 && merged.leftOut == 0 && merged.leftOutSections == ["Causes"])
    #expect(merge(base, mine, base).leftOutSections.isEmpty)
    // The last one, and a person's own in its place.
    let own = "# T\n\n" + impact + causes + "## What we learned\n\nTo look at 7 things.\n"
    let other = merge(base, own, renewed(base))
    #expect(other.text == renewed(own) && other.conflicts.isEmpty && other.leftOutSections == ["Resolution"])
  }

  @Test func aSectionThatAPersonGaveAnotherNameIsRenewed() {
    let base = "# T\n\n" + impact + causes + ending
    let mine = base.replacing("## Causes", with: "## What may have caused it")
    #expect(merge(base, mine, renewed(base)).text == renewed(mine))
    // Moved and with other words in it, too.
    let moved =
      "# T\n\n" + ending.replacing("## Resolution", with: "## How it ended").replacing("It was", with: "At last it was")
      + impact + causes
    #expect(merge(base, moved, renewed(base)).text == renewed(moved))
    let merged = merge(base, base.replacing("## Causes\n\n", with: ""), renewed(base))
    #expect(merged.text == renewed(base).replacing("## Causes\n\n", with: "") && merged.conflicts.isEmpty)
  }

  @Test func aSectionThatIsNewStandsBehindTheOneAboveIt() {
    let base = "# T\n\n" + impact + ending
    let mine = "# T\n\n" + ending + impact
    #expect(merge(base, mine, "# T\n\n" + impact + causes + ending).text == "# T\n\n" + ending + impact + causes)
  }

  @Test(.timeLimit(.minutes(1))) func aDraftOfFiveThousandLinesIsMergedAtOnce() {
    let base = (0..<5000).map { "| 14:00:\($0) | row \($0) of \($0 % 7) kinds |" }
    let mine = base.enumerated().map { $0 % 5 == 0 ? $1 + " seen by us" : $1 }
    let theirs = base.enumerated().map { $0 % 3 == 0 ? $1.replacing("row", with: "line") : $1 }
    let merged = merge(base.joined(separator: "\n"), mine.joined(separator: "\n"), theirs.joined(separator: "\n"))
    #expect(merged.conflicts.isEmpty)
    #expect(merged.text.contains("| 14:00:15 | line 15 of 1 kinds | seen by us\n"))
    // Nothing in common, and nothing but the same.
    let other = (0..<5000).map { "other \($0)" }.joined(separator: "\n")
    #expect(!merge(base.joined(separator: "\n"), other, mine.joined(separator: "\n")).conflicts.isEmpty)
    let blank = String(repeating: "\n", count: 5000)
    #expect(merge(blank, blank + "x\n", "y\n" + blank).text == "y\n" + blank + "x\n")
  }
}
