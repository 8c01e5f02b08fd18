import Foundation
import Incidents
import LogLab
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct DraftStyleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func theStandardStyleIsInTheBinary() throws {
    #expect(DraftStyle.embeddedNames == ["standard"])
    #expect(try DraftStyle.named("standard", folder: folder.path).name == "standard")
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
      ($0 as? DraftError)?.reason == .invalidStyleName
    }
  }

  @Test func anUnknownStyleIsAnsweredWithThoseThatThereAre() {
    #expect(throws: DraftError(.noSuchStyle(known: ["standard"]), "brief")) {
      try DraftStyle.named("brief", folder: folder.path)
    }
  }

  @Test func aMalformedStyleIsNamed() throws {
    try Data("{{#rows}}".utf8).write(to: URL(fileURLWithPath: folder.file("bad.mustache")))
    #expect(throws: DraftError(.malformedStyle, folder.file("bad.mustache"))) {
      try DraftStyle.named("bad", folder: folder.path)
    }
  }
}
