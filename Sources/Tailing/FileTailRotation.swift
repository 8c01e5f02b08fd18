import Glibc

// How a tail finds its generations: at its start, when the path holds another file, and when a file was closed.
extension FileTail {
  /// Begins a file that has never been read.
  func begin(_ start: Start, _ now: Duration) throws(TailingError) {
    if case .backlog(let since) = start {
      let siblings = try FileFamily(of: target).members.filter { $0.rotation != nil && $0.status.modified >= since }
      adopt(siblings.filter { (try? OpenFile.admit($0.status, path: $0.path)) != nil }, now)
      return
    }
    guard let status = try present() else { return }
    let member = FileFamily.Member(path: target, status: status, rotation: nil)
    let generation = add(member, now)
    guard start == .end else { return }
    do throws(TailingError) {
      pool.makeRoom()
      try generation.begin(atEndOf: OpenFile(generation.name, followingLinks: false))
    } catch {
      generations = []
      newest = 0
      throw error
    }
  }

  /// Finds the generations of a position and those that came after it.
  func resume(_ position: FilePosition, _ now: Duration) throws(TailingError) {
    var family: FileFamily?
    var resumed: [FileGeneration] = []
    var lost: [FileGeneration] = []
    var anchor: FileFamily.Member?
    var taken: Set<FileIdentity> = []
    for known in position.generations {
      // Of an empty file there is nothing to recognise it by: those written to since are read from their beginnings.
      if known.head.length == 0, !known.isFinished, known == position.generations.last { continue }
      let generation = FileGeneration(known, boundaries: boundaries(known.number), pool: pool, now: now)
      resumed.append(generation)
      pool.makeRoom()
      if position.generations.count == 1, try attachInPlace(generation, known) {
        generations = resumed
        newest = position.newest
        return
      }
      if family == nil { family = try FileFamily(of: target) }
      let others = Set(position.generations.map(\.identity)).subtracting([known.identity]).union(taken)
      let place = try family?.find(known, excluding: others)
      if let place {
        taken.insert(place.member.status.identity)
        if !known.isFinished { generation.attach(place.content, of: place.member) }
      } else if !known.isFinished, try !attachInPlace(generation, known) {
        lost.append(generation)
      }
      if place?.member.rotation != nil { generation.away = now }
      anchor = place?.member
    }
    for generation in resumed.dropLast() { generation.away = now }
    generations = resumed
    newest = position.newest
    if let last = position.generations.last {
      let family = if let family { family } else { try FileFamily(of: target) }
      let newer =
        last.head.length == 0 && !last.isFinished
        ? family.members.filter { $0.rotation == nil || $0.status.modified >= last.modified }
        : FileTail.newer(than: last, at: anchor, in: family)
      adopt(newer.filter { !taken.contains($0.status.identity) }, now)
    }
    for generation in lost { lose(generation, now) }
  }

  /// Goes on where the file still has the name that it had.
  private func attachInPlace(_ generation: FileGeneration, _ known: GenerationPosition) throws(TailingError) -> Bool {
    guard !known.isFinished, let status = try? FileStatus(known.name, followingLinks: false),
      status.identity.mayBe(known.identity), let content = try FileContent(known.name, at: known, isCompressed: false)
    else { return false }
    let rotation = known.name == target ? nil : RotatedName(FolderListing.name(of: known.name))
    generation.attach(content, of: FileFamily.Member(path: known.name, status: status, rotation: rotation))
    return true
  }

  /// Looks whether the path holds another file by now. Then that file, and those rotated in between, are added.
  /// - Returns: whether there are such files.
  func follow(_ now: Duration) throws(TailingError) -> Bool {
    let status: FileStatus?
    do throws(TailingError) {
      status = try present()
    } catch {
      if case .refused = error.reason { markAway(now) }
      throw error
    }
    isPresent = status != nil
    guard let status else {
      markAway(now)
      return false
    }
    guard let last = generations.last else {
      add(FileFamily.Member(path: target, status: status, rotation: nil), now)
      return true
    }
    if last.identity == status.identity, !last.isFinished || last.isAtEnd(status) {
      last.away = nil
      return false
    }
    let family = try FileFamily(of: target)
    let known = Set(generations.map(\.identity))
    let place = try family.find(last.position, excluding: known.subtracting([last.identity]))
    if let place, place.member.rotation == nil {
      // The same content, in another file that an editor or a restore put there, or after it had been given up.
      last.attach(place.content, of: place.member)
      last.isFinished = false
      last.away = nil
      return true
    }
    markAway(now)
    let newer = FileTail.newer(than: last.position, at: place?.member, in: family)
    return adopt(newer.filter { last.isFinished || !known.contains($0.status.identity) }, now)
  }

