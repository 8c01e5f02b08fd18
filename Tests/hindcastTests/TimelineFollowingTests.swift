import ArgumentParser
import Control
import DaemonLab
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Synchronization
import Testing

@testable import hindcast

/// What was heard, in its order.
private final class HeardNews: Sendable {
  private let items = Mutex<[StoreNews]>([])

  func add(_ item: StoreNews) { items.withLock { $0.append(item) } }
  var all: [StoreNews] { items.withLock { $0 } }
  func count(of item: StoreNews) -> Int { all.count { $0 == item } }
}

/// `hindcast timeline --follow`: what comes is printed as it comes, once.
@Suite struct TimelineFollowingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func following(_ arguments: [String], _ environment: [String: String] = [:]) throws -> TimelineFollowing {
    let command = try #require(try Hindcast.parseAsRoot(["timeline", "--follow"] + arguments) as? TimelineCommand)
    return TimelineFollowing(
      command: command,
      surroundings: Surroundings(
        now: SampleIncidents.at(7200), zone: .gmt, environment: environment,
        terminal: Terminal(isTerminal: false, width: .max)))
  }

  private static func note(_ text: String, _ at: Double) -> CorrectionRequest {
    CorrectionRequest(
      by: "anna", at: SampleIncidents.at(7300),
      change: .note(incident: nil, text: text, kind: nil, at: SampleIncidents.at(at)))
  }

  /// Follows, and does the next thing whenever lines have come; ends when all is done.
  /// - Returns: the lines, a text each time.
  private func lines(
    of following: TimelineFollowing, _ place: IncidentPlace, then steps: [@Sendable () throws -> Void]
  ) async throws -> [String] {
    let (printed, continuation) = AsyncStream.makeStream(of: String.self)
    return try await withThrowingTaskGroup(of: [String]?.self) { tasks in
      tasks.addTask {
        try await following.follow(place) {
          continuation.yield($0)
        } tell: { _ in
        }
        return nil
      }
      tasks.addTask {
        var texts: [String] = []
        for await text in printed {
          texts.append(text)
          if texts.count > steps.count { break }
          try steps[texts.count - 1]()
        }
        return texts
      }
      for try await texts in tasks {
        guard let texts else { continue }
        tasks.cancelAll()
        return texts
      }
      return []
    }
  }

  @Test(.timeLimit(.minutes(1))) func aStoreIsFollowedThroughItsFile() async throws {
    let path = folder.file("hindcast.db")
    try IncidentStore(path: path).save(SampleIncidents.reconstruction)
    let texts = try await lines(
      of: following([]), .file(path),
      then: [
        { _ = try IncidentStore(path: path).correct(Self.note("pool is full", 2000)) },
        { _ = try IncidentStore(path: path).correct(Self.note("dated back", -30)) },
      ])
    // The last ten of the past, and each new one alone.
    #expect(texts[0].split(separator: "\n").count == 10)
    #expect(texts[1] == "2024-06-05 14:33:23  note            noted     pool is full (anna)  [20240605-1400]\n")
    #expect(texts[2] == "2024-06-05 13:59:33  note            noted     dated back (anna)  [20240605-1400]\n")
  }

  @Test(.timeLimit(.minutes(1))) func aDaemonIsFollowedThroughItsStream() async throws {
    let place = IncidentPlace.daemon(DaemonClient(path: folder.file("hindcast.sock")))
    let following = try following(["--jsonl", "--since", "2024-06-05 14:25", "--kind", "note", "--kind", "end"])
    let texts = try await withServer(folder) { _, service in
      try await lines(
        of: following, place,
        then: [
          {
            _ = try service.correct(Self.note("escalated: not asked for", 1990))
            _ = try service.correct(Self.note("pool is full", 2000))
          }
        ])
    }
    #expect(texts.count == 2)
    #expect(texts[0].contains(#""kind":"end""#))
    #expect(texts[1].contains(#""summary":"pool is full""#) && texts[1].split(separator: "\n").count == 1)
  }

  @Test(.timeLimit(.minutes(1))) func aDaemonThatComesBackIsFollowedFurther() async throws {
    let news = try IncidentPlace.daemon(DaemonClient(path: folder.file("hindcast.sock"))).news(environment: [:])
    let heard = HeardNews()
    let listening = Task { for try await item in news { heard.add(item) } }
    // Not there yet is gone, too.
    #expect(try await eventually { heard.all == [.gone] })
    for times in 1...2 {
      try await withServer(folder) { _, _ in
        let isHeard = try await eventually { heard.count(of: .back) == times && heard.all.last == .changed }
        #expect(isHeard)
      }
      #expect(try await eventually { heard.count(of: .gone) == times + 1 })
    }
    listening.cancel()
  }

  @Test func whatCannotBeFollowedIsWrongUsage() {
    for arguments in [["--csv"], ["--until", "now"], ["--around", "14:00"]] {
      #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(["timeline", "--follow"] + arguments) }
    }
  }
}
