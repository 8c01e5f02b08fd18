import Drafting
import Foundation
import Incidents
import Synchronization

/// The folder in which a draft of every incident that has ended lies. A draft that a person has changed is left alone:
/// its renewal stands beside it.
final class DraftFolder: Sendable {
  private let path: String
  private let lock = Mutex(())

  init(path: String) { self.path = path }

  /// Whether a draft of this incident was ever written here.
  func knows(_ incident: Incident) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/.\(incident.id).generated.md")
  }

  func write(_ incident: Incident) {
    lock.withLock { _ in
      do {
        let text = Draft.markdown(of: incident, style: try DraftStyle.named(DraftStyle.standardName))
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        let draft = "\(path)/\(incident.id).md"
        let generated = "\(path)/.\(incident.id).generated.md"
        let present = try? String(contentsOfFile: draft, encoding: .utf8)
        let last = try? String(contentsOfFile: generated, encoding: .utf8)
        if present == text, last == text { return }
        let isTouched = present != nil && present != last && present != text
        try DraftFile.write(text, to: isTouched ? "\(path)/\(incident.id).renewed.md" : draft, force: true)
        if !isTouched { try DraftFile.write(text, to: generated, force: true) }
        if present != text { Report.info("draft of \(incident.id) written to \(draft)") }
      } catch {
        Report.error("the draft of \(incident.id) could not be written: \(error)")
      }
    }
  }
}
