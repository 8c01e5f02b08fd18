import Drafting
import Foundation
import Incidents
import Store
import Synchronization

/// The folder in which a draft of every incident that has ended lies, renewed when the incident changes.
///
/// A draft that a person has edited is theirs: its renewal goes into a file beside it, and is not merged into their text,
/// though it could be. They may have the file open at the moment, and an editor that saves over a merge takes it back
/// without a word. 'hindcast draft --update' merges when they ask for it; what that needs is kept with every draft. A
/// draft that a person took away comes back only when its incident has changed.
final class DraftFolder: Sendable {
  private let path: String
  /// Keeps what was generated, for the time when a person has edited it.
  private let keep: @Sendable (StoredDraft) throws -> Void
  /// Has the draft of this hash kept while newer ones come, for somebody works on it.
  private let spare: @Sendable (String) throws -> Void
  /// Whose members may read the drafts, beside the daemon's own user.
  private let group = Mutex<gid_t?>(nil)
  private let lock = Mutex(())

  init(
    path: String, keep: @escaping @Sendable (StoredDraft) throws -> Void,
    spare: @escaping @Sendable (String) throws -> Void
  ) {
    self.path = path
    self.keep = keep
    self.spare = spare
  }

  /// Lets the members of a group read the drafts, those that are there as well.
  func share(with group: gid_t?) {
    self.group.withLock { $0 = group }
    lock.withLock { _ in
      let drafts = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      // What somebody else has put here is not ours to give.
      for name in drafts where !name.hasPrefix(".") && name.hasSuffix(".md") { share("\(path)/\(name)", 0o640, group) }
      share(path, 0o750, group)
    }
  }

  private func share(_ path: String, _ mode: mode_t, _ group: gid_t?) {
    var status = stat()
    guard let group, unsafe lstat(path, &status) == 0, status.st_uid == geteuid() else { return }
    guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return }
    if unsafe lchown(path, uid_t.max, group) == 0 { unsafe chmod(path, mode) }
  }

  /// Writes the draft, if the incident reads otherwise than when that was done last.
  /// - Parameter disclosed: how personal data was treated in it, by the names of the configuration.
  func renew(_ incident: Incident, disclosed: [String: String] = [:]) {
    lock.withLock { _ in
      do {
        let style = try DraftStyle.named(DraftStyle.standardName)
        let markdown = Draft.markdown(
          of: incident, style: style, options: DraftOptions(zone: .current, disclosed: disclosed))
        let made = StoredDraft(incident: incident.id, text: markdown)
        let text = DraftStamp.sealed(made.text, base: made.hash)
        let last = last(incident.id)
        guard text != last else { return }
        let group = group.withLock { $0 }
        do { try keep(made) } catch {
          Report.warning("the draft of \(incident.id) is not kept, so that renewing it will take --base: \(error.localizedDescription)")
        }
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        share(path, 0o750, group)
        let draft = try put(text, incident.id, last, group)
        // Last: a draft that was written and not noted here is known by its text.
        try DraftFile.write(text, to: generated(incident.id), force: true)
        let edited = self.draft(incident.id)
        let hint = draft == edited ? "" : "; 'hindcast draft --update \(edited)' merges it into what was edited"
        Report.info("draft of \(incident.id) written to \(draft)\(hint)")
      } catch {
        Report.error("the draft of \(incident.id) could not be written: \(error.localizedDescription)")
      }
    }
  }

  /// Takes away the drafts of an incident that is none any more, or a part of another one; those that a person has edited
  /// stay.
  func retire(_ id: String) {
    lock.withLock { _ in
      guard let last = last(id) else { return }
      for file in places(id).prefix(while: { FileManager.default.fileExists(atPath: $0) }) where read(file) == last {
        try? FileManager.default.removeItem(atPath: file)
      }
      try? FileManager.default.removeItem(atPath: generated(id))
    }
  }

  /// Writes the draft to the first of its places that holds nothing of a person's, and says which.
  private func put(_ text: String, _ id: String, _ last: String?, _ group: gid_t?) throws(DraftError) -> String {
    var obstacle = DraftError(.fileExists, draft(id))
    // In a folder that cannot be read nothing is ever free.
    for file in places(id).prefix(100) {
      do throws(DraftError) {
        guard let present = try draft(at: file) else {
          try DraftFile.write(text, to: file, force: false, group: group)
          return file
        }
        if present.text == text { return file }
        if present.text == last {
          try present.replace(with: text)
          return file
        }
        if let base = DraftStamp(of: present.text)?.base { try? spare(base) }
      } catch {
        // Somebody's: no text, a link, or saved since it was looked at.
        guard error.isOfWhatIsThere else { throw error }
        obstacle = error
      }
    }
    throw obstacle
  }

  /// What is there; nil where nothing is.
  private func draft(at file: String) throws(DraftError) -> EditedDraft? {
    do throws(DraftError) { return try EditedDraft(file) } catch {
      if error.reason == .unreadable(ENOENT) { return nil }
      throw error
    }
  }

  /// Where the draft is, unless it is somebody's.
  private func draft(_ id: String) -> String { "\(path)/\(id).md" }

  /// `ID.md`, `ID.renewed.md`, `ID.renewed-2.md` and so on.
  private func places(_ id: String) -> some Sequence<String> {
    let path = path
    return (0...).lazy.map { $0 == 0 ? "\(path)/\(id).md" : "\(path)/\(id).renewed\($0 == 1 ? "" : "-\($0)").md" }
  }

  /// The text as it was written last, by which is known what a person has changed.
  private func generated(_ id: String) -> String { "\(path)/.\(id).generated.md" }

  private func last(_ id: String) -> String? { read(generated(id)) }

  private func read(_ file: String) -> String? { try? String(contentsOfFile: file, encoding: .utf8) }
}

extension DraftError {
  /// Whether it is what lies in the place, and not that nothing can be written there.
  fileprivate var isOfWhatIsThere: Bool {
    if case .cannotWrite = reason { return false }
    return true
  }
}
