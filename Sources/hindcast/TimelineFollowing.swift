import Control
import Foundation
import Incidents
import Records
import Store

/// `hindcast timeline --follow`: prints entries as they come, until it is interrupted.
struct TimelineFollowing {
  /// Entries of the past that come first.
  private static let past = 10
  /// Without `--since`, what lies further back is not asked for.
  private static let reach = 86_400.0

  var command: TimelineCommand
  var surroundings: Surroundings

  func run() async throws {
    let place = try IncidentPlace(store: command.options.store, environment: surroundings.environment)
    try await Interruption.ending([SIGINT, SIGTERM, SIGHUP]) {
      try await follow(place) { text in
        try StandardOutput.write(text)
      } tell: { remark in
        FileHandle.standardError.write(Data("hindcast: \(remark)\n".utf8))
      }
    }
  }

  /// - Parameters:
  ///   - print: takes lines of entries; what it throws ends the following.
  ///   - tell: takes what to know beside them.
  func follow(
    _ place: IncidentPlace, print: @Sendable (String) throws -> Void, tell: @Sendable (String) -> Void
  ) async throws {
    var current = CurrentAccess(place, environment: surroundings.environment)
    // A mistake of the command is told before anything is waited for.
    _ = try current.access()
    var query = try command.query(surroundings)
    let showsPast = query.since != nil
    if showsPast {
      tell("entries\(TimeRange(since: query.since).words(command.options.display.clock(surroundings)))")
    }
    query.since = query.since ?? surroundings.now.advanced(bySeconds: -Self.reach)
    var following = EntryFollowing(query)
    var isFirst = true
    var isMissing = false
    for try await news in try place.news(environment: surroundings.environment) {
      switch news {
      case .gone: tell("hindcastd is gone: waiting for it")
      case .back: tell("hindcastd is back")
      case .changed:
        do {
          var last: [StoredEntry] = []
          try following.look(try command.access(try current.access())) { new in
            guard isFirst, !showsPast else { return try print(try new.map(line).joined()) }
            last = Array((last + new).suffix(Self.past))
          }
          isMissing = false
          isFirst = false
          if !last.isEmpty { try print(try last.map(line).joined()) }
        } catch let error as DaemonError where !error.isRefusal {
          // It has just gone, of which there will be news; what it had to say is asked for again.
          if isFirst, !showsPast { following = EntryFollowing(query) }
        } catch let error as StoreError where error.reason == .missing && !isFirst {
          if !isMissing { tell(error.localizedDescription) }
          isMissing = true
        }
      }
    }
  }

  private func line(_ stored: StoredEntry) throws -> String {
    if command.jsonl { return try TimelineExport.jsonLines.text([stored]) }
    if command.options.json { return try ReadableJSON.encode(stored, .oneLine) + "\n" }
    let entry = stored.entry
    let ink = command.options.display.ink(surroundings)
    let time = command.options.display.clock(surroundings).dateAndTime(entry.at)
    let id = command.ids ? pad(cut(entry.id, 15), 17) : ""
    let kind = pad(entry.kind.rawValue, 16) + pad(entry.origin.rawValue, 10)
    let service = entry.service.map { $0 + ": " } ?? ""
    let count = entry.count > 1 ? " (×\(entry.count.grouped))" : ""
    let incidents = stored.incidents.isEmpty ? "" : "  [\(stored.incidents.joined(separator: " "))]"
    let head = "\(id)\(time)  "
    let width = surroundings.terminal.width
    let room = width == .max ? Int.max : max(10, width - displayWidth(head) - displayWidth(kind))
    return head + ink.kind(kind, entry.kind) + cut(service + entry.attributed + count + incidents, room) + "\n"
  }
}

extension DaemonError {
  /// Whether the daemon answers, but will not do what is asked.
  var isRefusal: Bool {
    switch reason {
    case .denied, .tooOld, .refused, .strange: true
    case .notRunning, .namedNotRunning, .noAnswer, .failed: false
    }
  }
}
