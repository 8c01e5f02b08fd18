import Foundation

/// A document that is checked or imported: a file, a pipe as `<(...)` gives one, or standard input.
struct DocumentInput {
  let name: String
  let text: String
  /// What to know of how it was read.
  let remark: String?

  /// - Parameter longest: MiB that are more than any postmortem has; what is longer is none.
  init(_ path: String, longest: Int = 64) throws(DocumentInputError) {
    name = path == "-" ? "(standard input)" : path
    let bytes = try Self.bytes(path, longest)
    if let decoded = String(validating: bytes, as: UTF8.self) {
      // Editors of Windows put a mark before the first byte.
      text = decoded.first == "\u{FEFF}" ? String(decoded.dropFirst()) : String(decoded.trimmingPrefix("\u{FEFF}"))
      remark = nil
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]),
      let decoded = String(data: bytes, encoding: .utf16)
    {
      text = decoded
      remark = "is UTF-16; git shows no changes of such files: convert it to UTF-8"
    } else if !bytes.contains(0), let decoded = String(data: bytes, encoding: .windowsCP1252) {
      text = decoded
      remark = "is no UTF-8, and read as Windows-1252: convert it, or names and marks are garbled"
    } else {
      throw DocumentInputError(path: path, reason: "is no text: name a document in Markdown")
    }
  }

  private static func bytes(_ path: String, _ longest: Int) throws(DocumentInputError) -> Data {
    let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DocumentInputError(path, errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: path != "-")
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw DocumentInputError(path: path, reason: "is a folder: name the files in it, as \(path)/*.md")
    }
    var bytes = Data()
    do {
      while let more = try file.read(upToCount: 1 << 20), !more.isEmpty {
        bytes += more
        if bytes.count > longest << 20 {
          throw DocumentInputError(path: path, reason: "is longer than \(longest) MiB: no postmortem is")
        }
      }
    } catch let error as DocumentInputError {
      throw error
    } catch {
      throw DocumentInputError(path, errno)
    }
    return bytes
  }
}

/// Why a document cannot be read.
struct DocumentInputError: LocalizedError {
  var path: String
  var reason: String

  init(path: String, reason: String) {
    self.path = path == "-" ? "standard input" : path
    self.reason = reason
  }

  init(_ path: String, _ number: CInt) {
    let words = unsafe String(cString: strerror(number))
    self.init(path: path, reason: "cannot be read (\(words)): check its name and permissions")
  }

  var errorDescription: String? { "\(path) \(reason)" }
}
