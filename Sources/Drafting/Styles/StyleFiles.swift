import Foundation

/// The files of styles: those that are built in, and those of a folder, which go first.
struct StyleFiles {
  static let largest = 256 << 10
  private static let suffix = ".mustache"
  let folder: String

  /// The text of a style or partial, and its path where it is the folder's; nil where there is none.
  func file(_ name: String) throws(DraftError) -> (text: String, path: String?)? {
    guard name.utf8.allSatisfy(Self.isNameByte) else { return nil }
    let path = "\(folder)/\(name)\(Self.suffix)"
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      return EmbeddedConfig.files[name + Self.suffix].map { ($0, nil) }
    }
    // It could lead to any file that root may read.
    if status.st_mode & S_IFMT == S_IFLNK { throw DraftError(.symbolicLink, path) }
    if status.st_size > Self.largest { throw DraftError(.tooLong(bytes: Self.largest), path) }
    guard status.st_mode & S_IFMT == S_IFREG, let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw DraftError(.unreadable, path)
    }
    return (text, path)
  }

  var styleNames: [String] { names.filter { !$0.hasPrefix("_") } }
  var partialNames: [String] { names.filter { $0.hasPrefix("_") } }

  private var names: [String] {
    let own = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let files = Set(EmbeddedConfig.files.keys).union(own).filter { $0.hasSuffix(Self.suffix) }
    return files.map { String($0.dropLast(Self.suffix.count)) }
      .filter { !$0.isEmpty && $0.utf8.allSatisfy(Self.isNameByte) }.sorted()
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
