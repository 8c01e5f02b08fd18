import Foundation
import Records

/// A tar archive (POSIX.1-1988, `ustar`): regular files of root's, that only their owner may read. The same files give the
/// same bytes.
struct TarArchive {
  private static let block = 512

  private(set) var bytes = Data()
  private let modified: Int64

  /// - Parameter modified: the time of all its files.
  init(modified: Timestamp) { self.modified = max(0, modified.second) }

  /// Adds a file. Its name is ASCII and at most 100 bytes long.
  mutating func add(_ name: String, _ content: Data) {
    precondition(name.utf8.count <= 100 && content.count < 1 << 33)
    var header = [UInt8](repeating: 0, count: Self.block)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ value: Int, _ digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(name, at: 0)
    put(octal(0o600, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(content.count, 11), at: 124)
    put(octal(Int(modified), 11), at: 136)
    // The checksum counts itself as blanks.
    put(String(repeating: " ", count: 8), at: 148)
    put("0", at: 156)
    put("ustar\u{0}00root", at: 257)
    put("root", at: 297)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    bytes.append(contentsOf: header)
    bytes.append(content)
    bytes.append(contentsOf: [UInt8](repeating: 0, count: (Self.block - content.count % Self.block) % Self.block))
  }

  /// The archive with its end: two empty blocks, filled up to a record of 20.
  var finished: Data {
    var whole = bytes + Data(count: 2 * Self.block)
    let record = 20 * Self.block
    whole.append(Data(count: (record - whole.count % record) % record))
    return whole
  }
}
