/// What it says where content is no text: what it is, as far as its first bytes tell, and what makes it readable.
enum BinaryContent {
  private static let known: [(magic: [UInt8], what: String)] = [
    (Array("BZh".utf8), "it is compressed by bzip2: decompress it with 'bunzip2'"),
    ([0x04, 0x22, 0x4D, 0x18], "it is compressed by LZ4: decompress it with 'lz4 -d'"),
    (Array("LZIP".utf8), "it is compressed by lzip: decompress it with 'lzip -d'"),
    ([0x1F, 0x9D], "it is compressed by compress: decompress it with 'gunzip'"),
    (Array("PK\u{3}\u{4}".utf8), "it is a ZIP archive: unpack it with 'unzip'"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "it is a 7z archive: unpack it with '7z x'"),
    ([0x1F, 0x8B], "it is compressed twice: decompress it once with 'gunzip'"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "it is compressed twice: decompress it once"),
    ([0x28, 0xB5, 0x2F, 0xFD], "it is compressed twice: decompress it once"),
    (Array("LPKSHHRH".utf8), "it is a file of the systemd journal: give it a name that ends in .journal"),
    (Array("ElfFile\0".utf8), "it is an event log of Windows: export it as text"),
    (Array("SQLite format 3\0".utf8), "it is a database of SQLite, not a log"),
  ]
  /// Where a tar archive says that it is one.
  private static let tar = (at: 257, magic: Array("ustar".utf8))

  /// - Parameters:
  ///   - bytes: the content's beginning, behind NUL bytes.
  ///   - hole: how many of these there are.
  static func remark(_ bytes: [UInt8], hole: UInt64 = 0) -> String {
    let what =
      known.first { bytes.starts(with: $0.magic) }?.what
      ?? (isTar(bytes) ? "it is an archive of files: unpack it with 'tar -xf'" : nil)
      ?? encoding(bytes, hole).map { "it is text in \($0), not in UTF-8: convert it with 'iconv -f \($0) -t UTF-8'" }
    return "not read: " + (what ?? "it is binary, not text")
  }

  /// Whether it is a tar archive, though all but the heads of its files may be text.
  static func isTar(_ bytes: [UInt8]) -> Bool { bytes.dropFirst(tar.at).starts(with: tar.magic) }

  /// The encoding of text whose characters have a NUL byte each, where most of them are of ASCII.
  private static func encoding(_ bytes: [UInt8], _ hole: UInt64) -> String? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || hole == 2 && bytes.starts(with: [0xFE, 0xFF]) { return "UTF-32" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    let pairs = stride(from: 0, to: min(bytes.count, 256) - 1, by: 2).map { (bytes[$0], bytes[$0 + 1]) }
    let letters = pairs.count { $0.0 >= 9 && $0.0 < 0x7F && $0.1 == 0 }
    guard pairs.count >= 8, letters * 10 >= pairs.count * 9 else { return nil }
    // The NUL byte of the first character stands before it.
    return hole == 1 ? "UTF-16BE" : "UTF-16LE"
  }
}
