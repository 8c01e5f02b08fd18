import Foundation
import LogLab
import SampleIncidents
import Testing

@testable import Drafting

/// A style that cannot be right is refused when it is loaded, with the line and what to do.
@Suite struct StyleCheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reason(_ text: String) throws -> StyleMistake? {
    try folder.write("own.mustache", text)
    do throws(DraftError) {
      _ = try DraftStyle.named("own", folder: folder.path)
      return nil
    } catch {
      guard case .style(let mistake) = error.reason else { throw error }
      return mistake
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
    "{{#rows}}{{plusone(index())}}. {{capitalized(says)}}{{/rows}}{{#one-zone}}{{uppercased(.)}}{{/one-zone}}",
    "{{! anything }}{{count(rows)}} {{#first(causes)}}{{why}}{{/first(causes)}}", "{{#rows}}{{> _refs}}{{/rows}}",
  ])
  func whatIsRightIsTaken(text: String) throws {
    #expect(try reason(text) == nil)
  }

  @Test(arguments: [
    ("{{start}}", "start", "{{start.clock}}"), ("{{rows}}", "rows", "{{#rows}}...{{/rows}}, or {{count(rows)}}"),
    ("{{relapsed}}", "relapsed", "{{#relapsed}}...{{/relapsed}}"),
    ("{{detection-delay}}", "detection-delay", "{{#detection-delay}}{{.}}{{/detection-delay}}"),
    ("{{#rows}}{{at}}{{/rows}}", "at", "{{at.clock}}"), ("{{onset}}", "onset", "{{onset.says}}"),
    ("{{first(rows)}}", "first(rows)", "{{first(rows).says}}"),
    ("{{empty(rows)}}", "empty(rows)", "{{#empty(rows)}}...{{/empty(rows)}}"),
  ])
  func aFieldThatIsNoTextIsAnsweredWithWhatToWrite(text: String, field: String, instead: String) throws {
    #expect(try reason("\n" + text) == .noText(line: 2, field: field, instead: instead))
  }

  @Test(arguments: [
    ("{{shout(title)}}", "shout"), ("{{#sorted(rows)}}{{/sorted(rows)}}", "sorted"), ("{{first(title)}}", "first"),
    ("{{#rows}}{{^last(says)}}{{/last(says)}}{{/rows}}", "last"), ("{{enumerated(start)}}", "enumerated"),
    ("{{#rows}}{{next()}}{{/rows}}", "next"), ("{{uppercased(lower(title))}}", "lower"),
  ])
  func aFunctionThatThereIsNotIsNamed(text: String, function: String) throws {
    guard case .unknownFunction(line: 1, function: function, known: _)? = try reason(text) else {
      Issue.record("\(String(describing: try reason(text)))")
      return
    }
  }

  @Test func whatNestsWithoutEndIsRefusedBeforeItIsRead() throws {
    #expect(try reason(String(repeating: "{{#rows}}", count: 20_000)) == .tooDeep(line: 1))
    for level in 0..<20 { try folder.write("_l\(level).mustache", "{{> _l\(level + 1)}}{{> _l\(level + 1)}}") }
    try folder.write("_l20.mustache", "x")
    #expect(try reason("{{> _l0}}") == .tooDeep(line: 1))
  }

  @Test(arguments: ["", " \n\n", "{{! Only what it is like. }}\n", "\u{FEFF}"])
  func anEmptyStyleIsAMistake(text: String) throws {
    #expect(try reason(text) == .empty)
  }

  @Test func aHugeFileIsNotRead() throws {
    #expect(try reason(String(repeating: "x", count: StyleFiles.largest + 1)) == .tooLong(bytes: StyleFiles.largest))
  }

  @Test func aSectionThatIsNotClosedIsNamedWithItsLine() throws {
    #expect(try reason("a\n{{#rows}}") == .malformed(line: 2))
  }

  @Test func aPartialIsCheckedWhereItIsTakenIn() throws {
    try folder.write("_row.mustache", "{{says}}")
    #expect(try reason("{{#rows}}{{> _row}}{{/rows}}") == nil)
    guard case .unknownField(line: 1, field: "says", nearest: _)? = try reason("{{> _row}}") else {
      Issue.record("let through")
      return
    }
    #expect(try reason("{{> _raw}}") == .unknownPartial("_raw", known: StyleFiles(folder: folder.path).partialNames))
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
