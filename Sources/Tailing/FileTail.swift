import Glibc

/// Follows the log file of one path through its generations.
///
/// It has no clock and no thread: `poll` does a bounded amount of work when there was an event at the path or when
/// `nextPoll` has come, and returns what came of it, in order.
///
/// **Generations.** A generation is one content from its beginning to its rotation. It is known by device, inode and
/// birth of the inode, and confirmed by hashes of its beginning and of the bytes before the position. When the path
/// holds another file, the old one and those that were rotated in between are read to their ends first, oldest first.
/// When the same file holds something else (truncated, and perhaps written anew), the rest of the old content is taken
/// from a copy that rotation made, or counted as a gap; the new content is read from its beginning.
///
/// **Late writers.** A program may go on writing to a renamed or deleted file. The generation before the newest is
/// followed as long as it has a name; a deleted one is kept open until nothing was written for `linger` after its
/// writer closed it, or for ten times that.
///
/// **Held back.** A line that has not ended stays unread until it ends, or its file has been rotated away for `linger`.
/// A last record that may go on in the next line is handed out after `holdBack` without anything new.
package final class FileTail {
  /// Where a file is begun that has never been read.
  package enum Start: Sendable, Equatable {
    case beginning, end
    /// At the oldest of its rotated siblings that were written to since then (nanoseconds since the epoch).
    case backlog(since: Int64)
  }

  package struct Settings: Sendable {
    /// Whether the path may be a symbolic link.
    package var followsLinks = false
    /// Bytes read at a time, and in one `poll`.
    package var readSize = 1 << 18
    package var pollSize = 1 << 20
    package var holdBack = Duration.seconds(1)
    package var linger = Duration.seconds(60)
    /// After how long reading is tried again where it failed.
    package var retry = Duration.seconds(1)

    package init() {}
  }

  package let path: String
  let settings: Settings
  let pool: DescriptorPool
  /// Where the records of a generation can be cut.
  let boundaries: (_ generation: Int) -> RecordBoundaries
  /// Whether there is more to read already: `poll` again.
  package private(set) var isBehind = false
  /// When to `poll` next though nothing happens; nil where an event suffices.
  package private(set) var nextPoll: Duration?
  /// What keeps the file, or a part of it, from being read.
  package private(set) var trouble: TailingError?
  /// Since when nothing has been at the path and nothing has been left to read; nil where there is.
  package private(set) var goneSince: Duration?

  /// Oldest first; the last is or was the file at the path.
  var generations: [FileGeneration] = []
  var newest: Int
  /// Where reading is to begin; nil once that has been found.
  private var origin: Origin?
  private var events: [TailEvent] = []
  private var found: TailingError?
  /// Whether a file vanished while it was looked at.
  private var isUnsettled = false
  /// Whether there was a file at the path at the last look.
  var isPresent = false
  private var writerClosed = false

  private enum Origin {
    case start(Start)
    case position(FilePosition)
  }

  /// - Parameters:
  ///   - position: where to resume; nil for a file that has never been read.
  ///   - start: where to begin then, if the file is there already; files that appear later are read from the beginning.
  ///   - boundaries: where the records of each generation can be cut, by its number.
  package init(
    path: String, position: FilePosition? = nil, start: Start = .beginning, settings: Settings = Settings(),
    boundaries: @escaping (_ generation: Int) -> RecordBoundaries, pool: DescriptorPool
  ) {
    self.path = path
    self.settings = settings
    self.boundaries = boundaries
    self.pool = pool
    newest = position?.newest ?? 0
    origin = position.map { .position($0) } ?? .start(start)
  }

  /// How far the file has been handed out.
  package var position: FilePosition {
    if case .position(let position)? = origin { return position }
    var position = FilePosition(path: path)
    position.newest = newest
    position.generations = generations.map(\.position)
    return position
  }

  /// How many bytes are known to be there and have not been handed out.
  package var backlog: UInt64 {
    generations.reduce(0) { $0 + ($1.unread ?? 0) + UInt64($1.cutter.carry.count) }
  }

  /// Since when a record that has been read is not handed out, as it may go on in the next line; nil where none is.
  package var heldBackSince: Duration? {
    generations.filter { !$0.isFinished && holdsBack($0) }.map(\.lastGrowth).min()
  }

  /// The path with its symbolic link resolved where it may be one: where the file and its rotated siblings are.
  package var target: String {
    guard settings.followsLinks, let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// Reads what there is, at most `pollSize` bytes.
  /// - Parameters:
  ///   - now: time since any fixed moment.
  ///   - writerClosed: whether a program closed the file, under whatever name, after having written to it.
  package func poll(now: Duration, writerClosed: Bool = false) -> [TailEvent] {
    found = nil
    isUnsettled = false
    var left = settings.pollSize
    attempt { () throws(TailingError) in try locate(now) }
    if origin == nil {
      var hasNewer = false
      repeat {
        let known = newest
        for generation in generations {
          attempt { () throws(TailingError) in try drain(generation, &left, now) }
          // What comes next in another file is no continuation.
          if generation.isDrained, generation !== generations.last, holdsBack(generation) { flush(generation) }
        }
        hasNewer = newest > known
        if left > 0, !hasNewer { attempt { () throws(TailingError) in hasNewer = try follow(now) } }
      } while hasNewer
    }
    let hasGrown = generations.contains { $0.lastGrowth == now }
    self.writerClosed = writerClosed || (self.writerClosed && !hasGrown)
    isBehind = left <= 0
    if !isBehind { settle(now) }
    let isGone = !isPresent && origin == nil && found == nil && generations.allSatisfy(\.isFinished)
    goneSince = isGone ? goneSince ?? now : nil
    report()
    schedule(now)
    defer { events = [] }
    return events
  }

  /// The first bytes of what is to be read next, decompressed as it will be; nil where there is nothing.
  package func sample(_ count: Int, now: Duration) -> [UInt8]? {
    do throws(TailingError) {
      try locate(now)
      _ = try follow(now)
      for generation in generations where !generation.isFinished {
        guard try open(generation, now) else { continue }
        let bytes = try generation.sample(count)
        if !bytes.isEmpty { return bytes }
      }
    } catch {
      // The next poll reports it.
    }
    return nil
  }

  /// Closes what is open; it is opened again when there is something to read.
  package func release() { for generation in generations { generation.release() } }

  private func attempt(_ work: () throws(TailingError) -> Void) {
    do throws(TailingError) {
      try work()
    } catch  where error.code == ENOENT {
      // It vanished between two looks.
      isUnsettled = true
    } catch {
      found = found ?? error
    }
  }

  private func locate(_ now: Duration) throws(TailingError) {
    let from = origin
    origin = nil
    do throws(TailingError) {
      switch from {
      case .position(let position): try resume(position, now)
      case .start(let start): try begin(start, now)
      case nil: break
      }
    } catch {
      origin = from
      throw error
    }
  }

  /// Reads a generation until its present end or the end of the poll's bytes.
  private func drain(_ generation: FileGeneration, _ left: inout Int, _ now: Duration) throws(TailingError) {
    guard !generation.isFinished else { return }
    generation.isDrained = false
    while left > 0, !generation.isFinished {
      guard try open(generation, now) else {
        generation.isDrained = true
        return
      }
      let before = generation.cutter.end
      do throws(TailingError) {
        switch try generation.read(min(left, settings.readSize), now: now, { hand($0, of: generation) }) {
        case .advanced: left -= Int(clamping: generation.cutter.end - before)
        case .atEnd:
          generation.isDrained = true
          return
        case .replaced: try replace(generation, now)
        }
      } catch  where error.isOfCompression {
        finish(generation, .unreadable(error), bytes: generation.unread)
        return
      }
    }
  }

  private func flush(_ generation: FileGeneration) { generation.flush { hand($0, of: generation) } }

  private func hand(_ piece: FileGeneration.Piece, of generation: FileGeneration) {
    switch piece {
    case .block(let block): note(.block(block), generation)
    case .hole(let bytes): note(.gap(FileGap(reason: .hole, path: generation.name, bytes: bytes)), generation)
    }
  }

  func note(_ kind: TailEvent.Kind, _ generation: FileGeneration) {
    events.append(TailEvent(kind: kind, generation: generation.number, position: position))
  }

  /// Hands out the rest of a generation and, where one is given, the reason why that is not all.
  func finish(_ generation: FileGeneration, _ reason: FileGap.Reason? = nil, bytes: UInt64? = nil) {
    flush(generation)
    generation.release()
    generation.isFinished = true
    if generation !== generations.last { generations.removeAll { $0 === generation } }
    if let reason { note(.gap(FileGap(reason: reason, path: generation.name, bytes: bytes)), generation) }
    note(.ended, generation)
  }

  private func report() {
    guard found != trouble else { return }
    trouble = found
    let kind = found.map { TailEvent.Kind.degraded($0) } ?? .recovered
    events.append(TailEvent(kind: kind, generation: newest, position: position))
  }
}

// MARK: - What time brings

extension FileTail {
  /// Hands out what has been held back for long enough and ends generations that nothing is expected of.
  private func settle(_ now: Duration) {
    for generation in generations where generation.isDrained && !generation.isFinished {
      if holdsBack(generation), now - generation.lastGrowth >= settings.holdBack { flush(generation) }
      guard let since = idleSince(generation) else { continue }
      if now - since >= settings.linger { flush(generation) }
      guard let patience = patience(generation), now - since >= patience else { continue }
      finish(generation, generation.unread.map { _ in .truncated }, bytes: generation.unread)
    }
  }

  /// Whether a last record is there that may go on in the next line.
  private func holdsBack(_ generation: FileGeneration) -> Bool {
    !generation.cutter.isSkipping && generation.cutter.carry.last == UInt8(ascii: "\n")
  }

  /// Since when nothing has come from a generation that is not at the path any more; nil where it still is.
  private func idleSince(_ generation: FileGeneration) -> Duration? {
    generation.away.map { max($0, generation.lastGrowth) }
  }

  /// For how long nothing must have come from a generation away from the path before it ends; nil where it is followed.
  private func patience(_ generation: FileGeneration) -> Duration? {
    if generation.isFrozen { return .zero }
    let rank = generations.count - (generations.firstIndex { $0 === generation } ?? 0)
    if rank > 2 { return settings.linger }
    if generation.links > 0 { return nil }
    return writerClosed ? settings.linger : settings.linger * 10
  }

  private func schedule(_ now: Duration) {
    var next: Duration?
    func at(_ time: Duration) { next = min(next ?? time, time) }
    if trouble != nil || isUnsettled || origin != nil { at(now + settings.retry) }
    for generation in generations where generation.isDrained && !generation.isFinished {
      if holdsBack(generation) { at(generation.lastGrowth + settings.holdBack) }
      guard let since = idleSince(generation) else { continue }
      if generation.cutter.isHolding { at(since + settings.linger) }
      if let patience = patience(generation) { at(since + patience) }
    }
    nextPoll = isBehind ? now : next
  }
}
