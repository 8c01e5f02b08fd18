import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// Rotated logs whose dates are of digits: `05/06/2026`.
@Suite struct FamilyDatesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ date: String, _ name: String) throws {
    let lines = (10..<20).map { "\(date) 14:00:\($0) order \($0) placed\n" }.joined()
    try Data(lines.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
  }

  private func days() throws -> [String] {
    var options = RecordReading.Options(paths: [folder.path])
    options.zone = "UTC"
    var found: [String: String] = [:]
    try RecordReading(options).run { step in
      if case .record(let record, let source) = step {
        found[(source as NSString).lastPathComponent] = record.time.map { String($0.rfc3339.prefix(10)) }
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  @Test func aFileIsReadInTheOrderOfTheOneBefore() async throws {
    try write("01/06/2024", "till.log")
    try write("31/05/2024", "till.log.1")
    try write("05/04/2024", "till.log.2")
    // Another log has dates of its own.
    try write("05/04/2024", "other.log")
    #expect(try days() == ["2024-05-04", "2024-06-01", "2024-05-31", "2024-04-05"])
    var options = Replay.Options(paths: [folder.file("till.log")])
    options.zone = "UTC"
    options.paths.append(folder.file("till.log.1"))
    let sources = try await Replay(options).run().coverage.sources
    #expect(sources.map(\.firstEventAt?.rfc3339) == ["2024-06-01T14:00:10.000Z", "2024-05-31T14:00:10.000Z"])
  }

  @Test func aFileThatSaysOtherwiseIsReadAsItSays() throws {
    try write("06/14/2024", "till.log-20240614")
    try write("01/07/2024", "till.log-20240701")
    try write("31/07/2024", "till.log-20240731")
    try write("01/08/2024", "till.log")
    #expect(try days() == ["2024-08-01", "2024-06-14", "2024-01-07", "2024-07-31"])
  }

  @Test func daysOfOneMonthTellTogether() throws {
    for day in 1...4 { try write("0\(day)/06/2024", "till.log-2024060\(day)") }
    #expect(try days() == ["2024-06-01", "2024-06-02", "2024-06-03", "2024-06-04"])
  }

  /// Followed day by day, over a restart, as replayed in the end.
  @Test func aLogThatIsRotatedDailyIsReadAliveAsInAReplay() async throws {
    let rig = try LiveRig()
    try rig.start()
    // 2024-05-30T14:00:00Z and the days behind it.
    let first: Int64 = 1_717_077_600
    for (day, date) in ["30/05/2024", "31/05/2024", "01/06/2024", "02/06/2024", "03/06/2024"].enumerated() {
      let noon = first + Int64(day) * 86_400
      if day > 0 { try rig.rotate("till.log", packs: false) }
      if day == 3 { try rig.start() }
      for minute in 0..<8 {
        try rig.append("\(date) 14:0\(minute):00 INFO order \(minute) placed", to: "till.log")
        try await rig.step(LiveRig.moment((noon + Int64(minute) * 60) * 1_000_000 + 100_000))
        try await rig.step(LiveRig.moment((noon + Int64(minute) * 60 + 30) * 1_000_000))
      }
      try await rig.step(LiveRig.moment((noon + 3600) * 1_000_000))
    }
    try await rig.finish(LiveRig.moment((first + 5 * 86_400) * 1_000_000))
    var options = Replay.Options(paths: [rig.logs])
    options.zone = "UTC"
    let replayed = try await Replay(options).run().coverage.sources
    let live = try #require(try rig.reconstruction().coverage.sources.first { $0.source.hasSuffix("till.log") })
    #expect(live.firstEventAt == replayed.compactMap(\.firstEventAt).min())
    #expect(live.lastEventAt == replayed.compactMap(\.lastEventAt).max())
    #expect(live.firstEventAt?.rfc3339 == "2024-05-30T14:00:00.000Z")
    #expect(live.lastEventAt?.rfc3339 == "2024-06-03T14:07:00.000Z")
    #expect(live.records == 40 && live.late == 0 && live.dropped == 0)
  }
}
