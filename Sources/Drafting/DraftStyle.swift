import Foundation
import Mustache

/// A Mustache template that drafts are rendered with: what ships in `Config/styles`, with a folder laid over it.
package struct DraftStyle: Sendable {
  package static let standardName = "standard"
  package static let systemFolder = "/etc/hindcast/styles"

  package let name: String
  private let template: MustacheTemplate

  /// The style of that name: the folder's file, else the embedded one.
  package static func named(_ name: String, folder: String = systemFolder) throws(DraftError) -> DraftStyle {
    guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(isNameByte) else {
      throw DraftError(.invalidStyleName, String(name.prefix(64)).debugDescription)
    }
    let path = "\(folder)/\(name).mustache"
    if FileManager.default.fileExists(atPath: path) {
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw DraftError(.unreadableStyle, path)
      }
      return try DraftStyle(name: name, text: text, origin: path)
    }
    guard let text = EmbeddedConfig.files["\(name).mustache"] else {
      throw DraftError(.noSuchStyle(known: embeddedNames), name)
    }
    return try DraftStyle(name: name, text: text, origin: name)
  }

  package static var embeddedNames: [String] {
    EmbeddedConfig.files.keys.filter { $0.hasSuffix(".mustache") }.map { String($0.dropLast(9)) }.sorted()
  }

  /// - Parameter origin: what an error names.
  package init(name: String, text: String, origin: String) throws(DraftError) {
    Self.registerContentType
    self.name = name
    do {
      template = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(MarkdownContentType.name)}}\n" + text)
    } catch {
      throw DraftError(.malformedStyle, origin)
    }
  }

  func render(_ fields: [String: Any]) -> String { template.render(fields) }

  private static let registerContentType: Void = MustacheContentTypes.register(
    MarkdownContentType(), named: MarkdownContentType.name)

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
