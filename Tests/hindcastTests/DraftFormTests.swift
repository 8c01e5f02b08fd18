import ArgumentParser
import Drafting
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

  @Test func aPictureOfOnesOwnIsNeverOverwritten() throws {
    try folder.write("post-nginx.svg", "mine")
    for force in [[], ["--force"]] {
      #expect(throws: DraftError(.foreignPicture, folder.file("post-nginx.svg"))) {
        try command(["20240605-1400", "-o", folder.file("post.md")] + force).run()
      }
    }
    #expect(try files == ["post-nginx.svg"] && content("post-nginx.svg") == "mine")
    try command(["20240605-1400", "-o", folder.file("post.md"), "--no-charts"]).run()
    #expect(try files == ["post-nginx.svg", "post.md"])
  }

  @Test func noPictureIsLeftBesideADraftThatIsRefused() throws {
    try folder.write("post.md", "mine")
    #expect(throws: DraftError(.fileExists, folder.file("post.md"))) {
      try command(["20240605-1400", "-o", folder.file("post.md")]).run()
    }
    #expect(try files == ["post.md"])
    try command(["20240605-1400", "-o", folder.file("post.md"), "--force"]).run()
    try command(["20240605-1400", "-o", folder.file("post.md"), "--force"]).run()
    #expect(try files == ["post-nginx.svg", "post.md"])
  }

  @Test func whatIsNoFileIsRefusedAndADashIsStandardOutput() throws {
    let pipe = folder.file("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    for path in [pipe, folder.path, "/dev/full"] {
      #expect(throws: DraftError(.noFile, path)) { try command(["20240605-1400", "-o", path, "--force"]).run() }
    }
    #expect(throws: DraftError(.cannotWrite(ENOENT), folder.file("none/x.md"))) {
      try command(["20240605-1400", "-o", folder.file("none/x.md")]).run()
    }
    #expect(try command(["20240605-1400", "-o", "-"]).file == nil)
    #expect(try !text("-o", "-").contains(".svg"))
  }

  @Test func aFullDiskIsSaidInOneLine() throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    defer { close(full) }
    #expect(throws: OutputError(number: ENOSPC)) { try StandardOutput.write("text", to: full) }
    #expect(
      OutputError(number: ENOSPC).localizedDescription
        == "cannot write to standard output (No space left on device): check where it is redirected to")
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
    // One that somebody has drawn in since stays, and that is said.
    try folder.write("post-nginx.svg", try content("post-nginx.svg").replacing("800", with: "900"))
    let renewal = try command(["--update", draft]).renew(draft, surroundings(isTerminal: false))
    #expect(
      renewal.lines == [
        "\(draft) is up to date", DraftError(.foreignPicture, folder.file("post-nginx.svg")).localizedDescription,
      ])
    #expect(try content("post-nginx.svg").contains("900"))
  }

  @Test func anEditedDraftBecomesAPageWithItsCharts() throws {
    let draft = folder.file("post.md")
    try command(["20240605-1400", "-o", draft]).run()
    let text = try content("post.md").replacing("## Impact", with: "We learnt much.\n\n## Impact")
    let edited = try folder.write("2024-06-outage.md", "---\ntags: [outage]\n---\n" + text)
    let page = try command(["--from", edited]).page(of: edited, surroundings(isTerminal: false))
    #expect(page.contains("<p>We learnt much.</p>") && page.contains("<svg ") && !page.contains("tags:"))
    #expect(page.contains("<title>Postmortem: "))
    try command(["--from", edited, "-o", folder.file("page.html")]).run()
    #expect(try content("page.html") == page)
    #expect(
      try !command(["--from", edited, "--no-charts"]).page(of: edited, surroundings(isTerminal: false)).contains("<svg")
    )
  }

  @Test func aTextWithoutAnIncidentBecomesAPageToo() throws {
    let text = try folder.write("own.md", "# Ours\n\n![Team](team.png)\n")
    let page = try command(["--from", text]).page(of: text, surroundings(isTerminal: false))
    #expect(page.contains("<h1 id=\"ours\">") && page.contains("Team") && !page.contains("team.png"))
  }

  @Test func neitherAPageNorAnUnfinishedMergeBecomesAPage() throws {
    for (text, reason) in [
      ("\n<!DOCTYPE html>\n", DraftError.Reason.page),
      ("<<<<<<< a\nb\n=======\n>>>>>>> hindcast\n", .holdsConflicts(lines: [1, 4])),
    ] {
      let path = try folder.write("x.md", text)
      let command = try command(["--from", path])
      #expect(throws: DraftError(reason, path)) { try command.page(of: path, surroundings(isTerminal: false)) }
      #expect(throws: DraftError(reason, path)) { try command.renew(path, surroundings(isTerminal: false)) }
    }
  }

  @Test(arguments: [
    ["draft", "--from", "x", "--update", "y"], ["draft", "--from", "x", "--template", "brief"],
    ["draft", "--from", "x", "--format", "markdown"], ["draft", "--from", "x", "--base", "y"],
    ["draft", "20240605-1400", "--styles", "/nonexistent"],
  ])
  func optionsThatDoNotGoTogether(arguments: [String]) {
    #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(arguments) }
  }
}
