import Formats
import Records
import Tailing

// What sources tell of one another: the zone of times that name none, and records that two of them hold.
extension LiveRun {
  /// Files that are looked at, at most.
  private static let looked = 1000
  /// Files that are compared with one another, at most.
  private static let compared = 64
  /// After how long sources in which records appear are compared: there have to be enough of them.
  private static let pauses: [Duration] = [.seconds(60), .seconds(300), .seconds(1800), .seconds(7200)]
  /// A source that others go on without for so long (seconds) holds nothing for them any more.
  private static let present: Int64 = 60
  /// The journal's reader is heard of later than files are (seconds).
  private static let journalDelay: Int64 = 10

  private typealias Inspected = (file: LiveFile, held: HeldFile, found: FileInspection)

  /// Looks at files before any of them is read: what one tells holds for the others' first lines, too.
  func look(at new: [String], _ now: Moment) {
    let fresh = new.filter { stored[$0] == nil }.prefix(Self.looked)
    var seen: [Inspected] = []
    for file in fresh.compactMap({ files[$0] }) {
      guard let inspected = inspect(file, zone) else { continue }
      if let offset = inspected.found.zoneOffset { zones.note(offset, of: file.path, at: now.wall.second) }
      if inspected.found.holdsRequests { seen.append(inspected) }
      if seen.count > Self.compared { break }
    }
    for path in new {
      if let file = files[path], let offset = file.zoneOffset { zones.note(offset, of: path, at: now.wall.second) }
    }
    if !fresh.isEmpty || !hasListed {
      surveyAnew(now)
      findMirrors(among: seen, window: nil)
    } else if let due = surveys.first, now.elapsed >= due {
      surveys.removeFirst()
      survey()
    }
  }

  private func inspect(_ file: LiveFile, _ zone: ZoneRules) -> Inspected? {
    guard let held = try? HeldFile(file.path, followingLinks: options.followsLinks) else { return nil }
    var found = FileInspection.inspect(
      file.path, format: nil, service: nil, zone: zone, among: options.formats, at: held.path)
    found.rules = rules
    return (file, held, found)
  }

  /// Has sources compared some times from here on.
  func surveyAnew(_ now: Moment) {
    surveys = Self.pauses.map { now.elapsed + $0 }
    if let journal, journal.follower.window == nil { journal.follower.window = JournalWindow() }
  }

  /// Compares what is followed.
  private func survey() {
    let window = journal?.follower.window
    if surveys.isEmpty { journal?.follower.window = nil }
    let open = files.values.filter { file in
      file.holdsRequests && file.mirror.requestHolder == nil
        || window != nil && file.mirror.hosts.isEmpty && (file.holdsRequests || file.format.name == "syslog")
    }
    let seen = open.prefix(Self.compared + 1).compactMap { inspect($0, zones.rules) }
    findMirrors(among: seen, window: window)
  }

  private func findMirrors(among seen: [Inspected], window: JournalWindow?) {
    guard seen.count + (window == nil ? 0 : 1) > 1, seen.count <= Self.compared else { return }
    var found = seen.map { (ReplayInput.file($0.held.path), $0.found) }
    if window != nil { found.append((.journal([LiveJournal.name]), FileInspection())) }
    Mirrors(found, window: window, service: nil, zone: zones.rules).leaveOut(of: &found)
    var names = Dictionary(uniqueKeysWithValues: seen.map { ($0.held.path, $0.file.path) })
    names[LiveJournal.name] = LiveJournal.name
    for (file, inspection) in zip(seen.map(\.file), found.map(\.1)) {
      for mirrored in inspection.mirrored {
        guard let holder = names[mirrored.holder],
          isLeft(mirrored, of: file.mirror, named: file.path, file.source, to: holder)
        else { continue }
        file.leave(mirrored, to: holder, engine)
        hasUnstored = true
      }
    }
    guard window != nil, let journal else { return }
    for mirrored in found[seen.count].1.mirrored {
      guard let holder = names[mirrored.holder],
        isLeft(mirrored, of: journal.follower.mirror, named: LiveJournal.name, journal.source, to: holder)
      else { continue }
      journal.leave(mirrored, to: holder, engine)
      hasUnstored = true
    }
  }

  /// Whether what of a source is mirrored is left to its holder from here on: where that has been written to lately,
  /// and holds it itself.
  private func isLeft(
    _ mirrored: MirroredRecords, of mirror: LiveMirror, named name: String, _ source: Int?, to holder: String
  ) -> Bool {
    if let last = source.flatMap({ engine.lastTime(of: $0) }) {
      guard let end = mirrored.seconds.last?.upperBound, end >= Engine.second(last) - Self.present else { return false }
    }
    guard case .requests = mirrored.kind else { return mirror.hosts.isEmpty }
    return mirror.requestHolder == nil && !leads(from: holder, to: name)
  }

  /// Whether requests that are left to a source would be looked for in another one.
  private func leads(from holder: String, to name: String) -> Bool {
    var at = holder
    while at != name {
      let mirror = at == LiveJournal.name ? journal?.follower.mirror : files[at]?.mirror
      guard let next = mirror?.requestHolder else { return false }
      at = next
    }
    return true
  }

  // MARK: Reading in order

  /// Whether a file's holder is to be read before it, which can be done now.
  func awaitsHolder(_ tail: FileTail, _ horizon: Int64) -> Bool {
    guard let holder = files[tail.path]?.mirror.requestHolder.flatMap({ files[$0] }) else { return false }
    return tails.isReady(holder.path) && place(holder.tail) <= horizon
  }

  /// How far the source has been read that holds the same requests as another one.
  func reach(of mirror: LiveMirror, _ now: Moment) -> LiveMirror.Reach {
    guard let name = mirror.requestHolder else { return LiveMirror.Reach() }
    if name == LiveJournal.name {
      var reach = reachOfJournal(now)
      if reach.second < Int64.max, let journal { reach.second = journal.lastRequest(of: mirror.holderService) }
      return reach
    }
    let delay = mirror.service == nil ? 0 : Self.journalDelay
    guard let holder = files[name] else { return LiveMirror.Reach(delay: delay) }
    if tails.isReady(holder.path) { return LiveMirror.Reach(second: Int64.max, delay: delay) }
    let last = holder.source.flatMap { engine.lastTime(of: $0) }
    return LiveMirror.Reach(second: last.map(Engine.second) ?? Int64.min, delay: delay)
  }

  /// How far the journal has been read.
  func reachOfJournal(_ now: Moment) -> LiveMirror.Reach {
    guard let journalSource else { return LiveMirror.Reach(delay: Self.journalDelay) }
    if journalPlace(now) != nil { return LiveMirror.Reach(second: Int64.max, delay: Self.journalDelay) }
    let last = engine.lastTime(of: journalSource).map(Engine.second)
    return LiveMirror.Reach(second: last ?? Int64.min, delay: Self.journalDelay)
  }
}
