/// A text as lines, with what ends each, so that it can be put together again to the byte.
struct TextLines: Equatable {
  /// Without what ends them.
  private(set) var lines: [Substring]
  /// `\n`, `\r\n`, or nothing behind the last line of a file that ends without one.
  private(set) var ends: [Substring]

  init(_ text: String) {
    lines = []
    ends = []
    let bytes = text.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
      let next = newline.map { bytes.index(after: $0) } ?? bytes.endIndex
      var end = newline ?? bytes.endIndex
      if let newline, newline > start, bytes[bytes.index(before: newline)] == UInt8(ascii: "\r") {
        end = bytes.index(before: newline)
      }
      lines.append(text[start..<end])
      ends.append(text[end..<next])
      start = next
    }
  }

  /// Whether a newline stands behind the last line.
  var isEnded: Bool { ends.last.map { !$0.isEmpty } ?? true }

  /// What ends most of the lines.
  var usualEnd: Substring {
    let windows = ends.count { $0.utf8.count == 2 }
    return windows * 2 > ends.count ? "\r\n" : "\n"
  }
}
