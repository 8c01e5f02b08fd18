import Drafting
import Foundation
import Incidents
import Synchronization

/// The folder in which a draft of every incident that has ended lies, renewed when the incident changes.
///
/// A draft that a person has edited is theirs: its renewal goes into a file beside it. It is not merged into the text:
/// a renewal numbers its footnotes and its table rows anew, so that lines which merge without a conflict could still tell
/// of other evidence than they did. A draft that a person took away comes back only when its incident has changed.
final class DraftFolder: Sendable {
  private let path: String
  /// Whose members may read the drafts, beside the daemon's own user.
  private let group = Mutex<gid_t?>(nil)
  private let lock = Mutex(())

  init(path: String) { self.path = path }

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
  func renew(_ incident: Incident) {
    lock.withLock { _ in
      do {
        let text = Draft.markdown(
          of: incident, style: try DraftStyle.named(DraftStyle.standardName), options: DraftOptions(zone: .current))
        let last = last(incident.id)
        guard text != last else { return }
        let group = group.withLock { $0 }
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        share(path, 0o750, group)
        let draft = place(incident.id, text, last)
        try DraftFile.write(text, to: draft, force: true, group: group)
        // Last: a draft that was written and not noted here is known by its text.
        try DraftFile.write(text, to: generated(incident.id), force: true)
        Report.info("draft of \(incident.id) written to \(draft)")
      } catch {
        Report.error("the draft of \(incident.id) could not be written: \(error)")
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

  /// The first of the draft's places that holds nothing of a person's.
  private func place(_ id: String, _ text: String, _ last: String?) -> String {
    places(id).first { file in
      guard FileManager.default.fileExists(atPath: file) else { return true }
      let present = read(file)
      return present == text || (present != nil && present == last)
    } ?? "\(path)/\(id).md"
  }

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
