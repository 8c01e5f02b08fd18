import Foundation
import Incidents
import SampleIncidents
import Testing

@testable import Drafting

/// What a CommonMark renderer makes of drafts: text from logs and people changes no construct of them, whatever it holds.
@Suite(.enabled(if: Renderer.isInstalled, "needs cmark and cmark-gfm"))
struct RenderedDraftTests {
  static let styles = DraftStyle.all(folder: "/nonexistent").map(\.name)

  private static let hostile = [
    "![](http://evil.example)", "[x](javascript:alert(1))", "a | b", "``` x", "<details><summary>",
    "<img src=x onerror=alert(1)>", "{{title}}{{#causes}}", "{{{id}}}", "\n\n## Injected",
    "\u{1b}]8;;http://evil\u{07}",
    "https://evil.example/", "*a* _b_ ~~c~~ **d**", "- x", "1. x", "    x", "| --- |", "[^e0000000]", "[^x]: y",
    "<!-- x",
    "--> x", "x\\", "&lt;b&gt;", "x  ", "===", "---", "[x]: http://evil.example", "@someone #12", "\\| x",
  ]

  @Test(arguments: styles)
  func textFromLogsStaysText(style: String) throws {
    for renderer in [Renderer.github, .plain] {
      let plain = try skeleton("plain", style, renderer)
      for text in Self.hostile { #expect(try skeleton(text, style, renderer) == plain, "\(text) \(renderer)") }
    }
  }

  /// Code between two backticks is the one construct that a log's text may have.
  @Test func codeIsCode() throws {
    let html = try Renderer.github.html(draft("`select 1 < 2`", "standard"))
    #expect(html.contains("<code>select 1 &lt; 2</code>") && !html.contains("`"))
  }

  @Test(arguments: styles)
  func theTextIsShownAsItIs(style: String) throws {
    for text in ["<img src=x onerror=alert(1)>", "{{title}}", "![](http://evil.example)", "a | b", "[^x]: y"] {
      let html = try Renderer.github.html(draft(text, style))
      let shown = html.replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
      #expect(shown.components(separatedBy: text).count > 10)
    }
  }

  private func draft(_ text: String, _ style: String) throws -> String {
    Draft.markdown(
      of: SampleIncidents.shop(withLogText: text), style: try DraftStyle.named(style, folder: "/nonexistent"))
  }

  /// The document's tags without its words.
  private func skeleton(_ text: String, _ style: String, _ renderer: Renderer) throws -> [Substring] {
    try renderer.html(draft(text, style)).matches(of: /<[^>]*>/).map(\.output).map { tag in
      // Labels of footnotes depend on the lines.
      tag.firstMatch(of: /^<\/?[a-z0-9!-]*/)?.output ?? tag
    }
  }
}

/// A renderer of Debian's.
private enum Renderer: CaseIterable {
  case plain, github

  static var isInstalled: Bool { allCases.allSatisfy { FileManager.default.isExecutableFile(atPath: $0.path) } }

  private var path: String {
    switch self {
    case .plain: "/usr/bin/cmark"
    case .github: "/usr/bin/cmark-gfm"
    }
  }

  func html(_ markdown: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      self == .plain
      ? ["--unsafe"]
      : ["--unsafe", "-e", "footnotes", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // It reads all before it writes.
    try input.fileHandleForWriting.write(contentsOf: Data(markdown.utf8))
    try input.fileHandleForWriting.close()
    let html = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: html, as: UTF8.self)
  }
}
