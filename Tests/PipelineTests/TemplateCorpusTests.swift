import Formats
import Foundation
import Tailing
import Testing

@testable import Pipeline

/// Grouping accuracy on the labelled logs of many systems (loghub, 2,000 lines each), from whole lines and with nothing
/// set for any of them, where these lie in the lab beside the project.
@Suite(.enabled(if: LogCorpus.isAvailable, "needs shared/corpora/loghub-2k beside the project"))
struct TemplateCorpusTests {
  @Test func linesAreGroupedAsPeopleGroupThem() throws {
    let systems = try LogCorpus.systems()
    let scores = try systems.map { try $0.score() }
    let accuracy = scores.map(\.accuracy).reduce(0, +) / Double(scores.count)
    let f1 = scores.map(\.f1).reduce(0, +) / Double(scores.count)
    #expect(accuracy >= 0.95, "\(zip(systems, scores).map { "\($0.folder.lastPathComponent) \($1.accuracy)" })")
    #expect(f1 >= 0.90, "\(zip(systems, scores).map { "\($0.folder.lastPathComponent) \($1.f1)" })")
  }
}

/// One system's log and the templates that people gave its lines.
private struct LogCorpus {
  static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/corpora/loghub-2k")
    .standardized
  static let isAvailable = FileManager.default.fileExists(atPath: root.path)

  let folder: URL

  static func systems() throws -> [LogCorpus] {
    try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
      .filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true }
      .sorted { $0.path < $1.path }.map(LogCorpus.init)
  }

  /// Grouping accuracy (Zhu et al. 2019): the share of lines in groups that are exactly those of the truth; and the F1 of
  /// these groups (Jiang et al. 2024).
  func score() throws -> (accuracy: Double, f1: Double) {
    let name = folder.lastPathComponent
    let truth = try templates(folder.appendingPathComponent("\(name)_2k.log_structured_corrected.csv.gz").path)
    var options = TemplateMining.Options(paths: [folder.appendingPathComponent("\(name)_2k.log").path])
    options.keepsAssignments = true
    var mining = TemplateMining(options)
    let result = try mining.run()
    var mine = truth.indices.map { "none \($0)" }
    for assignment in result.sources[0].assignments where assignment.line <= mine.count {
      mine[assignment.line - 1] = result.templates.id(of: assignment.template)
    }
    let wanted = Dictionary(grouping: truth.indices) { truth[$0] }
    let found = Dictionary(grouping: mine.indices) { mine[$0] }
    let groups = Set(wanted.values)
    let right = found.values.filter(groups.contains)
    let precision = Double(right.count) / Double(found.count)
    let recall = Double(right.count) / Double(wanted.count)
    let sum = precision + recall
    return (
      Double(right.reduce(0) { $0 + $1.count }) / Double(truth.count), sum == 0 ? 0 : 2 * precision * recall / sum
    )
  }

  /// The last column of a table whose rows are the log's lines.
  private func templates(_ path: String) throws -> [String] {
    let text = String(decoding: try FileSample(path, count: 8 << 20).bytes, as: UTF8.self)
    var rows: [String] = []
    var field = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: field = ""
      case "\n" where !isQuoted, "\r\n" where !isQuoted:
        rows.append(field)
        field = ""
      default: field.append(character)
      }
    }
    return Array(rows.dropFirst())
  }
}
