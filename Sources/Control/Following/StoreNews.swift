import Foundation
import Pipeline
import Synchronization

/// What those hear who show incidents and entries as they change.
package enum StoreNews: Sendable, Hashable {
  /// Incidents or entries may have changed: look again. What is looked at answers, or is a file.
  case changed
  /// The daemon has gone; it is waited for.
  case gone
  /// The daemon answers again; `changed` follows.
  case back
}

extension IncidentPlace {
  /// For which at most a daemon that was away is not looked for, though nothing tells that it is back.
  private static let patience = Duration.seconds(2)
  /// Looks after a change of a store's files. Its pages are written before the commit can be read, of which no event
  /// tells; a writer that ends tells by closing its files.
  private static let looks: [Duration] = [.milliseconds(100), .seconds(1), .seconds(10)]
  /// The longest time between two looks at a store, should an event have been missed.
  private static let longestWait = Duration.seconds(60)

  /// News of this place, from `changed` on; nothing that happens after that is missed. They end when nobody listens.
  package func news(environment: [String: String]) throws -> AsyncThrowingStream<StoreNews, any Error> {
    switch self {
    case .daemon(let client): return Self.news { await Self.tell(of: client, $0) }
    case .file(let path):
      let path = if let path { path } else { try IncidentLibrary.standardPath(environment: environment) }
      return Self.news { await Self.tell(ofFile: path, $0) }
    }
  }

  private typealias Continuation = AsyncThrowingStream<StoreNews, any Error>.Continuation

  private static func news(
    _ tell: @escaping @Sendable (Continuation) async -> Void
  ) -> AsyncThrowingStream<StoreNews, any Error> {
    // Who is busy showing what there was needs to hear once that there is more.
    let (stream, continuation) = AsyncThrowingStream.makeStream(
      of: StoreNews.self, throwing: (any Error).self, bufferingPolicy: .bufferingNewest(8))
    let task = Task { await tell(continuation) }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  private static func tell(of client: DaemonClient, _ news: Continuation) async {
    let folder = FolderNews(of: URL(fileURLWithPath: client.path).deletingLastPathComponent().path)
    var isGone = false
    while !Task.isCancelled {
      let wasGone = isGone
      let hasListened = Atomic(false)
      do {
        try await client.changes {
          hasListened.store(true, ordering: .relaxed)
          if wasGone { news.yield(.back) }
          news.yield(.changed)
        } _: { _ in
          news.yield(.changed)
        }
      } catch let error as DaemonError where error.isFinal {
        return news.finish(throwing: error)
      } catch {
        // It has gone, or is not there yet.
      }
      if Task.isCancelled { return }
      if !isGone || hasListened.load(ordering: .relaxed) { news.yield(.gone) }
      isGone = true
      _ = folder.begin()
      _ = await folder.change(within: patience)
    }
  }

  private static func tell(ofFile path: String, _ news: Continuation) async {
    let file = URL(fileURLWithPath: path).standardizedFileURL
    let folder = FolderNews(of: file.deletingLastPathComponent().path)
    let files: Set<String> = [file.path, file.path + "-wal"]
    // What changes between the watch and the first look is found by the look.
    var isWatched = folder.begin()
    var looks: ArraySlice<Duration> = []
    news.yield(.changed)
    while !Task.isCancelled {
      let hasChanged = await folder.change(of: files, within: looks.first ?? (isWatched ? longestWait : patience))
      looks = hasChanged ? Self.looks[...] : looks.dropFirst()
      // The folder itself may have been replaced.
      isWatched = folder.begin()
      news.yield(.changed)
    }
  }
}

extension DaemonError {
  /// Whether asking again cannot help.
  fileprivate var isFinal: Bool {
    switch reason {
    case .denied, .tooOld: true
    case .notRunning, .namedNotRunning, .refused, .noAnswer, .strange, .failed: false
    }
  }
}