  /// Opens a generation, wherever it is by now; false where there is nothing to read or where it is lost.
  func open(_ generation: FileGeneration, _ now: Duration) throws(TailingError) -> Bool {
    if generation.isOpen { return true }
    if let status = try? FileStatus(generation.name, followingLinks: false), status.identity == generation.identity,
      !generation.isFrozen
    {
      generation.links = status.links
      if generation.isAtEnd(status) { return false }
      pool.makeRoom()
      let file = try OpenFile(generation.name, followingLinks: false)
      if try file.status().identity == generation.identity {
        generation.attach(file)
        return true
      }
    }
    pool.makeRoom()
    let position = generation.position
    if generation.isFrozen,
      let content = try? FileContent(generation.name, at: position, isCompressed: generation.isCompressed)
    {
      generation.attach(content)
      return true
    }
    let others = Set(generations.map(\.identity)).subtracting([generation.identity])
    if let place = try FileFamily(of: target).find(position, excluding: others) {
      generation.attach(place.content, of: place.member)
      if place.member.rotation != nil { generation.away = generation.away ?? now }
      return true
    }
    lose(generation, now)
    return false
  }

  /// The file of a generation holds something else: its rest may be in a copy; what is there now is a new generation.
  func replace(_ generation: FileGeneration, _ now: Duration) throws(TailingError) {
    let family = try FileFamily(of: target)
    let known = Set(generations.map(\.identity))
    let place = try family.find(generation.position, excluding: known)
    let own = generation.identity
    let isLast = generation === generations.last
    // Several truncations may have left several copies.
    let newer = FileTail.newer(than: generation.position, at: place?.member, in: family).filter { member in
      member.status.identity == own || (isLast && !known.contains(member.status.identity))
    }
    if let place {
      generation.attach(place.content, of: place.member)
      generation.away = now
    } else {
      finish(generation, .truncated, bytes: generation.unread ?? 0)
    }
    adopt(newer, now)
    guard !isLast, let next = generations.last, next !== generation, !newer.isEmpty else { return }
    // It keeps its place among the others.
    generations.removeLast()
    next.away = now
    generations.insert(next, at: generations.firstIndex { $0.number > generation.number } ?? generations.count)
  }

  /// The status of the file at the path; nil where there is none.
  private func present() throws(TailingError) -> FileStatus? {
    do throws(TailingError) {
      let status = try FileStatus(path, followingLinks: settings.followsLinks)
      try OpenFile.admit(status, path: target)
      return status
    } catch  where error.code == ENOENT || error.code == ENOTDIR {
      return nil
    }
  }

  /// The files that are newer than a generation. Where it is not found, those that were written to after it was.
  private static func newer(
    than last: GenerationPosition, at place: FileFamily.Member?, in family: FileFamily
  ) -> [FileFamily.Member] {
    if let place { return Array(family.newer(than: place)) }
    return family.members.filter { $0.rotation == nil || $0.status.modified > last.modified }
  }

  @discardableResult
  private func adopt(_ members: [FileFamily.Member], _ now: Duration) -> Bool {
    guard !members.isEmpty else { return false }
    if !generations.isEmpty { markAway(now) }
    for member in members {
      let generation = add(member, now)
      if member.rotation != nil { generation.away = now }
      if member.rotation?.compression == .unreadable {
        finish(generation, .unreadable(TailingError(.refused(.compressed), path: member.path)))
      }
    }
    let last = generations.last
    generations.removeAll { $0.isFinished && $0 !== last }
    return true
  }

  @discardableResult
  private func add(_ member: FileFamily.Member, _ now: Duration) -> FileGeneration {
    newest += 1
    let generation = FileGeneration(number: newest, member, boundaries: boundaries(newest), pool: pool, now: now)
    generations.append(generation)
    // So that it is recognised before any of it has been handed out.
    if member.status.size > 0, let file = try? OpenFile(member.path, followingLinks: false) {
      try? generation.recognise(file)
    }
    return generation
  }

  /// Ends a generation that is nowhere any more.
  private func lose(_ generation: FileGeneration, _ now: Duration) {
    let isSpent = generation.away.map { now - max($0, generation.lastGrowth) >= settings.linger } ?? false
    // Nobody writes to a log again just before deleting it that has been left alone for long.
    let isLeftAlone = now - generation.lastGrowth >= settings.linger * 60
    let isQuietlyGone = (isSpent || isLeftAlone) && !generation.cutter.isHolding
    let isEmpty = generation.size == 0
    finish(
      generation, generation.unread == nil && (isQuietlyGone || isEmpty) ? nil : .vanished, bytes: generation.unread)
  }

  private func markAway(_ now: Duration) {
    guard let last = generations.last, last.away == nil else { return }
    last.away = now
  }
}
