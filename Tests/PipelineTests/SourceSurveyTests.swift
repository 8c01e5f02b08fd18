import LogLab
import Testing

@testable import Pipeline

/// What a daemon's check says of the patterns of its log files.
@Suite struct SourceSurveyTests {
  @Test func patternsThatNothingMatchesAreNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("log/app.log", "")
    let patterns = ["/log/*.log", "/log/*.txt", "/log/later.log", "/none/*.log"].map { folder.path + $0 }
    let survey = SourceSurvey.look(patterns: patterns, followsLinks: false, journal: nil)
    #expect(survey.unmatched == Array(patterns.dropFirst()))
  }

  @Test func whatJournalctlPrintsIsNotFollowed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "journal.log", #"{"__CURSOR":"s=a","__REALTIME_TIMESTAMP":"1717588800000000","MESSAGE":"ready"}"# + "\n")
    let survey = SourceSurvey.look(patterns: [path], followsLinks: false, journal: nil)
    #expect(survey.followed.isEmpty)
    #expect(survey.refused == ["\(path): \(UnreadForm.printedJournal)"])
  }
}
