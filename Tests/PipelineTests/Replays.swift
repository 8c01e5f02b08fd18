import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// Replays these paths, in UTC unless something else is asked for.
func replay(_ paths: [String], _ change: (inout Replay.Options) -> Void = { _ in }) async throws -> Reconstruction {
  var options = Replay.Options(paths: paths)
  options.zone = "UTC"
  change(&options)
  return try await Replay(options).run()
}

/// The one incident that a replay of this log finds.
func onlyIncident(of log: AccessLog, in folder: TemporaryFolder) async throws -> Incident {
  let found = try await replay([folder.write("access.log", log.text)]).incidents
  #expect(found.count == 1)
  return try #require(found.first)
}

extension Reconstruction {
  /// The JSON of it, in one form.
  var encoded: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// The same without where the lines stand, which differs where a log is cut or compressed.
  var withoutPlaces: Reconstruction {
    var result = self
    result.coverage = Coverage(sources: [])
    for i in result.incidents.indices {
      for j in result.incidents[i].timeline.indices {
        result.incidents[i].timeline[j].id = ""
        result.incidents[i].timeline[j].evidence = result.incidents[i].timeline[j].evidence.map(\.withoutPlace)
      }
      for j in result.incidents[i].causes.indices {
        result.incidents[i].causes[j].evidence = result.incidents[i].causes[j].evidence.map(\.withoutPlace)
      }
      for j in result.incidents[i].ruledOut.indices {
        result.incidents[i].ruledOut[j].evidence = result.incidents[i].ruledOut[j].evidence.map(\.withoutPlace)
      }
    }
    return result
  }

  /// What became of a source, by the end of its name.
  func source(_ name: String) -> SourceCoverage? { coverage.sources.first { $0.source.hasSuffix(name) } }
}

extension Evidence {
  fileprivate var withoutPlace: Evidence {
    var result = self
    result.source = ""
    result.position = ""
    return result
  }
}

extension Incident {
  /// Seconds from the beginning of a generated log.
  var onset: Double { startedAt.seconds(since: Timestamp(seconds: AccessLog.start)) }
  var end: Double? { endedAt?.seconds(since: Timestamp(seconds: AccessLog.start)) }
}

/// Failures of the cart's route for five minutes, and slow searches beside them, in half an hour of requests.
let troubledLog = AccessLog(seconds: 1800) { request, random in
  guard request.at >= 900, request.at < 1200 else { return }
  if request.route == 1, random.chance(0.7) { request.status = 502 }
  if request.route == 3 { request.latency += 1.5 }
}
