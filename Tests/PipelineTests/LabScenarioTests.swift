import Formats
import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// The lab's outages, written as their time goes by into files that are rotated and a real journal, and followed: the
/// incidents are those of a replay of what lies there in the end.
///
/// `HINDCAST_SCENARIOS` names the scenarios, by commas, or `all`.
@Suite(.enabled(if: LabScenario.isAvailable, "needs the lab beside the project, and python3"))
struct LabScenarioTests {
  @Test(.timeLimit(.minutes(60)), arguments: LabScenario.wanted)
  func followedItIsWhatAReplayFinds(name: String) async throws {
    let scenario = try LabScenario(name)
    let rig = try LiveRig()
    rig.options.zone = nil
    // A debug build takes long to tell of a long incident each few seconds.
    rig.options.incidentInterval = .seconds(600)
    try rig.keepJournal()
    var random = Generator(7)
    var done = scenario.events.startIndex
    var now = try #require(scenario.events.first).at
    try rig.start()
    while done < scenario.events.endIndex {
      now += Int64.random(in: 1_000_000...30_000_000, using: &random)
      let next = scenario.events[done...].firstIndex { $0.at > now } ?? scenario.events.endIndex
      try rig.perform(scenario.events[done..<next])
      done = next
      try await rig.step(LiveRig.moment(now))
    }
    for _ in 0..<4 {
      now += 2_000_000
      try await rig.step(LiveRig.moment(now))
    }
    // The last entry is held back until nothing can continue it.
    try await rig.step(LiveRig.moment(now + 7_500_000), isMarked: false)
    try await rig.finish(LiveRig.moment(now))
    let live = try rig.reconstruction()
    let replayed = try await replay([rig.logs, #require(rig.journals)]) { $0.zone = nil }
    #expect(live.incidents.map(\.title) == replayed.incidents.map(\.title))
    #expect(live.incidents.map(\.startedAt) == replayed.incidents.map(\.startedAt))
    #expect(live.incidents.map(\.endedAt) == replayed.incidents.map(\.endedAt))
    #expect(live.records == replayed.records)
    let (a, b) = (try live.comparable.encoded, try replayed.comparable.encoded)
    #expect(a == b)
  }
}

/// An outage that the lab simulates, line by line.
struct LabScenario {
  private static let lab = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/lab").standardizedFileURL.path

  static var isAvailable: Bool { FileManager.default.fileExists(atPath: lab + "/simulate.py") }

  static var wanted: [String] {
    let named = ProcessInfo.processInfo.environment["HINDCAST_SCENARIOS"] ?? "shop"
    guard named == "all" else { return named.split(separator: ",").map(String.init) }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: lab + "/scenarios")) ?? []
    return files.map { $0.replacing(".json", with: "") }.sorted()
  }

  /// In the order of their times, rotations among them.
  private(set) var events: [LiveRig.Event] = []

  init(_ name: String) throws {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "\(Self.lab)/simulate.py", "\(Self.lab)/scenarios/\(name).json", folder.path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".log") }
    let looked = files.sorted().map {
      ($0, FileInspection.inspect(folder.file($0), format: nil, service: nil, zone: .utc, among: .builtIn))
    }
    let offset = looked.compactMap(\.1.zoneOffset).first ?? 0
    for (file, found) in looked {
      let parser = try #require(found.parser)
      let zoned = BlockParser(parser, times: TimeReader(zone: ZoneRules(fixed: offset), newest: 4_000_000_000))
      add(file, [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(file)))), zoned)
    }
    addJournal([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("system.export")))))
    let first = events.map(\.at).min() ?? 0
    let last = events.map(\.at).max() ?? 0
    for (i, file) in files.enumerated() {
      for at in stride(from: first + 3_000_000_000, to: last, by: 5_000_000_000) {
        events.append(LiveRig.Event(at: at + Int64(i) * 1_000_000, deed: .rotate(file: file, packs: true)))
      }
    }
    events = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// Adds a log's records, each at its time and never before the one that stands in front of it.
  private mutating func add(_ file: String, _ bytes: [UInt8], _ parser: BlockParser) {
    let batch = parser.parse(bytes, offset: 0)
    var records = batch.requests.map { (start: Int($0.line.start), time: $0.end) }
    records += batch.messages.map { (start: Int($0.line.start), time: $0.time) }
    records.sort { $0.start < $1.start }
    var at = Int64.min
    for (i, record) in records.enumerated() {
      let end = i + 1 < records.count ? records[i + 1].start : bytes.count
      let text = bytes[record.start..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
      if record.time != LogRecord.absentTime { at = max(at, record.time) }
      for line in text {
        events.append(LiveRig.Event(at: at, deed: .line(file: file, String(decoding: line, as: UTF8.self))))
      }
    }
  }

  private mutating func addJournal(_ export: [UInt8]) {
    for entry in String(decoding: export, as: UTF8.self).split(separator: "\n\n") {
      guard let stamp = entry.firstMatch(of: /__REALTIME_TIMESTAMP=([0-9]+)/), let at = Int64(stamp.1) else { continue }
      events.append(LiveRig.Event(at: at, deed: .entry(Array("\(entry)\n\n".utf8))))
    }
  }
}

extension Reconstruction {
  /// Records of each log, its rotated parts included.
  fileprivate var records: [String: Int] {
    var found: [String: Int] = [:]
    for source in coverage.sources {
      let name = source.format == "journal" ? "journal" : source.source.split(separator: "/").last ?? ""
      found[String(name.prefix { $0 != "." }), default: 0] += source.records
    }
    return found
  }
}
