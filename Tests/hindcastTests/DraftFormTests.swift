import ArgumentParser
import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import hindcast

/// In which form `hindcast draft` writes a draft, and where its charts go.
@Suite struct DraftFormTests {
  private let folder: TemporaryFolder
  private let store: String

  init() throws {
    folder = try TemporaryFolder()
    store = folder.file("hindcast.db")
    var reconstruction = SampleIncidents.reconstruction
    reconstruction.incidents = [SampleIncidents.finelyCharted]
    try IncidentStore(path: store).save(reconstruction)
  }

  private func surroundings(isTerminal: Bool) -> Surroundings {
    Surroundings(
      now: SampleIncidents.at(7200), zone: .gmt, environment: ["LANG": "C.UTF-8"],
      terminal: Terminal(isTerminal: isTerminal, width: 100))
  }

  private func command(_ arguments: [String]) throws -> DraftCommand {
    try #require(try Hindcast.parseAsRoot(["draft"] + arguments + ["--utc", "--store", store]) as? DraftCommand)
  }

  private func text(_ arguments: String..., isTerminal: Bool = false) throws -> String {
    try command(["20240605-1400"] + arguments).drafted(surroundings(isTerminal: isTerminal)).text
  }

  private func content(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  private var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix("hindcast.db") }.sorted()
    }
  }

  @Test func aMarkdownFileHasItsChartsBesideIt() throws {
    try command(["20240605-1400", "-o", folder.file("post.md")]).run()
    #expect(try files == ["post-nginx.svg", "post.md"])
    #expect(try content("post.md").contains("](post-nginx.svg)"))
    #expect(try content("post-nginx.svg").hasPrefix("<svg "))
  }

  @Test func withoutChartsThereIsTheDraftAlone() throws {
    try command(["20240605-1400", "-o", folder.file("post.md"), "--no-charts"]).run()
    #expect(try files == ["post.md"])
    #expect(try !content("post.md").contains(".svg"))
  }

  @Test func aStyleOfOnesOwnNeedNotShowThem() throws {
    try Data("# {{title}}\n".utf8).write(to: URL(fileURLWithPath: folder.file("bare.mustache")))
    try command(["20240605-1400", "-o", folder.file("post.md"), "--template", "bare", "--styles", folder.path]).run()
    #expect(try files == ["bare.mustache", "post.md"])
  }

  @Test func nothingIsOverwrittenUnlessForced() throws {
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.file("post-nginx.svg")))
    #expect(throws: (any Error).self) { try command(["20240605-1400", "-o", folder.file("post.md")]).run() }
    #expect(try files == ["post-nginx.svg"])
    try command(["20240605-1400", "-o", folder.file("post.md"), "--force"]).run()
    #expect(try content("post-nginx.svg").hasPrefix("<svg "))
  }

  @Test func aNameInHTMLOrTheFormatGivesOnePage() throws {
    try command(["20240605-1400", "-o", folder.file("post.html")]).run()
    #expect(try files == ["post.html"])
    #expect(try content("post.html").hasPrefix("<!DOCTYPE html>"))
    #expect(try content("post.html").contains("<svg "))
    #expect(try text("--format", "html").contains("<svg "))
    #expect(try !text("--format", "html", "--no-charts").contains("<svg "))
    #expect(try text("-o", "x.html", "--format", "markdown").hasPrefix("# "))
  }

  @Test func aTerminalShowsTheChartsAsTextAndAPipeNone() throws {
    let shown = try text(isTerminal: true)
    #expect(shown.contains("Failed requests (5xx): usually 0.1 %"))
    #expect(shown.contains("━"))
    #expect(try text().hasPrefix("# "))
    #expect(try text("--no-charts", isTerminal: true).hasPrefix("# "))
    #expect(try !text().contains(".svg"))
  }

  @Test func renewingADraftRenewsTheChartsThatItStillShows() throws {
    let draft = folder.file("post.md")
    try command(["20240605-1400", "-o", draft]).run()
    try FileManager.default.removeItem(atPath: folder.file("post-nginx.svg"))
    _ = try command(["--update", draft]).renew(draft, surroundings(isTerminal: false))
    #expect(try files == ["post-nginx.svg", "post.md"])
    #expect(throws: (any Error).self) { try command(["--update", draft, "--format", "html"]) }
  }
}
