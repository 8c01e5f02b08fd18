import ArgumentParser
import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Says what postmortems still lack: open TODOs, wrong times, blame, unowned actions.",
    discussion: """
      Reads any postmortem in Markdown, drafted by Hindcast or not, and prints FILE:LINE: RULE: what is found: what to do. \
      Exits with 1 where something is found, so that it can check a repository of postmortems.

      A draft of Hindcast's is also compared with what it was generated as, where the daemon or the store is there; where \
      it is not, that is said on standard error and the rest is checked.
      """)

  @Argument(help: ArgumentHelp("Postmortems in Markdown; - is standard input.", valueName: "file"))
  var files: [String] = []

  @Option(help: ArgumentHelp("Leave this rule out; may be given several times.", valueName: "rule"))
  var ignore: [String] = []

  @Flag(help: "List the rules.")
  var rules = false

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "A copy of the draft as it was generated, to compare figures with. Default: the store's.", valueName: "file"))
  var base: String?

  @Option(
    help: ArgumentHelp(
      "Read this store. Default: ask the running hindcastd; without one, $XDG_STATE_HOME/hindcast/hindcast.db.",
      valueName: "file"))
  var store: String?

  func validate() throws {
    if files.isEmpty, !rules { throw ValidationError("name a file, or - for standard input") }
    if base != nil, files.count != 1 { throw ValidationError("--base is of one file") }
    let known = Lint.rules.map(\.name)
    for name in ignore where !known.contains(name) {
      let meant = NearestNames.meant(by: name, among: known).map { "did you mean \($0)? " } ?? ""
      throw ValidationError("no rule '\(name)': \(meant)there are \(known.joined(separator: ", "))")
    }
  }

  func run() throws {
    let report = try report(Surroundings.process(utc: true))
    try StandardOutput.write(try text(of: report))
    FileHandle.standardError.write(Data(report.notes.map { $0.controlsVisible + "\n" }.joined().utf8))
    if report.isBad { throw ExitCode.failure }
  }

  func text(of report: LintReport) throws -> String {
    if rules {
      let list = Lint.rules.map { LintReport.Rule(name: $0.name, summary: $0.summary) }
      if json { return try ReadableJSON.encode(["rules": list]) + "\n" }
      let width = list.map(\.name.count).max() ?? 0
      return list.map { $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.summary + "\n" }.joined()
    }
    if json { return try ReadableJSON.encode(report) + "\n" }
    return report.findings.map { finding in
      "\(finding.file):\(finding.line): \(finding.rule): \(finding.what): \(finding.remedy)".controlsVisible + "\n"
    }.joined()
  }

  func report(_ surroundings: Surroundings) throws -> LintReport {
    var report = LintReport()
    if rules { return report }
    let ground = LintGround(surroundings, store: store, base: try base.map { try DocumentInput($0).text })
    for file in files {
      do {
        let input = try DocumentInput(file)
        let (name, text) = (input.name, input.text)
        report.remarks += input.remark.map { ["\(name): \($0)"] } ?? []
        let (knowledge, unchecked) = ground.knowledge(of: text, ignored: Set(ignore))
        if let base, let objection = ground.objection(of: text) {
          report.unreadable.append("\(base) is not what \(name) was generated as: \(objection)")
        }
        report.unchecked += unchecked.map { LintReport.Unchecked(file: name, rule: $0.rule, reason: $0.reason) }
        report.findings += Lint.findings(in: text, knowing: knowledge, ignored: Set(ignore)).map {
          LintReport.Finding(file: name, line: $0.line, rule: $0.rule, what: $0.what, remedy: $0.remedy)
        }
      } catch {
        report.unreadable.append(error.localizedDescription)
      }
    }
    return report
  }
}

/// What lint found in some files, as `--json` prints it.
struct LintReport: Encodable, Equatable {
  struct Finding: Encodable, Equatable {
    var file: String
    var line: Int
    var rule: String
    var what: String
    var remedy: String
  }

  /// A rule that needs more than the text, and did not get it.
  struct Unchecked: Encodable, Equatable {
    var file: String
    var rule: String
    var reason: String
  }

  struct Rule: Encodable {
    var name: String
    var summary: String
  }

  var findings: [Finding] = []
  var unchecked: [Unchecked] = []
  /// A line for each file that could not be read, or is no base of the one that is checked.
  var unreadable: [String] = []
  /// What else is said on standard error.
  var remarks: [String] = []

  private enum CodingKeys: CodingKey { case findings, unchecked, unreadable }

  var isBad: Bool { !findings.isEmpty || !unreadable.isEmpty }

  /// What is said on standard error.
  var notes: [String] {
    unreadable.map { "Error: " + $0 } + remarks
      + unchecked.map { "\($0.file): \($0.rule) is not checked: \($0.reason)" }
  }
}

/// What is known of drafts beside their text: from a store or a daemon, where one can be asked.
final class LintGround {
  private let surroundings: Surroundings
  private let store: String?
  private let base: String?
  /// Asked for at the first draft that names its incident.
  private lazy var access = Result { try surroundings.incidents(store: store) }

  init(_ surroundings: Surroundings, store: String?, base: String?) {
    self.surroundings = surroundings
    self.store = store
    self.base = base
  }

  /// Why the base that was named is none of this text.
  func objection(of text: String) -> String? { base.flatMap { LintBase.objection(to: $0, of: text) } }

  /// - Returns: what is known, and which rules cannot be checked for want of it.
  func knowledge(
    of text: String, ignored: Set<String>
  ) -> (LintKnowledge, unchecked: [(rule: String, reason: String)]) {
    var knowledge = LintKnowledge(base: objection(of: text) == nil ? base : nil)
    guard let stamp = DraftStamp(of: text) else { return (knowledge, []) }
    var reason: String?
    do {
      let access = try access.get()
      let incident = try access.document(
        stamp.incident, includingHidden: true, entries: IncidentDocument.shownEntries
      ).incident
      knowledge.people = Set(incident.timeline.compactMap(\.by))
      (knowledge.startedAt, knowledge.endedAt) = (incident.startedAt, incident.endedAt)
      if base == nil { knowledge.base = try stamp.base.flatMap { try access.draft($0)?.text } }
      reason = "what it was generated as is not kept here; name a copy with --base FILE"
    } catch {
      reason = error.localizedDescription
    }
    guard base == nil, knowledge.base == nil, !ignored.contains("figure"), let reason else { return (knowledge, []) }
    return (knowledge, [("figure", reason)])
  }
}
