import Glibc

/// The file at a path and its rotated siblings in the same folder, as they are at one moment.
package struct FileFamily {
  struct Member {
    var path: String
    var status: FileStatus
    /// Nil for the file at the path itself.
    var rotation: RotatedName?

    var isPlain: Bool { rotation.map { $0.compression == .none } ?? true }
  }

  /// Oldest first; the file at the path, where there is one, is the last.
  private(set) var members: [Member] = []

  /// - Parameter path: with its symbolic link resolved.
  init(of path: String) throws(TailingError) {
    let folder = FolderListing.folder(of: path)
    let name = FolderListing.name(of: path)
    var rotated: [String: Member] = [:]
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    for other in FolderListing.names(try FolderListing.names(in: folder), from: stem) {
      guard let rotation = RotatedName(other), rotation.base == name else { continue }
      let path = FolderListing.path(folder, other)
      // What vanishes meanwhile is not there.
      guard let status = try? FileStatus(path, followingLinks: false), status.kind == .regular else { continue }
      // A file that is being compressed is there twice.
      let plainName = rotation.compression == .none ? other : String(other.prefix(upTo: other.lastIndex(of: ".")!))
      if rotation.compression != .none, rotated[plainName] != nil { continue }
      rotated[plainName] = Member(path: path, status: status, rotation: rotation)
    }
    members = FileFamily.ordered(Array(rotated.values))
    if let status = try? FileStatus(path, followingLinks: false), status.kind == .regular {
      members.append(Member(path: path, status: status, rotation: nil))
    }
  }

  /// Oldest first: by their names where these tell, else by when they were last written.
  private static func ordered(_ members: [Member]) -> [Member] {
    let namesTell = members.allSatisfy { member in
      guard let first = members.first?.rotation, let other = member.rotation else { return false }
      return first == other || first.rank == other.rank || first.isOlder(than: other) != nil
    }
    return members.sorted { a, b in
      if namesTell, let mine = a.rotation, let its = b.rotation, mine.rank != its.rank {
        return mine.isOlder(than: its) ?? false
      }
      return (a.status.modified, a.path) < (b.status.modified, b.path)
    }
  }

  /// Those of some files that are of one log each, oldest first.
  package static func families(of paths: [String]) -> [[String]] {
    var families: [String: [Member]] = [:]
    for path in paths {
      guard let status = try? FileStatus(path, followingLinks: true) else { continue }
      let name = FolderListing.name(of: path)
      let rotation = RotatedName(name)
      families[FolderListing.path(FolderListing.folder(of: path), rotation?.base ?? name), default: []].append(
        Member(path: path, status: status, rotation: rotation))
    }
    return families.keys.sorted().compactMap { families[$0] }.map { members in
      (ordered(members.filter { $0.rotation != nil }) + members.filter { $0.rotation == nil }).map(\.path)
    }
  }

  /// The members behind one of them.
  func newer(than member: Member) -> ArraySlice<Member> {
    guard let at = members.firstIndex(where: { $0.path == member.path }) else { return [] }
    return members[(at + 1)...]
  }

  /// Where a generation is now, and its content opened at the position. The file itself is known by its inode; a copy or a
  /// compressed copy by its content before the position, which must be the same.
  /// - Parameter others: files that are known to be other generations.
  func find(
    _ position: GenerationPosition, excluding others: Set<FileIdentity>
  ) throws(TailingError) -> (member: Member, content: FileContent)? {
    let candidates = members.filter { !others.contains($0.status.identity) }
    for member in candidates where member.status.identity.mayBe(position.identity) {
      if let content = try FileFamily.open(member, at: position) { return (member, content) }
    }
    let evidence = max(position.offset, UInt64(position.head.length))
    guard evidence > 0 else { return nil }
    var found: [(member: Member, content: FileContent)] = []
    for member in candidates where !member.status.identity.mayBe(position.identity) {
      // A new file may well begin with the same few words.
      if member.rotation == nil, evidence < UInt64(RecordCutter.memory) { continue }
      if let content = try? FileFamily.open(member, at: position) { found.append((member, content)) }
    }
    // Where several begin alike: the first that was written to after the position, to the second as tools keep times.
    let second: Int64 = 1_000_000_000
    return found.first { $0.member.status.modified / second >= position.modified / second } ?? found.last
  }

  private static func open(_ member: Member, at position: GenerationPosition) throws(TailingError) -> FileContent? {
    if member.rotation?.compression == .unreadable { return nil }
    do throws(TailingError) {
      return try FileContent(member.path, at: position, isCompressed: !member.isPlain)
    } catch  where error.code == ENOENT {
      return nil
    } catch  where error.isOfCompression {
      return nil
    }
  }
}
