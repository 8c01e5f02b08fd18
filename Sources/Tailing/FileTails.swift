/// The files that are followed: knows which of them there is something to do for. What does not change costs nothing.
package final class FileTails {
  private struct Entry {
    let tail: FileTail
    var isReady = true
    var writerClosed = false
    /// What is new in it was written after this moment; nil where that is not known.
    var changedAfter: Duration?
  }

  /// The moment up to which all changes had been told before those that are told next; for the owner to set.
  package var known: Duration?
  private var entries: [String: Entry] = [:]
  /// Paths of tails to poll, in the order in which they became so.
  private var ready: [String] = []
  private var next = 0
  /// Paths that were left out when their turn came.
  private var leftOut: [String] = []
  /// When tails must be polled though nothing happens to them.
  private var due: [String: Duration] = [:]
  /// The paths in each folder.
  private var folders: [String: Set<String>] = [:]

  package init() {}

  package var paths: Set<String> { Set(entries.keys) }
  package var all: [FileTail] { entries.values.map(\.tail) }

  /// Adds a tail, which is polled for the first time then.
  package func add(_ tail: FileTail) {
    entries[tail.path] = Entry(tail: tail)
    folders[FolderListing.folder(of: tail.path), default: []].insert(tail.path)
    noteTarget(of: tail)
    ready.append(tail.path)
  }

  /// Where a symbolic link leads changes with the link.
  private func noteTarget(of tail: FileTail) {
    guard tail.settings.followsLinks else { return }
    folders[FolderListing.folder(of: tail.target), default: []].insert(tail.path)
  }

  package func remove(_ path: String) {
    entries[path] = nil
    due[path] = nil
    for folder in folders.keys { folders[folder]?.remove(path) }
    folders = folders.filter { !$0.value.isEmpty }
  }

  /// The folders to watch; more of them when a symbolic link has been changed.
  package var watched: Set<String> { Set(folders.keys) }

  /// Notes what changed; returns the paths among it that belong to none of the files: new ones, perhaps.
  @discardableResult
  package func note(_ changes: FileChanges) -> Set<String> {
    var unknown: Set<String> = []
    for path in changes.paths {
      let owners = owners(of: path)
      if owners.isEmpty { unknown.insert(path) }
      for owner in owners {
        if changes.closed.contains(path) { entries[owner]?.writerClosed = true }
        wake(owner, isChanged: true)
      }
    }
    for folder in changes.folders {
      for path in folders[folder] ?? [] { wake(path, isChanged: true) }
    }
    return unknown
  }

  /// Notes that any of the files may have changed.
  package func noteAll() { for path in entries.keys { wake(path, isChanged: true) } }

  /// Whether there is something to do for the tail of a path.
  package func isReady(_ path: String) -> Bool { entries[path]?.isReady ?? false }

  /// The tails that there is something to do for at the moment.
  package func waiting(now: Duration) -> [FileTail] {
    for (path, time) in due where time <= now { wake(path) }
    return Set(leftOut).union(ready[next...]).compactMap { path in
      entries[path].flatMap { $0.isReady ? $0.tail : nil }
    }
  }

  /// The tails that must be polled at some time though nothing happens to them.
  package var scheduled: [FileTail] { due.keys.compactMap { entries[$0]?.tail } }

  /// Polls the next tail that there is something to do for; nil where there is none at the moment.
  /// - Parameter isWanted: which tails may be polled; the others keep what there is to do for a later call, after this
  ///   one has returned nil.
  package func next(now: Duration, where isWanted: (FileTail) -> Bool = { _ in true }) -> (
    tail: FileTail, events: [TailEvent]
  )? {
    if next == ready.count { collectDue(now) }
    while next < ready.count {
      let path = ready[next]
      next += 1
      if next > 1024, next * 2 > ready.count {
        ready.removeFirst(next)
        next = 0
      }
      guard var entry = entries[path], entry.isReady else { continue }
      guard isWanted(entry.tail) else {
        leftOut.append(path)
        continue
      }
      entry.isReady = false
      let closed = entry.writerClosed
      entry.writerClosed = false
      entries[path] = entry
      let events = entry.tail.poll(now: now, writerClosed: closed)
      due[path] = entry.tail.nextPoll
      noteTarget(of: entry.tail)
      if entry.tail.isBehind { wake(path) }
      return (entry.tail, events)
    }
    return nil
  }

  /// When `next` has something to do though nothing changes; nil where it never has.
  package var nextDue: Duration? {
    next < ready.count || !leftOut.isEmpty ? .zero : due.values.min()
  }

  private func collectDue(_ now: Duration) {
    ready = leftOut
    leftOut = []
    next = 0
    for (path, time) in due where time <= now { wake(path) }
  }

  /// After which moment what the last poll found new in a file was written; nil where that is not known.
  package func changedAfter(_ path: String) -> Duration? { entries[path]?.changedAfter }

  private func wake(_ path: String, isChanged: Bool = false) {
    guard entries[path]?.isReady == false else { return }
    if isChanged { entries[path]?.changedAfter = known }
    entries[path]?.isReady = true
    ready.append(path)
  }

  /// Whose event an event at a path is: of the file there, or of the one that it is a rotated sibling of.
  private func owners(of path: String) -> [String] {
    if entries[path] != nil { return [path] }
    if let base = LogGlob.log(ofSibling: path), entries[base] != nil { return [base] }
    let folder = FolderListing.folder(of: path)
    // Where a symbolic link leads.
    return (folders[folder] ?? []).filter { FolderListing.folder(of: $0) != folder }
  }
}
