package import Formats
import Foundation

/// The folder in which users declare formats, a file or several documents of one each.
package enum FormatFolder {
  package static let systemPath = "/etc/hindcast/formats"

  /// The formats that are built in and those that the files `*.yaml` of the folder declare; nil: the system's, where there
  /// is one.
  package static func load(_ path: String?, system: String = systemPath) throws(ConfigurationError) -> FormatSet {
    let folder = path ?? system
    if path != nil, !FileManager.default.fileExists(atPath: folder) {
      throw ConfigurationError(.unreadable, path: folder, "there is no such folder of formats")
    }
    var declared: [FormatDeclaration] = []
    var places: [String: String] = [:]
    for file in try DropInFolder(path: folder).files() {
      for (declaration, line) in try FormatFile(path: file).declarations() {
        if let other = places[declaration.name] {
          throw ConfigurationError(
            .duplicateKey, path: file, line: line,
            "a format \(declaration.name.debugDescription) is declared in \(other) already: give one of them another name"
          )
        }
        places[declaration.name] = "\(file):\(line)"
        declared.append(declaration)
      }
    }
    return declared.isEmpty ? .builtIn : FormatSet(declared: declared)
  }
}
