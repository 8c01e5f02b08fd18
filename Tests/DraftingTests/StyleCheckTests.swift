import Foundation
import LogLab
import SampleIncidents
import Testing

@testable import Drafting

/// A style that cannot be right is refused when it is loaded, with the line and what to do.
@Suite struct StyleCheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reason(_ text: String) throws -> DraftError.Reason? {
    try folder.write("own.mustache", text)
    do throws(DraftError) {
      _ = try DraftStyle.named("own", folder: folder.path)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [
    ("{{titel}}", 1, "titel", "title"), ("a\n{{strat.clock}}", 2, "strat.clock", "start"),
    ("{{start.clok}}", 1, "start.clok", "start.clock"), ("{{#rows}}\n\n{{att.clock}}{{/rows}}", 3, "att.clock", "at"),
    ("{{#rows}}{{at.clock13}}{{/rows}}", 1, "at.clock13", "at.clock12"), ("{{#row}}{{/row}}", 1, "row", "rows"),
    ("{{#reversed(row)}}{{/reversed(row)}}", 1, "row", "rows"), ("{{#rows}}{{/rows}}{{says}}", 1, "says", "causes"),
  ])
  func aFieldThatThereIsNotIsNamedWithTheNearest(text: String, line: Int, field: String, nearest: String) throws {
    let reason = try reason(text)
    guard case .unknownField(line, field, let suggestion?)? = reason else {
      Issue.record("\(String(describing: reason))")
      return
    }
    // The nearest of all that could stand there.
    if nearest != "causes" { #expect(suggestion == nearest) }
  }

  @Test(arguments: ["{{.}}", "{{#rows}}{{.}}{{/rows}}", "{{#start}}{{.}}{{/start}}"])
  func aDotIsATextsOnly(text: String) throws {
    #expect(try reason(text) == .unknownField(line: 1, field: ".", nearest: nil))
  }

  @Test(arguments: [
    "{{{title}}}", "{{&title}}", "{{=<% %>=}}", "{{% CONTENT_TYPE:HTML}}", "{{<x}}{{/x}}", "{{$x}}{{/x}}", "{{>*id}}",
  ])
  func aTagThatCouldBreakTheMarkdownIsRefused(text: String) throws {
    guard case .forbiddenTag(line: 2, tag: _)? = try reason("\n" + text) else {
      Issue.record("\(text) was let through")
      return
    }
  }

  @Test(arguments: [
    "{{#end}}{{clock}} {{start.clock}}{{/end}}", "{{#detection-delay}}{{.}} {{id}}{{/detection-delay}}",
    "{{#rows}}{{#repeats}}{{#until}}{{clock12}}{{/until}}{{/repeats}}{{^last()}}, {{/last()}}{{/rows}}",
    "{{! anything }}{{count(rows)}} {{#first(causes)}}{{why}}{{/first(causes)}}", "{{#rows}}{{> _refs}}{{/rows}}",
  ])
  func whatIsRightIsTaken(text: String) throws {
    #expect(try reason(text) == nil)
  }

  @Test func aSectionThatIsNotClosedIsNamedWithItsLine() throws {
    #expect(try reason("a\n{{#rows}}") == .malformedStyle(line: 2))
  }

  @Test func aPartialIsCheckedWhereItIsTakenIn() throws {
    try folder.write("_row.mustache", "{{says}}")
    #expect(try reason("{{#rows}}{{> _row}}{{/rows}}") == nil)
    guard case .unknownField(line: 1, field: "says", nearest: _)? = try reason("{{> _row}}") else {
      Issue.record("let through")
      return
    }
    #expect(try reason("{{> _raw}}") == .noSuchPartial("_raw", known: StyleFiles(folder: folder.path).partialNames))
    try folder.write("_row.mustache", "{{> _row}}")
    #expect(try reason("{{> _row}}") == .partialOfItself(line: 1, "_row"))
  }

  @Test func aPartialOfOnesOwnIsTakenInByBuiltInStyles() throws {
    try folder.write("_refs.mustache", "(see the incident)\n")
    let style = try DraftStyle.named("standard", folder: folder.path)
    let text = Draft.markdown(of: SampleIncidents.shop, style: style)
    #expect(text.contains("(see the incident) |") && !text.contains("[^e"))
  }

  @Test func anErrorIsOneLineThatSaysWhatToDo() throws {
    try folder.write("own.mustache", "{{strat.clock}}")
    #expect {
      try DraftStyle.named("own", folder: folder.path)
    } throws: {
      $0.localizedDescription
        == "the draft style \(folder.file("own.mustache")), line 1: there is no field 'strat.clock' here: "
        + "did you mean 'start'? ('hindcast styles --fields' lists them)"
    }
  }
}
