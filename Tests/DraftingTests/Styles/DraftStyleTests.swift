import Foundation
import Incidents
import LogLab
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct DraftStyleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func theStylesAreInTheBinaryWithTheirSections() throws {
    let styles = try DraftStyle.all(folder: folder.path).map { try $0.style.get() }
    #expect(
      styles.map(\.name) == [
        "atlassian", "brief", "classic", "google-sre", "howie", "illustrated", "pagerduty", "responder", "sectioned",
        "standard",
      ])
    #expect(styles.allSatisfy { !$0.summary.isEmpty && $0.sections.count >= 4 && $0.file == nil })
    #expect(
      styles.last?.sections == [
        "Issue Summary", "Impact", "Timeline", "Root Cause and Resolution", "Misleading Paths",
        "Corrective and Preventative Measures",
      ])
  }

  @Test func aStyleOfOnesOwnIsListedAndABrokenOneToo() throws {
    try folder.write("house.mustache", "{{! How we do it. }}\n# {{title}}\n\n## Why: {{id}}\n{{> _measures}}\n")
    try folder.write("_measures.mustache", "## Measures\n\nNone.\n")
    try folder.write("broken.mustache", "{{#rows}}")
    let styles = DraftStyle.all(folder: folder.path)
    #expect(styles.count == 12)
    let house = try #require(styles.first { $0.name == "house" }).style.get()
    #expect(house.summary == "How we do it." && house.file == folder.file("house.mustache"))
    #expect(house.sections == ["Why: {{id}}", "Measures"])
    #expect(throws: DraftError(.style(.malformed(line: 1)), folder.file("broken.mustache"))) {
      try styles.first { $0.name == "broken" }?.style.get()
    }
  }

  @Test func aLinkIsNotFollowed() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("own.mustache"), withDestinationPath: "/etc/passwd")
    #expect(throws: DraftError(.symbolicLink, folder.file("own.mustache"))) {
      try DraftStyle.named("own", folder: folder.path)
    }
  }

  @Test func aPartialIsNoStyle() {
    #expect { try DraftStyle.named("_refs", folder: folder.path) } throws: {
      if case .style(.unknown)? = ($0 as? DraftError)?.reason { true } else { false }
    }
  }

  @Test func aFileInTheFolderGoesFirstAndIsEscapedAsMarkdown() throws {
    try Data("# {{title}}".utf8).write(to: URL(fileURLWithPath: folder.file("standard.mustache")))
    var incident = SampleIncidents.shop
    incident.title = "<b> & {{id}}"
    let style = try DraftStyle.named("standard", folder: folder.path)
    let title = Draft.markdown(of: incident, style: style).prefix { !$0.isNewline }
    #expect(title == #"# \<b\> \& \{\{id\}\}"#)
  }

  @Test(arguments: ["../../etc/passwd", "", "a/b", "a\0b", ".", "é"])
  func aNameIsNoPath(name: String) {
    #expect { try DraftStyle.named(name, folder: folder.path) } throws: {
      ($0 as? DraftError)?.reason == .style(.invalidName)
    }
  }

  @Test func anUnknownStyleIsAnsweredWithThoseThatThereAre() {
    let known = DraftStyle.all(folder: folder.path).map(\.name)
    #expect(throws: DraftError(.style(.unknown(known: known)), "breif")) {
      try DraftStyle.named("breif", folder: folder.path)
    }
  }
}
