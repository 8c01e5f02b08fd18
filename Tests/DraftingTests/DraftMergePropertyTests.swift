import Drafting
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Testing

@Suite struct DraftMergePropertyTests {
  private func merge(_ base: String, _ mine: String, _ theirs: String) -> DraftMerge {
    DraftMerge(base: base, mine: mine, theirs: theirs, label: "draft.md")
  }

  /// Whatever a person adds is in the result, whatever nobody changed stays, and an unchanged side gives the other one.
  @Test(arguments: 0..<60) func nothingThatAPersonWroteIsEverLost(seed: UInt64) throws {
    var random = Generator(seed)
    let base = try Self.drafted(seed)
    let theirs = try Self.drafted(seed &+ 1)
    var lines = base.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var added: [String] = []
    for edit in 0..<Int.random(in: 1...25, using: &random) {
      let index = Int.random(in: 0..<lines.count, using: &random)
      let word = "zz\(edit)person"
      switch Int.random(in: 0..<6, using: &random) {
      case 0: lines.insert("\(word) said so", at: index)
      case 1: lines.insert(contentsOf: ["", "\(word) wrote this", ""], at: index)
      case 2: lines[index] += " \(word)"
      case 3:
        var words = lines[index].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        words.insert(word, at: Int.random(in: 0...words.count, using: &random))
        lines[index] = words.joined(separator: " ")
      case 4:
        lines.insert("| 14:07:00 | noted | \(word) | | |", at: index)
      default:
        // Their own words of before may go with the line.
        let gone = lines.remove(at: index)
        added.removeAll { gone.contains($0) }
        continue
      }
      added.append(word)
    }
    let mine = lines.joined(separator: "\n")
    let merged = merge(base, mine, theirs)
    for word in added { #expect(merged.text.contains(word), "\(word) of seed \(seed)") }
    #expect(merge(base, mine, base).text == mine)
    #expect(merge(base, base, theirs).text == theirs)
    #expect(merge(base, mine, mine).text == mine)
    #expect(merged == merge(base, mine, theirs))
    #expect(merged.conflicts.isEmpty == ConflictMarks.lines(in: merged.text).isEmpty)
  }

  /// However sections are moved, taken away and written in.
  @Test(arguments: 0..<40) func nothingIsLostOfSectionsThatAPersonMoved(seed: UInt64) throws {
    var random = Generator(seed)
    let base = try Self.drafted(seed)
    let theirs = try Self.drafted(seed &+ 1)
    var sections = base.components(separatedBy: "\n## ")
    let head = sections.removeFirst()
    sections.shuffle(using: &random)
    if Bool.random(using: &random) { sections.removeLast() }
    var added: [String] = []
    for index in sections.indices where Bool.random(using: &random) {
      var lines = sections[index].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let word = "zz\(index)person"
      lines[Int.random(in: 0..<lines.count, using: &random)] += " \(word)"
      sections[index] = lines.joined(separator: "\n")
      added.append(word)
    }
    let mine = ([head] + sections).joined(separator: "\n## ")
    let merged = merge(base, mine, theirs)
    for word in added { #expect(merged.text.contains(word), "\(word) of seed \(seed)") }
    #expect(merge(base, mine, base).text == mine)
    // The sections that a person has are there in their order, and none of them is in a conflict.
    func headings(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.hasPrefix("## ") && !$0.contains("Appendix") }
    }
    #expect(headings(merged.text) == headings(mine), "seed \(seed)")
  }

  private static func drafted(_ seed: UInt64) throws -> String {
    var random = Generator(seed &* 7919)
    var incident = SampleIncidents.shop
    incident.impact.failed += Int.random(in: 0..<90, using: &random)
    incident.endedAt = SampleIncidents.at(Double.random(in: 1897..<4000, using: &random))
    for _ in 0..<Int.random(in: 0..<6, using: &random) {
      let at = SampleIncidents.at(Double.random(in: 0..<1800, using: &random))
      incident.timeline.append(
        TimelineEntry(
          id: "x\(at.microseconds)", at: at, kind: .error, origin: .observed, service: "shop",
          summary: "error \(Int.random(in: 0..<9, using: &random)) in checkout", evidence: []))
    }
    incident.timeline.sort { $0.at < $1.at }
    if Bool.random(using: &random) {
      incident.timeline.remove(at: Int.random(in: 0..<incident.timeline.count, using: &random))
    }
    return Draft.markdown(of: incident, style: try DraftStyle.named("standard", folder: "/nonexistent"))
  }
}
