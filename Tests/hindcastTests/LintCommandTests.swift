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

  private func lint(
    _ arguments: [String], in surroundings: Surroundings? = nil
  ) throws -> (LintCommand, LintReport) {
    let command = try #require(try Hindcast.parseAsRoot(["lint"] + arguments) as? LintCommand)
    return (command, try command.report(surroundings ?? self.surroundings))
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

  @Test func whatIsNoUTF8IsReadAndSaid() throws {
    let path = folder.file("a.md")
    for (bytes, remark) in [
      ([0xEF, 0xBB, 0xBF] + Array("---\r\nd: 1\r\n---\r\n# A\r\nTBD\r\n".utf8), nil),
      (Array("# A\n\n\n\nGr".utf8) + [0xFC, 0x96] + Array("e TBD\n".utf8), "Windows-1252"),
      ([0xFF, 0xFE] + "# A\n\n\n\nTBD\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "UTF-16"),
    ] as [([UInt8], String?)] {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let (_, report) = try lint([path])
      #expect(report.findings.map { "\($0.rule):\($0.line)" } == ["placeholder:5"])
      #expect(report.notes.first.map { note in remark.map(note.contains) ?? false } ?? (remark == nil))
    }
    try Data([0, 1, 2, 0xFF]).write(to: URL(fileURLWithPath: path))
    #expect(try lint([path]).1.unreadable.first?.contains("is no text") == true)
    #expect(try lint([folder.path]).1.unreadable.first?.contains("is a folder") == true)
  }

  /// As `<(...)` of a shell gives one.
  @Test func aPipeIsReadToItsEnd() throws {
    // A named one would be waited for until somebody writes to it again.
    var ends: [CInt] = [0, 0]
    #expect(unsafe pipe(&ends) == 0)
    let (reader, writer) = (ends[0], ends[1])
    defer { close(reader) }
    let text = Array("# A\n\nTBD\n".utf8)
    #expect(unsafe write(writer, text, text.count) == text.count)
    close(writer)
    let (_, report) = try lint(["/dev/fd/\(reader)"])
    #expect(report.findings.map(\.line) == [3] && report.unreadable.isEmpty)
  }

  @Test func aBaseOfAnotherDocumentIsSaidSo() throws {
    let draft = "# A\n\nIt lost 7 requests.\n\n<!-- hindcast draft of 20240605-1400, style standard -->\n"
    let path = try folder.write("a.md", draft)
    let other = try folder.write("b.md", draft.replacing("0605", with: "0606").replacing("7 req", with: "9 req"))
    let (_, report) = try lint([path, "--base", other])
    #expect(report.findings.isEmpty && report.isBad)
    #expect(report.notes.first?.contains("b.md is not what") == true)
    #expect(try !lint([path, "--base", path]).1.isBad)
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
        let text = try draft.drafted(surroundings).text
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
    var surroundings = surroundings
    surroundings.environment["HINDCAST_SOCKET"] = nil
    let (_, report) = try lint([try folder.write("draft.md", text)], in: surroundings)
    #expect(report.findings.map(\.rule) == ["placeholder"])
    #expect(report.unchecked.map(\.rule) == ["figure"])
    #expect(report.notes.first?.contains("draft.md: figure is not checked: no store") == true)
    #expect(try lint([folder.file("draft.md"), "--ignore", "figure"]).1.notes.isEmpty)
  }
}

extension [LintReport] {
  fileprivate var pair: (LintReport, LintReport) { (self[0], self[1]) }
}
