import Drafting
import Foundation
import SampleIncidents
import Testing

@Suite struct LintOfDraftsTests {
  /// A draft lacks what only people know, and has nothing wrong.
  @Test(arguments: DraftStyle.embeddedNames) func aFreshDraftHasOpenTodosAlone(style: String) throws {
    let text = Draft.markdown(of: SampleIncidents.shop, style: try DraftStyle.named(style, folder: "/nonexistent"))
    let findings = Lint.findings(in: text, knowing: LintKnowledge(base: text))
    #expect(findings.filter { $0.rule != "todo" } == [])
    #expect(!findings.isEmpty)
  }

  /// What teams publish, where it is at hand: everything that is found is worth a look.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: postmortems), "the published postmortems are not here"),
    arguments: [
      ("brief", ["placeholder"], 5), ("classic", [], 4), ("illustrated", [], 8), ("responder", [], 9),
      ("sectioned", [], 6),
    ])
  func publishedPostmortems(name: String, rules: [String], actions: Int) throws {
    let text = try String(contentsOfFile: "\(postmortems)/\(name).md", encoding: .utf8)
    let found = Lint.findings(in: text).map(\.rule)
    #expect(found.filter { $0 != "action" } == rules)
    #expect(found.count { $0 == "action" } == actions)
  }
}

private let postmortems = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../shared/postmortems").standardizedFileURL.path
