import ArgumentParser
import DaemonLab
import Foundation
import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import hindcast

@Suite struct LintCommandTests {
  private let folder: TemporaryFolder
  private let store: String

  init() throws {
    folder = try TemporaryFolder()
    store = folder.file("hindcast.db")
  }

  private var surroundings: Surroundings {
    Surroundings(
      now: SampleIncidents.at(7200), zone: .gmt,
      environment: ["HINDCAST_SOCKET": folder.file("hindcast.sock"), "XDG_STATE_HOME": folder.file("state")],
      terminal: Terminal(isTerminal: false, width: 100))
  }

  private func lint(_ arguments: [String]) throws -> (LintCommand, LintReport) {
    let command = try #require(try Hindcast.parseAsRoot(["lint"] + arguments) as? LintCommand)
    return (command, try command.report(surroundings))
  }

  @Test func findingsNameFileLineAndRule() throws {
    let (first, second) = (try folder.write("a.md", "# A\n\nTBD\n"), try folder.write("b.md", "# B\n\nDone.\n"))
    let (command, report) = try lint([first, second])
    #expect(report.isBad)
    #expect(try command.text(of: report) == "\(first):3: placeholder: TBD is a placeholder: put in what is meant\n")
    #expect(report.notes.isEmpty)
    #expect(try !lint([second]).1.isBad)
    #expect(try !lint([first, "--ignore", "placeholder"]).1.isBad)
  }

  @Test func jsonHoldsWhatIsPrinted() throws {
    let (command, report) = try lint([try folder.write("a.md", "TBD\n"), "--json"])
    let json = try JSONSerialization.jsonObject(with: Data(try command.text(of: report).utf8)) as? [String: Any]
    let finding = try #require((json?["findings"] as? [[String: Any]])?.first)
    #expect(finding["rule"] as? String == "placeholder" && finding["line"] as? Int == 1)
    #expect((json?["unchecked"] as? [Any])?.isEmpty == true && (json?["unreadable"] as? [Any])?.isEmpty == true)
  }

  @Test func aFileThatCannotBeReadIsNamedAndTheOthersAreRead() throws {
    let (_, report) = try lint([folder.file("none.md"), try folder.write("a.md", "TBD\n")])
    #expect(report.unreadable.count == 1 && report.findings.count == 1)
    #expect(report.notes.first?.contains("none.md") == true)
  }

  @Test func rulesAreListed() throws {
    let (command, report) = try lint(["--rules"])
    #expect(try command.text(of: report).contains("blame        words that blame beside a person's name\n"))
    let (json, none) = try lint(["--rules", "--json"])
    #expect(try json.text(of: none).contains(#""name" : "outside""#))
  }

  @Test(arguments: [[], ["a.md", "--ignore", "blam"], ["a.md", "b.md", "--base", "c.md"]])
  func wrongUsage(arguments: [String]) {
    #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(["lint"] + arguments) }
  }

  @Test func aDraftIsComparedWithTheStoreAndTheDaemonAlike() async throws {
    let surroundings = surroundings
    let path = folder.file("draft.md")
    let (store, folder) = (store, folder)
    let (asked, read) = try await withServer(folder) { _, service in
      try await offPool {
        let draft = try #require(try Hindcast.parseAsRoot(["draft", SampleIncidents.shop.id]) as? DraftCommand)
        let text = try draft.markdown(surroundings)
        _ = try folder.write("draft.md", text.replacing("1,234 of 20,000", with: "1,200 of 20,000"))
        return try [[], ["--store", store]].map { place in
          try #require(try Hindcast.parseAsRoot(["lint", path] + place) as? LintCommand).report(surroundings)
        }
      }
    }.pair
    #expect(asked == read && asked.unchecked.isEmpty)
    let figures = asked.findings.filter { $0.rule == "figure" }
    #expect(figures.map(\.what) == ["\"1,200\" was generated as \"1,234\""])
  }

  @Test func whereNoStoreIsTheRestIsChecked() throws {
    let text = "TBD\n\n<!-- hindcast draft of 20240605-1400, style standard, base 0123456789abcdef -->\n"
    let (_, report) = try lint([try folder.write("draft.md", text)])
    #expect(report.findings.map(\.rule) == ["placeholder"])
    #expect(report.unchecked.map(\.rule) == ["figure"])
    #expect(report.notes.first?.contains("draft.md: figure is not checked: no store") == true)
    #expect(try lint([folder.file("draft.md"), "--ignore", "figure"]).1.notes.isEmpty)
  }
}

extension [LintReport] {
  fileprivate var pair: (LintReport, LintReport) { (self[0], self[1]) }
}
