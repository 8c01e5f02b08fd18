internal import Glibc

/// The folders that journals are looked for in, and the journal files that are there.
struct JournalFolders {
  private let roots: [String]
  /// Archived files do not change: their headers are read once.
  private var archived: [String: JournalHeader] = [:]
  /// When each file that cannot be read was found so: one that is just being created is none.
  private var unreadable: [String: (error: JournalError, since: Int64)] = [:]
  private(set) var problems: [String] = []
  /// Whether there are journals and none can be read, or none at all.
  private(set) var isBlind = false
  /// Whether there are journals and the right to read any of them is missing.
  private(set) var isForbidden = false
  /// Folders in which journals can appear.
  private(set) var watched: [String] = []
  private static let doubt: Int64 = 2_000_000

  init(_ roots: [String]) { self.roots = roots }

  /// The journal files that there are, seen at one moment: a file that journald renames in between would be missing.
  mutating func look(now: Int64) -> [JournalSequenceReader.Found] {
    var (names, errors) = Self.list(roots)
    var found: [JournalSequenceReader.Found] = []
    for _ in 0..<8 {
      (found, errors) = read(names)
      let again = Self.list(roots)
      if again.files == names {
        errors += again.errors
        break
      }
      names = again.files
    }
    note(errors, now: now, isEmpty: found.isEmpty)
    archived = archived.filter { names.contains($0.key) }
    watched = Set(names.map(Self.folder) + roots).sorted()
    return found
  }

  func hasUnreadable(in folder: String) -> Bool {
    unreadable.values.contains { $0.error.isForbidden && Self.folder($0.error.path) == folder }
  }

  static func folder(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private static func list(_ roots: [String]) -> (files: [String], errors: [JournalError]) {
    // A folder that is not there may come; one without journals, too.
    let found = JournalFiles.find(roots.filter { unsafe access($0, F_OK) == 0 })
    return (found.files, found.errors.filter { $0.reason != .noJournal })
  }

  private mutating func read(_ names: [String]) -> (found: [JournalSequenceReader.Found], errors: [JournalError]) {
    var found: [JournalSequenceReader.Found] = []
    var errors: [JournalError] = []
    var known: Set<[UInt64]> = []
    for path in names {
      do throws(JournalError) {
        let header = if let known = archived[path] { known } else { try JournalHeader(path: path) }
        if path.contains("@"), header.isArchived { archived[path] = header }
        if known.insert([header.device, header.inode]).inserted {
          found.append(JournalSequenceReader.Found(path: path, header: header))
        }
      } catch {
        errors.append(error)
      }
    }
    return (found, errors)
  }

  private mutating func note(_ errors: [JournalError], now: Int64, isEmpty: Bool) {
    let before = unreadable
    unreadable = [:]
    for error in errors where error.code != ENOENT {
      unreadable[error.path] = (error, before[error.path]?.since ?? now)
    }
    let lasting = unreadable.values.filter { $0.error.isForbidden || now - $0.since >= Self.doubt }.map(\.error)
    problems = lasting.map(\.description).sorted()
    isBlind = isEmpty && (unreadable.isEmpty || !lasting.isEmpty)
    isForbidden = isEmpty && lasting.contains(where: \.isForbidden)
    guard isEmpty else { return }
    let places = roots.joined(separator: ", ")
    if unreadable.isEmpty { problems = [JournalError(.noJournal, path: places).description] }
    if isForbidden { problems = [JournalError(.blind, path: places).description] }
  }
}

extension JournalError {
  /// Whether rights are missing.
  var isForbidden: Bool { code == EACCES || code == EPERM }
}
