import Detection
import Formats
import Records
import Tailing

// What files tell of one another: the zone of times that name none, and requests that two of them hold.
extension LiveRun {
  /// Files that are looked at, at most.
  private static let looked = 1000
  /// Files that are compared with one another, at most.
  private static let compared = 64
  /// After how long files in which requests appear are compared: there have to be enough of them.
  private static let pauses: [Duration] = [.seconds(60), .seconds(300), .seconds(1800), .seconds(7200)]

  /// Looks at files before any of them is read: what one tells holds for the others' first lines, too.
  func look(at new: [String], _ now: Moment) {
    let fresh = new.filter { stored[$0] == nil }.prefix(Self.looked)
    var seen: [(file: LiveFile, held: HeldFile, found: FileInspection)] = []
    for file in fresh.compactMap({ files[$0] }) {
      guard let held = try? HeldFile(file.path, followingLinks: options.followsLinks) else { continue }
      let found = FileInspection.inspect(file.path, format: nil, service: nil, zone: zone, at: held.path)
      if let offset = found.zoneOffset { zones.note(offset, of: file.path, at: now.wall.second) }
      if found.holdsRequests { seen.append((file, held, found)) }
      if seen.count > Self.compared { break }
    }
    for path in new {
      if let file = files[path], let offset = file.zoneOffset { zones.note(offset, of: path, at: now.wall.second) }
    }
    if fresh.isEmpty, surveys.first.map({ now.elapsed >= $0 }) ?? false {
      surveys.removeFirst()
      seen = files.values.filter { $0.holdsRequests && $0.holder == nil }.prefix(Self.compared + 1).compactMap { file in
        guard let held = try? HeldFile(file.path, followingLinks: options.followsLinks) else { return nil }
        return (file, held, FileInspection.inspect(file.path, format: nil, service: nil, zone: zone, at: held.path))
      }
    } else if !fresh.isEmpty {
      surveys = Self.pauses.map { now.elapsed + $0 }
    }
    if seen.count > 1, seen.count <= Self.compared { findMirrors(among: seen) }
  }

  private func findMirrors(among seen: [(file: LiveFile, held: HeldFile, found: FileInspection)]) {
    var found = seen.map { (ReplayInput.file($0.held.path), $0.found) }
    Mirrors(found, service: nil, zone: zones.rules).leaveOut(of: &found)
    let names = Dictionary(uniqueKeysWithValues: seen.map { ($0.held.path, $0.file.path) })
    for (file, inspection) in zip(seen.map(\.file), found.map(\.1)) {
      guard let holder = inspection.mirrored.compactMap({ names[$0.holder] }).first else { continue }
      file.leaveRequests(to: holder, engine)
      // What was learnt of how many requests come was of both.
      if let source = file.source { engine.recount(source) }
    }
  }

  /// Whether a file's holder is to be read before it, which can be done now.
  func awaitsHolder(_ tail: FileTail, _ horizon: Int64) -> Bool {
    guard let holder = files[tail.path]?.holder.flatMap({ files[$0] }) else { return false }
    return tails.isReady(holder.path) && place(holder.tail) <= horizon
  }

  /// The last second of a file's holder so far; the greatest number where more of it is still to be read.
  func reach(ofHolderOf file: LiveFile) -> Int64 {
    guard let holder = file.holder.flatMap({ files[$0] }) else { return Int64.min }
    if tails.isReady(holder.path) { return Int64.max }
    return holder.source.flatMap { engine.lastTime(of: $0) }.map(Engine.second) ?? Int64.min
  }
}

extension Engine {
  /// Learns anew how many requests come to the services of a source.
  func recount(_ source: Int) {
    for service in Set(sources[source].services.values) { traffic.forget(service: service) }
  }
}
