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
}
