import ArgumentParser
import Control
import Drafting
import Foundation
import Records

struct StylesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "styles",
    abstract: "Lists the styles of drafts with their sections.",
    discussion: """
      --template of 'hindcast draft' names one. Styles of your own are Mustache templates in \
      \(DraftStyle.systemFolder)/NAME.mustache, and what several of them share in _NAME.mustache, which {{>_NAME}} \
      takes in; a file of the name of a built-in one replaces it. --fields lists what they may name.
      """)

  @Flag(help: "List the fields that styles may name.")
  var fields = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var styles: StylesOption
  @OptionGroup var display: DisplayOptions

  func run() throws {
    let surroundings = Surroundings.process(utc: display.utc)
    try surroundings.terminal.page(try output(surroundings), surroundings.environment)
  }

  func output(_ surroundings: Surroundings) throws -> String {
    let ink = display.ink(surroundings)
    let width = surroundings.terminal.width
    if fields {
      if json { return try ReadableJSON.encode(FieldList(fields: DraftField.glossary)) + "\n" }
      var table = Table(["FIELD", "IS"])
      for field in DraftField.glossary { table.add([field.name, field.meaning]) }
      return table.text(width: width, ink)
    }
    let listed = DraftStyle.all(folder: styles.folder).map(ListedStyle.init)
    if json { return try ReadableJSON.encode(StyleList(styles: listed)) + "\n" }
    var page = Page(width: min(width, 120))
    for (index, style) in listed.enumerated() {
      if index > 0 { page.skip() }
      page.line(ink.bold(style.name) + (style.file.map { "  (\($0.controlsVisible))" } ?? ""))
      page.paragraph(style.error ?? style.summary ?? "", indent: 2)
      if let sections = style.sections { page.paragraph(sections.joined(separator: "; "), indent: 2) }
    }
    return page.text
  }
}

/// Where styles of one's own are.
struct StylesOption: ParsableArguments {
  @Option(
    name: .customLong("styles"),
    help: ArgumentHelp(
      "Look for styles in this folder before the built-in ones. Default: \(DraftStyle.systemFolder).",
      valueName: "folder"))
  var folder = DraftStyle.systemFolder

  func validate() throws {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    guard folder == DraftStyle.systemFolder || exists && isFolder.boolValue else {
      throw ValidationError("there is no folder '\(folder.controlsVisible)': --styles names the one of your styles")
    }
  }
}

private struct StyleList: Encodable {
  var styles: [ListedStyle]
}

private struct FieldList: Encodable {
  var fields: [DraftField.Named]
}

/// A style as it is listed; one that cannot be used has an error in place of the rest.
private struct ListedStyle: Encodable {
  var name: String
  var summary: String?
  var sections: [String]?
  var file: String?
  var error: String?

  init(_ found: (name: String, style: Result<DraftStyle, DraftError>)) {
    name = found.name
    switch found.style {
    case .success(let style): (summary, sections, file) = (style.summary, style.sections, style.file)
    case .failure(let reason): error = reason.errorDescription
    }
  }
}
