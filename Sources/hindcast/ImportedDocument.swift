import Foundation

/// A document that is imported, as text: UTF-8 with or without a mark of its order, UTF-16 with one, or what is left,
/// Windows-1252.
struct ImportedDocument {
  /// No postmortem is larger.
  static let maximumBytes = 4 << 20

  var text: String
  /// What was assumed of its bytes; nil: nothing.
  var remark: String?

  /// - Parameter path: `-` for standard input; pipes are read, too.
  init(path: String) throws(NoteImportError) {
    let data: Data?
    do {
      let file =
        path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      data = try Self.read(file)
    } catch {
      throw NoteImportError(path: path, reason: .unreadable)
    }
    guard let data else { throw NoteImportError(path: path, reason: .tooLarge) }
    guard let document = ImportedDocument(data) else { throw NoteImportError(path: path, reason: .noText) }
    self = document
  }

  /// nil: it is no text.
  init?(_ data: Data) {
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      guard let text = String(data: data, encoding: .utf16) else { return nil }
      self.text = Self.withoutMark(text)
      return
    }
    guard !data.contains(0) else { return nil }
    if let text = String(validating: data, as: UTF8.self) {
      self.text = Self.withoutMark(text)
      return
    }
    guard let text = String(data: data, encoding: .windowsCP1252) else { return nil }
    self.text = text
    remark = "the file is no UTF-8: it is read as Windows-1252"
  }

  private static func withoutMark(_ text: String) -> String {
    text.unicodeScalars.first == "\u{FEFF}" ? String(String.UnicodeScalarView(text.unicodeScalars.dropFirst())) : text
  }

  /// nil: it is too large.
  private static func read(_ file: FileHandle) throws -> Data? {
    var data = Data()
    while let more = try file.read(upToCount: 1 << 16), !more.isEmpty {
      data += more
      if data.count > maximumBytes { return nil }
    }
    return data
  }
}
