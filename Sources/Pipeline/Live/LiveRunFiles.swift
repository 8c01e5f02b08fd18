import Foundation
import Records
import Tailing

// Which files are followed: those that the patterns mean, until they are gone for good.
extension LiveRun {
  /// How often files are looked for and looked at though nothing was told of them.
  /// With thousands of files it takes a while, so that it is done less often.
  var listingInterval: Duration { max(.seconds(60), .milliseconds(20) * files.count) }
  /// The same in folders that cannot be watched.
  private static let unwatchedInterval = Duration.seconds(2)
  /// How long a file that is gone may come back and be recognised.
  private static let patience = Duration.seconds(86_400)

  /// When files are looked at next though nothing is told of them.
  var nextLook: Duration {
    let next = lastListing.map { $0 + listingInterval } ?? .zero
    return unwatched.isEmpty ? next : min(next, (lastGlance ?? .zero) + LiveRun.unwatchedInterval)
  }

  /// Notes what may have changed in files, and now and then that anything may have: what another machine changes, or
  /// what is in a folder that is not watched, is not told.
  func note(_ changes: FileChanges?, _ now: Moment) {
    var told = changes ?? FileChanges()
    if changes != nil { unwatched = told.unwatched }
    let isLookDue = changes == nil || lastListing.map { now.elapsed - $0 >= listingInterval } ?? true
    if isLookDue {
      lastListing = now.elapsed
      tails.noteAll()
    } else if now.elapsed >= nextLook {
      lastGlance = now.elapsed
      told.folders.formUnion(unwatched.keys)
    }
    let unknown = tails.note(told)
    if isLookDue || !told.folders.isEmpty || unknown.contains(where: logGlob.isConcerned) { list(now) }
  }

  private var logGlob: LogGlob { LogGlob(options.files, followsLinks: options.followsLinks) }

  /// Finds the files to follow. What was followed by an earlier run is followed on even where it is not there at the
  /// moment, so that the rest of it is found under another name, or missed.
  private func list(_ now: Moment) {
    let known = tails.paths.union(stored.keys)
    let logGlob = logGlob
    glob = logGlob.match(known: known)
    forgetGone(now)
    let resumed = stored.keys.filter(logGlob.covers)
    let new = Set(glob.files).union(resumed).filter { files[$0] == nil }.sorted()
    defer {
      look(at: new, now)
      endUnfollowed()
    }
    if new.isEmpty { return }
    // What was followed as a log of its own is no other one's past.
    let withPast = Set(known.compactMap(LogGlob.log(ofSibling:)))
    for path in new {
      let isPastKnown = withPast.contains(path)
      follow(path, from: isPastKnown ? .beginning : .backlog(since: earliest(now)))
    }
  }

  /// The silence of what another configuration followed means nothing.
  private func endUnfollowed() {
    if hasListed { return }
    hasListed = true
    let followed = Set(files.values.compactMap(\.source) + [journalSource].compactMap(\.self))
    for source in engine.sources.indices where !followed.contains(source) && !engine.sources[source].isEnded {
      engine.end(source: source)
    }
  }

  /// When what is read of a log's past was written to at the earliest, nanoseconds since the epoch.
  private func earliest(_ now: Moment) -> Int64 {
    (now.wall.microseconds - options.backfill.components.seconds * 1_000_000) * 1000
  }

  private func follow(_ path: String, from start: FileTail.Start) {
    let position = position(of: path)
    var settings = FileTail.Settings()
    settings.followsLinks = options.followsLinks
    let file = LiveFile(
      path: path, stored: position, start: start,
      format: LiveFormat(
        path: path, formats: position?.formats ?? [:], among: options.formats, declared: position?.declared, zone: zone,
        rules: options.rules(for: path)),
      settings: settings, pool: pool)
    file.resume(in: engine)
    files[path] = file
    tails.add(file.tail)
  }

  private func position(of path: String) -> LiveFile.Position? {
    stored[path].flatMap { try? JSONDecoder().decode(LiveFile.Position.self, from: $0) }
  }

  /// Forgets the files that are gone for good. Where the names of logs hold dates there would be more of them each day.
  private func forgetGone(_ now: Moment) {
    // What might be taken for a new log's past must be older than that reaches.
    let patience = max(LiveRun.patience, options.backfill)
    let named = Set(glob.files)
    for (path, file) in files where !named.contains(path) {
      guard let since = file.tail.goneSince, now.elapsed - since >= patience else { continue }
      forget(path)
    }
    let before = (now.wall.microseconds - patience.components.seconds * 1_000_000) * 1000
    for path in stored.keys where path.hasPrefix("/") && files[path] == nil && !named.contains(path) {
      if position(of: path)?.file.isSpent(before: before) ?? false { forget(path) }
    }
  }

  private func forget(_ path: String) {
    if let source = engine.source(named: path) { engine.remove(source: source) }
    files[path] = nil
    tails.remove(path)
    zones.forget(path)
    if stored.removeValue(forKey: path) != nil { hasUnstored = true }
  }
}
