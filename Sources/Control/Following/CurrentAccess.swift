import Foundation
import Store

/// Access to a place for as long as it is looked at: a store file is opened once, and anew only where another one has taken
/// its place. Opening is a change of the file's folder itself.
package struct CurrentAccess: Sendable {
  private struct Identity: Sendable, Equatable {
    var device: dev_t
    var inode: ino_t
  }

  private let place: IncidentPlace
  private let environment: [String: String]
  private var opened: (access: any IncidentAccess, file: Identity)?

  package init(_ place: IncidentPlace, environment: [String: String]) {
    self.place = place
    self.environment = environment
  }

  package mutating func access() throws -> any IncidentAccess {
    guard case .file(let named) = place else { return try place.access(environment: environment) }
    let path = if let named { named } else { try IncidentLibrary.standardPath(environment: environment) }
    let file = Self.identity(of: path)
    if let opened, opened.file == file { return opened.access }
    opened = nil
    let access = try place.access(environment: environment)
    opened = file.map { (access, $0) }
    return access
  }

  private static func identity(of path: String) -> Identity? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return Identity(device: status.st_dev, inode: status.st_ino)
  }
}
