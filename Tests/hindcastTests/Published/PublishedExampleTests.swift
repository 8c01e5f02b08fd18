import Foundation
import LogLab
import Testing

/// The published examples, drafted from the logs of the same outages and what was noted meanwhile: the same kind of
/// document, in which what logs or notes can know stands at its place.
///
/// `HINDCAST_DRAFTS` names a folder to keep the drafts in, for reading them side by side.
@Suite(
  .serialized,
  .enabled(if: ExampleLab.isAvailable, "needs the lab beside the project, python3 and systemd-journal-remote"))
struct PublishedExampleTests {
  @Test(.timeLimit(.minutes(5)), arguments: PublishedExample.all)
  func isDraftedFromItsLogs(example: PublishedExample) async throws {
    let draft = try await offPool { try ExampleLab().draft(example) }
    if let folder = ProcessInfo.processInfo.environment["HINDCAST_DRAFTS"] {
      try draft.write(toFile: "\(folder)/\(example.style).md", atomically: true, encoding: .utf8)
    }
    let lines = draft.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(headings(lines) == example.headings)
    expectOutline(example.outline, lines)
    let rows = try Regex(example.row)
    #expect(lines.count { $0.firstMatch(of: rows) != nil } > 3)
    for fact in example.facts { try expect(fact, draft) }
    let blanks = draft.matches(of: /TODO\(([^)]+)\):\*\* ([^?.]*[?.])/).map { "\($0.output.1): \($0.output.2)" }
    #expect(blanks == example.blanks)
  }

  /// Lines with marks before them, and those that are underlined, below the title.
  private func headings(_ lines: [String]) -> [String] {
    lines.indices.compactMap { i in
      if lines[i].hasPrefix("##") { return lines[i] }
      let isUnderlined =
        i + 1 < lines.count && lines[i + 1].count > 3 && lines[i + 1].allSatisfy { $0 == "-" } && !lines[i].isEmpty
      return isUnderlined ? lines[i] : nil
    }
  }

  private func expectOutline(_ outline: [String], _ lines: [String]) {
    var rest = lines[...]
    for opening in outline {
      guard let place = rest.firstIndex(where: { $0.hasPrefix(opening) }) else {
        Issue.record("no line begins with '\(opening)' where one should")
        return
      }
      rest = lines[(place + 1)...]
    }
  }

  private func expect(_ fact: PublishedExample.Fact, _ draft: String) throws {
    guard let match = draft.firstMatch(of: try Regex(fact.pattern)) else {
      Issue.record("\(fact.name) is not where it should be")
      return
    }
    let found = match.output.count > 1 ? match.output[1].substring.map(String.init) : nil
    switch fact.value {
    case .words: break
    case .share(let percent):
      let share = try #require(found.flatMap(Double.init))
      #expect(abs(share - percent) <= 2, "\(fact.name)")
    case .time(let at, let early, let late):
      let off = try #require(found.flatMap(PublishedExample.seconds)) - #require(PublishedExample.seconds(at))
      #expect(off >= -early && off <= late, "\(fact.name) at \(found ?? "")")
    }
  }
}

/// The lab's outage, replayed, noted upon and drafted by the command as people run it.
private struct ExampleLab {
  private static let lab = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/lab").standardizedFileURL.path
  private static let journalRemote = "/lib/systemd/systemd-journal-remote"

  static var isAvailable: Bool {
    [lab + "/simulate.py", "/usr/bin/python3", journalRemote].allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func draft(_ example: PublishedExample) throws -> String {
    let logs = folder.file("logs")
    let scenario = "\(Self.lab)/scenarios/\(example.scenario).json"
    _ = try run("/usr/bin/python3", ["\(Self.lab)/simulate.py", scenario, logs])
    _ = try run(Self.journalRemote, ["-o", "\(logs)/system.journal", "\(logs)/system.export"])
    for other in ["system.export", "truth.json"] { try FileManager.default.removeItem(atPath: "\(logs)/\(other)") }
    let store = folder.file("incidents.db")
    let replayed = try run(Self.command, ["replay", "--json", "--store", store, logs])
    let incidents = try JSONSerialization.jsonObject(with: replayed) as? [String: Any]
    let ids = (incidents?["incidents"] as? [[String: Any]])?.compactMap { $0["id"] as? String } ?? []
    try #require(ids.count == 1)
    let day = ids[0].prefix(8)
    for note in example.notes {
      let at = "\(day.prefix(4))-\(day.dropFirst(4).prefix(2))-\(day.dropFirst(6).prefix(2))T\(note.at):00"
      let zone = example.zone == "UTC" ? "Z" : example.zone
      _ = try run(
        Self.command,
        ["note", ids[0], note.text, "--at", at + zone, "--by", "anna", "--store", store]
          + (note.kind.map { ["--kind", $0] } ?? []))
    }
    let draft = try run(
      Self.command, ["draft", ids[0], "--template", example.style, "--tz", example.zone, "--store", store])
    return String(decoding: draft, as: UTF8.self)
  }

  /// The command that stands beside the tests.
  private static let command = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("hindcast").path

  private func run(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments.first ?? "")")
    return data
  }
}
