import Foundation

/// A folder of configuration files, in the order of their names: `FILE.d` beside a file, that are laid over it; those that
/// declare formats.
///
/// As systemd reads such folders: what is hidden, is no file, or does not end in `.yaml` (what editors and dpkg leave
/// behind) counts for nothing.
struct DropInFolder {
  let path: String

  init(path: String) { self.path = path }
  init(of file: String) { path = file + ".d" }

  /// Paths of the files; none where there is no such folder.
  func files() throws(ConfigurationError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      guard FileManager.default.fileExists(atPath: path) else { return [] }
      throw ConfigurationError(.unreadable, path: path, "cannot be listed: it must be a folder, and readable")
    }
    return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { "\(path)/\($0)" }.filter { !isFolder($0) }
  }

  private func isFolder(_ path: String) -> Bool {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: target)[.type]) as? FileAttributeType == .typeDirectory
  }
}
